"""The network in one picture, and in its midst how the chosen map was computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import map_computation
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.ui.components.computation import computation
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.speech import say

# What of the view's height the line above the computation takes, in pixels.
_HEADLINE = 42


def unfolding_network(
    session: Session,
    result: Trace,
    names: Sequence[str],
    *,
    cell: Cell | None,
    height: int,
    key: str,
    controls: Callable[[], None],
    closes: bool = False,
) -> None:
    """The network map; a click on a map makes room before it for its computation.

    Stands in a container of the caller's, which the style sheet knows: ``network_map`` or
    ``layers_network``.

    Parameters
    ----------
    session : Session
    result : Trace
    names : sequence of str
        What the network's answers are called.
    cell : Cell or None
        The cell whose map is unfolded; None if the network is closed.
    height : int
        Of the picture in pixels; 0 to fill the window.
    key : str
        Of the network map.
    controls : callable
        Puts what stands beside the headline.
    closes : bool
        Whether a click outside closes it.
    """
    network_map(
        result,
        names,
        idle=False,
        height=height,
        selected=None if cell is None else (cell.layer, cell.channel),
        unfolds=True,
        unfolded=cell is not None,
        on_pick=session.unfold,
        on_fold=session.fold if closes else None,
        key=key,
    )
    if cell is None:
        return
    with st.container(key="unfolded", gap=None):
        record = result.record(cell.layer)
        what = f"{record.name}, {map_part(result, record, cell, names)}"
        with st.container(horizontal=True, vertical_alignment="center", key="unfolded_head"):
            st.html(
                f'<p class="panel-title"><span class="how">{escape(say("unfolded-how"))} </span>'
                f'{escape(what)}<span class="how"> {escape(say("unfolded-computed"))}</span></p>'
            )
            controls()
        with st.container(key="computation"):
            _computation(session, result, record, cell, names, height and height - _HEADLINE)


def _computation(
    session: Session,
    result: Trace,
    record: LayerRecord,
    cell: Cell,
    names: Sequence[str],
    height: int,
) -> None:
    try:
        computed = map_computation(result, record.name, cell.channel)
    except ValueError:
        st.info(say("unfolded-unknown", layer=record.name))
        return

    def go(target: Cell) -> None:
        session.go(target.layer, target.channel, target.row, target.column)

    computation(
        computed,
        selected=(cell.row, cell.column),
        after=_after(result, record, cell.channel),
        title=f"{record.name} · {map_part(result, record, cell, names)}",
        height=height,
        on_pick=go,
        key="computation_view",
    )


def map_part(result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]) -> str:
    """What a cell's map is called beside its layer: the cell's own name where maps are numbers."""
    whole = planes(record)[0].numel() > 1
    return (
        say("name-map", number=str(cell.channel + 1))
        if whole
        else cell_name(result, record, cell, classes)
    )


def cell_name(result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]) -> str:
    """What a cell is called beside its layer."""
    if planes(record)[0].numel() > 1:
        number, row, column = (str(i + 1) for i in (cell.channel, cell.row, cell.column))
        return say("name-cell", number=number, row=row, column=column)
    if record is result.records[-1]:
        return class_title(classes[cell.channel])
    return say("name-number", number=str(cell.channel + 1))


def _after(
    result: Trace, record: LayerRecord, channel: int
) -> list[tuple[str, NDArray[np.float32]]]:
    """What the next layers make of this very map, as far as each keeps it a map of its own."""
    after: list[tuple[str, NDArray[np.float32]]] = []
    for later in result.records:
        follows = later.parents == (record.name,)
        if follows and later.kind in (LayerKind.BATCH_NORM, LayerKind.ACTIVATION):
            after.append((later.name, planes(later)[channel].numpy()))
            record = later
    return after
