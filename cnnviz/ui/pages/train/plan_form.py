"""Ties the widgets of the form to the plan of a network."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.core.images import Shape
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.starts import for_pictures
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.ui.said import said
from cnnviz.ui.state.training import TrainState

_KEY = "define_form"


class PlanForm:
    """The plan that the form shows; what a widget changes is written into `state.plan`.

    A plan that comes from elsewhere (a start, a way out, an address, another page) gives every
    widget a new key, so that none of them brings an older value back.
    """

    def __init__(self, state: TrainState, shape: Shape, classes: int) -> None:
        self.state, self.shape, self.classes = state, shape, classes
        self._write(self.plan)
        known, version = st.session_state.get(_KEY, (None, 0))
        if known != self._shown:
            version += known is not None
            st.session_state[_KEY] = (self._shown, version)
        self.version = version

    @property
    def plan(self) -> NetworkPlan:
        """As it is now."""
        return self.state.plan.network

    @property
    def _shown(self) -> NetworkPlan:
        """What the widgets show of it, which the pictures' shape is not."""
        return for_pictures(self.plan, NetworkPlan.input_shape, NetworkPlan.classes)

    def _write(self, plan: NetworkPlan) -> None:
        plan = for_pictures(plan, self.shape, self.classes)
        if plan != self.plan:
            self.state.plan = dataclasses.replace(self.state.plan, network=plan)

    def replace(self, plan: NetworkPlan) -> None:
        """Show another plan: in a callback, or before the form is drawn."""
        self._write(plan)
        _, version = st.session_state[_KEY]
        st.session_state[_KEY] = (self._shown, version + 1)

    def key(self, name: str) -> str:
        """The key of a widget."""
        return f"define_{name}_v{self.version}"

    def bound(self, name: str, change: Callable[[Any], NetworkPlan]) -> dict[str, Any]:
        """Key and callback of a widget whose value makes another plan of the one there is."""
        key = self.key(name)

        def changed(value: Any) -> None:
            self._write(change(value))
            st.session_state[_KEY] = (self._shown, self.version)

        return {"key": key, "on_change": said(key, changed)}

    def field(self, name: str) -> dict[str, Any]:
        """The same for a field of the plan."""

        def change(value: Any) -> NetworkPlan:
            fields = {name: value}
            return dataclasses.replace(self.plan, **fields)

        return self.bound(name, change)

    def block_field(self, place: int, name: str) -> dict[str, Any]:
        """The same for a field of a block."""

        def change(value: Any) -> NetworkPlan:
            blocks = list(self.plan.blocks)
            fields = {name: value}
            blocks[place] = dataclasses.replace(blocks[place], **fields)
            return dataclasses.replace(self.plan, blocks=tuple(blocks))

        return self.bound(f"{name}_{place + 1}", change)

    def choice(self, name: str, choose: Callable[[str], NetworkPlan]) -> dict[str, Any]:
        """The same for a widget that replaces the whole plan; to choose nothing changes nothing."""
        key = self.key(name)

        def changed(chosen: str | None) -> None:
            self.replace(self.plan if chosen is None else choose(chosen))

        return {"key": key, "on_change": said(key, changed)}

    def add_block(self) -> None:
        """A block at the end: with pooling if the maps are large enough for it."""
        filters = self.plan.blocks[-1].filters if self.plan.blocks else Block.filters
        added = [Block(filters, 3, padding=1, pool=pool) for pool in ("max", "none")]
        plans = [dataclasses.replace(self.plan, blocks=(*self.plan.blocks, b)) for b in added]
        works = [plan for plan in plans if outline(plan).broken is None]
        self.replace((works or plans)[0])

    def remove_block(self, place: int) -> None:
        """All blocks but one."""
        blocks = tuple(b for other, b in enumerate(self.plan.blocks) if other != place)
        self.replace(dataclasses.replace(self.plan, blocks=blocks))
