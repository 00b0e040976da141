"""The chosen map large, with its numbers; of a layer without maps, its numbers as bars."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, input_scale, number, scale_for, size
from cnnviz.figures.tiles import Maps
from cnnviz.figures.vectors import bars, histogram
from cnnviz.ui.said import said
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.choice import hold
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import help_on
from cnnviz.ui.words.speech import say

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 200
_LARGEST_ENLARGED = 56
# So many answers have room for their names.
_MOST_NAMES = 40


def show(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """The map or the numbers, and how often each value occurs in the layer."""
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(key="enlarged"):
        values = planes(record).float().numpy()
        if values[0].size > 1:
            _scale_switch(session)
            _map(session, record, cell, values[cell.channel])
        else:
            is_output = record is result.records[-1] and record.first.ndim == 1
            _vector(session, record, cell, values.ravel(), classes if is_output else None)
    with right, st.container(key="values"):
        panel_title(say("large-histogram"))
        figure = histogram(planes(record).float().numpy().ravel())
        st.plotly_chart(figure, config=CONFIG, key="histogram")


def _map(session: Session, record: LayerRecord, cell: Cell, chosen: Maps) -> None:
    span = say("strip-span", low=number(float(chosen.min())), high=number(float(chosen.max())))
    place = say("strip-map", number=str(cell.channel + 1))
    panel_title(f"{record.name}, {place}: {size(chosen.shape)}, {span}")
    step = max(1, -(-max(chosen.shape) // _LARGEST_ENLARGED))
    one_in = f" {say('strip-one-in', step=step)}" if step > 1 else ""
    st.caption(say("large-click") + one_in)
    shown = chosen[::step, ::step]
    row, column = cell.row // step, cell.column // step
    figure = montage(
        shown[None],
        [""],
        numbers=shown.size <= _MOST_NUMBERS,
        scale=input_scale(chosen) if record.kind is LayerKind.INPUT else scale_for(chosen),
        box=(row, column, row + 1, column + 1),
    )

    def choose(point: int) -> None:
        row, column = divmod(point, shown.shape[1])
        session.go(record.name, cell.channel, row * step, column * step)

    # Its own key for each map: an answer about another one is not taken for this one's.
    clickable(figure, choose, f"enlarged_{record.name}_{cell.channel}")
    _exact_cell(session, record, cell, chosen.shape)


def _exact_cell(session: Session, record: LayerRecord, cell: Cell, shape: tuple[int, ...]) -> None:
    """Row and column as numbers: for cells that cannot be clicked, and for who has no mouse."""
    with st.container(horizontal=True, gap="small", key="exact_cell"):
        for side, most, now in (("row", shape[0], cell.row), ("column", shape[1], cell.column)):
            key = f"exact_{side}_{record.name}_{cell.channel}_{cell.row}_{cell.column}"

            def go(number: int, side: str = side) -> None:
                place = {"row": cell.row, "column": cell.column}
                place[side] = number - 1
                session.go(record.name, cell.channel, place["row"], place["column"])

            label = say(f"large-{side}", most=most)
            st.number_input(label, 1, most, now + 1, on_change=said(key, go), key=key)


def _scale_switch(session: Session) -> None:
    choices = {say("large-one-scale"): True, say("large-own-scales"): False}
    key = "scale"

    def choose(name: str) -> None:
        session.one_scale = choices.get(name, True)

    hold(key, next(name for name, one in choices.items() if one == session.one_scale))
    st.segmented_control(
        say("large-colours"),
        list(choices),
        required=True,
        on_change=said(key, choose),
        key=key,
    )


def _vector(
    session: Session, record: LayerRecord, cell: Cell, values: Maps, classes: Sequence[str] | None
) -> None:
    """Numbers without maps; the network's answers are called by their classes."""
    panel_title(
        say("large-logits")
        if classes
        else say("large-numbers", layer=record.name, count=len(values))
    )
    if classes:
        st.caption(help_on("logits"))
    names = classes if classes and len(classes) <= _MOST_NAMES else None
    figure = bars(values, first=1, selected=cell.channel, names=names)
    clickable(figure, lambda point: session.go(record.name, point), f"bars_{record.name}")
