"""What a layer put out: all its maps, one of them enlarged, or its numbers in a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, number, size
from cnnviz.figures.vectors import bars, strip
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets import panel_title
from cnnviz.ui.words.glossary import TERMS

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 200


def show(session: Session, result: Trace, record: LayerRecord, cell: Cell) -> None:
    """The maps of a layer with maps; else its numbers."""
    if planes(record)[0].numel() > 1:
        _maps(session, record, cell)
    else:
        _vector(session, record, cell, is_output=record is result.records[-1])


def _maps(session: Session, record: LayerRecord, cell: Cell) -> None:
    values = record.output[0].numpy()
    grid, detail = st.columns([3, 2], gap="medium")
    with grid, st.container(key="feature_maps"):
        count = "1 feature map" if len(values) == 1 else f"{len(values)} feature maps"
        panel_title(f"{record.name}: {count}, click one to enlarge it")
        st.caption(TERMS["feature map"])
        _scale_switch(session)
        labels = [f"map {index + 1}" for index in range(len(values))]
        figure = montage(values, labels, one_scale=session.one_scale, selected=cell.channel)
        key = f"maps_{record.name}"
        clickable(
            figure,
            lambda point: session.go(record.name, point // values[0].size),
            key,
        )
    with detail, st.container(key="enlarged"):
        chosen = values[cell.channel]
        span = f"{number(float(chosen.min()))} to {number(float(chosen.max()))}"
        panel_title(f"{record.name}, map {cell.channel + 1}: {size(chosen.shape)}, {span}")
        st.caption("Click a cell to see how it was computed, and where in the digit it looks.")
        scale = UNIT_SCALE if record.kind is LayerKind.INPUT else None
        figure = montage(
            chosen[None],
            [""],
            numbers=chosen.size <= _MOST_NUMBERS,
            scale=scale,
            box=(cell.row, cell.column, cell.row + 1, cell.column + 1),
        )

        def choose(point: int) -> None:
            session.go(record.name, cell.channel, *divmod(point, chosen.shape[1]))

        # Its own key for each map: an answer about another one is not taken for this one's.
        clickable(figure, choose, f"enlarged_{record.name}_{cell.channel}")


def clickable(figure: Any, act: Any, key: str) -> None:
    """Show a figure; a click calls `act` with the point's place among the figure's points."""

    def choose() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            act(points[0]["point_index"])

    st.plotly_chart(figure, config=CONFIG, on_select=choose, selection_mode="points", key=key)


def _scale_switch(session: Session) -> None:
    choices = {"one scale for the layer": True, "one scale per map": False}
    chosen = st.segmented_control(
        "Colours",
        list(choices),
        default=next(name for name, one in choices.items() if one == session.one_scale),
        label_visibility="collapsed",
        required=True,
        key="scale",
    )
    session.one_scale = choices.get(str(chosen), True)


def _vector(session: Session, record: LayerRecord, cell: Cell, *, is_output: bool) -> None:
    values = record.output[0].ravel().numpy().astype(np.float32)
    # The ten outputs are called by their digits.
    first = 0 if is_output else 1
    with st.container(key="feature_maps"):
        numbers = f"{record.name}: {len(values)} numbers, in order, click one to unfold it"
        panel_title("Logits" if is_output else numbers)
        if is_output:
            st.caption(TERMS["logits"])
        else:
            figure = strip(values, first=first, selected=cell.channel)
            st.plotly_chart(figure, config=CONFIG, key="strip")
        figure = bars(values, first=first, selected=cell.channel)
        clickable(figure, lambda point: session.go(record.name, point), f"bars_{record.name}")
