"""What else there is to see and to try of a layer: below the fold, in tabs."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnnviz.core.trace import Head
from cnnviz.ui.pages.layers import (
    enlarged,
    filter_switch,
    filters,
    pixels,
    seeks,
    softmax,
    take_away,
)
from cnnviz.ui.pages.layers.looked import Looked
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.choice import held_tabs
from cnnviz.ui.widgets.unfolding import map_part
from cnnviz.ui.words.speech import say


def show(session: Session, look: Looked) -> None:
    """The tabs; at the answer, how it becomes probabilities stands first."""
    names = ((_SOFTMAX,) if _has_softmax(look) else ()) + tuple(_TABS)
    titles = {name: say(f"tab-{name.lower().replace(' ', '-').replace(',', '')}") for name in names}
    key = f"layers_tabs_{len(titles)}"

    def choose(title: str) -> None:
        session.tab = title

    for title, tab in held_tabs(titles, session.tab, choose, key):
        with tab:
            (_softmax if title == _SOFTMAX else _TABS[title])(session, look)


def _has_softmax(look: Looked) -> bool:
    result = look.result
    is_last = look.record is result.records[-1]
    return is_last and result.head is Head.LOGITS and result.logits.ndim == 2


def _softmax(_: Session, look: Looked) -> None:
    with st.container(key="softmax"):
        softmax.show(look.result, look.cell.channel, look.names)


def _filters(_: Session, look: Looked) -> None:
    filters.show(look.record, look.cell)


def _enlarged(session: Session, look: Looked) -> None:
    enlarged.show(session, look.result, look.record, look.cell, look.names)


def _switch(session: Session, look: Looked) -> None:
    filter_switch.show(session, look.network, look.trained, look.result, look.cell)


def _pixels(session: Session, look: Looked) -> None:
    with st.container(key="change_pixels"):
        pixels.show(session, look.network, look.given, look.result, look.cell)


def _seeks(session: Session, look: Looked) -> None:
    what = f"{look.record.name}, {map_part(look.result, look.record, look.cell, look.names)}"
    seeks.show(session, look.network, look.result, look.cell, what)


def _take_away(_: Session, look: Looked) -> None:
    take_away.show(look)


_SOFTMAX = "Softmax"
_TABS: dict[str, Callable[[Session, Looked], None]] = {
    "Filters": _filters,
    "This map, large": _enlarged,
    "Switch filters": _switch,
    "Change pixels": _pixels,
    "What excites it": _seeks,
    "Take it away": _take_away,
}
