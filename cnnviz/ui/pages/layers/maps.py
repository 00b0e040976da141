"""What a layer put out: all its maps, one of them enlarged, or its numbers in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows.examples import CHANNEL_NAMES
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, input_scale, number, scale_for, size
from cnnviz.figures.tiles import Maps
from cnnviz.figures.vectors import bars, strip
from cnnviz.ui.said import said
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import TERMS

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 200
# Each cell that can be clicked is an element of the page.
_MOST_CELLS = 14_000
_LARGEST_SIDE = 28
_LARGEST_ENLARGED = 56
# So many answers have room for their names.
_MOST_NAMES = 40


def show(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """The maps of a layer with maps; else its numbers."""
    if planes(record)[0].numel() > 1:
        _maps(session, record, cell)
    else:
        is_output = record is result.records[-1] and record.first.ndim == 1
        _vector(session, record, cell, classes if is_output else None)


def _maps(session: Session, record: LayerRecord, cell: Cell) -> None:
    values = planes(record).float().numpy()
    grid, detail = st.columns([3, 2], gap="medium")
    with grid, st.container(key="feature_maps"):
        _grid(session, record, cell, values)
    with detail, st.container(key="enlarged"):
        _enlarged(session, record, cell, values[cell.channel])


def _grid(session: Session, record: LayerRecord, cell: Cell, values: Maps) -> None:
    """The maps side by side: all, or of many the strongest, each with as many cells as fit."""
    count = "1 feature map" if len(values) == 1 else f"{len(values)} feature maps"
    chosen, step = fitting(values, cell.channel)
    panel_title(f"{record.name}: {count}, click one to enlarge it")
    st.caption(TERMS["feature map"] + left_out(len(values), len(chosen), step))
    _scale_switch(session)
    shown = values[chosen][:, ::step, ::step]
    scale = input_scale(values) if record.kind is LayerKind.INPUT else None
    figure = montage(
        shown,
        [map_name(record, values, index) for index in chosen],
        one_scale=session.one_scale,
        selected=chosen.index(cell.channel),
        scale=scale,
    )
    clickable(
        figure,
        lambda point: session.go(record.name, chosen[point // shown[0].size]),
        f"maps_{record.name}",
    )


def fitting(values: Maps, selected: int) -> tuple[list[int], int]:
    """Which maps are shown, the selected one among them, and every how manieth cell."""
    count = len(values)
    step = max(1, -(-max(values.shape[1:]) // _LARGEST_SIDE))
    cells = values[0, ::step, ::step].size
    most = max(4, _MOST_CELLS // cells)
    if count <= most:
        return list(range(count)), step
    strength = np.abs(values).mean(axis=(1, 2))
    strength[selected] = np.inf
    return sorted(int(i) for i in np.argsort(-strength, kind="stable")[:most]), step


def left_out(count: int, shown: int, step: int) -> str:
    """What is not shown of so many maps, in words; "" if all is."""
    words = f" Shown are the {shown} strongest of {count}." if shown < count else ""
    return words + (f" One in {step} rows and columns is shown." if step > 1 else "")


def map_name(record: LayerRecord, values: Maps, index: int) -> str:
    """Colour channels have names of their own."""
    if record.kind is LayerKind.INPUT and len(values) == len(CHANNEL_NAMES):
        return CHANNEL_NAMES[index]
    return f"map {index + 1}"


def _enlarged(session: Session, record: LayerRecord, cell: Cell, chosen: Maps) -> None:
    span = f"{number(float(chosen.min()))} to {number(float(chosen.max()))}"
    panel_title(f"{record.name}, map {cell.channel + 1}: {size(chosen.shape)}, {span}")
    step = max(1, -(-max(chosen.shape) // _LARGEST_ENLARGED))
    hint = "Click a cell to see how it was computed, and where in the input it looks."
    st.caption(hint + (f" One in {step} rows and columns is shown." if step > 1 else ""))
    if step > 1:
        _exact_cell(session, record, cell, chosen.shape)
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


def _exact_cell(session: Session, record: LayerRecord, cell: Cell, shape: tuple[int, ...]) -> None:
    """Row and column as numbers, where not every cell can be clicked."""
    with st.container(horizontal=True, gap="small", key="exact_cell"):
        for word, most, now in (("Row", shape[0], cell.row), ("Column", shape[1], cell.column)):
            key = f"exact_{word}_{record.name}_{cell.channel}_{cell.row}_{cell.column}"

            def go(number: int, word: str = word) -> None:
                place = {"Row": cell.row, "Column": cell.column}
                place[word] = number - 1
                session.go(record.name, cell.channel, place["Row"], place["Column"])

            st.number_input(
                f"{word}, 1 to {most}", 1, most, now + 1, on_change=said(key, go), key=key
            )


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


def _vector(
    session: Session, record: LayerRecord, cell: Cell, classes: Sequence[str] | None
) -> None:
    """Numbers without maps; the network's answers are called by their classes."""
    values = planes(record).float().numpy().ravel()
    with st.container(key="feature_maps"):
        numbers = f"{record.name}: {len(values)} numbers, in order, click one to unfold it"
        panel_title("Logits" if classes else numbers)
        if classes:
            st.caption(TERMS["logits"])
        else:
            figure = strip(values, first=1, selected=cell.channel)
            st.plotly_chart(figure, config=CONFIG, key="strip")
        names = classes if classes and len(classes) <= _MOST_NAMES else None
        figure = bars(values, first=1, selected=cell.channel, names=names)
        clickable(figure, lambda point: session.go(record.name, point), f"bars_{record.name}")
