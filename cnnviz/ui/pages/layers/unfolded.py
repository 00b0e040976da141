"""How the chosen map, and the chosen cell in it, were computed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.explore.arithmetic import cell_arithmetic, softmax_terms
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import map_computation
from cnnviz.core.trace import ActivationSpec, Head, LayerKind, LayerRecord, Trace
from cnnviz.figures.probabilities import probability_bars, shown_classes
from cnnviz.figures.theme import CONFIG, number, percent
from cnnviz.ui.components.arithmetic import arithmetic
from cnnviz.ui.components.computation import computation
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.glossary import TERMS


def show(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """The map's computation, the cell's arithmetic, and the softmax after the last layer."""

    def go(target: Cell) -> None:
        session.go(target.layer, target.channel, target.row, target.column)

    name = cell_name(result, record, cell, classes)
    try:
        computed = map_computation(result, record.name, cell.channel)
        sums = cell_arithmetic(result, cell)
    except ValueError:
        st.info(
            f"{record.name} is a step of this network's own: its arithmetic is not known here. "
            "What stands behind it can be followed back to it."
        )
        return
    with st.container(key="computation"):
        what = map_part(result, record, cell, classes)
        panel_title(f"How {record.name}, {what} was computed")
        computation(
            computed,
            selected=(cell.row, cell.column),
            after=_after(result, record, cell.channel),
            title=f"{record.name} · {what}",
            on_pick=go,
            key="computation_view",
        )
    with st.container(key="arithmetic"):
        panel_title("The arithmetic of this number")
        arithmetic(
            sums,
            title=f"{record.name}, {name}",
            units=planes(record)[0].numel() == 1,
            function=record.spec.function if isinstance(record.spec, ActivationSpec) else "",
            on_pick=go,
            key="arithmetic_view",
        )
    if record is result.records[-1] and result.head is Head.LOGITS and result.logits.ndim == 2:
        with st.container(key="softmax"):
            _softmax(result, cell.channel, classes)


def map_part(result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]) -> str:
    """What a cell's map is called beside its layer: the cell's own name where maps are numbers."""
    whole = planes(record)[0].numel() > 1
    return f"map {cell.channel + 1}" if whole else cell_name(result, record, cell, classes)


def cell_name(result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]) -> str:
    """What a cell is called beside its layer."""
    if planes(record)[0].numel() > 1:
        return f"map {cell.channel + 1}, row {cell.row + 1}, column {cell.column + 1}"
    if record is result.records[-1]:
        return class_title(classes[cell.channel])
    return f"number {cell.channel + 1}"


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


def _softmax(result: Trace, chosen: int, classes: Sequence[str]) -> None:
    terms = softmax_terms(result)
    count = len(terms.shares)
    order = shown_classes(terms.shares)
    if chosen not in order:
        order[-1] = chosen
    panel_title("After softmax: probabilities")
    st.caption(TERMS["softmax"])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(
            '<p class="formula" role="status">'
            f"exp({number(terms.logits[chosen])}) ÷ sum of all {count} = "
            f"{number(terms.exponentials[chosen])} ÷ {number(terms.total)} = "
            f"<b>{percent(float(terms.shares[chosen]))}</b> for "
            f"{escape(class_title(classes[chosen]))}</p>"
        )
        show_table(
            {
                "class": [class_title(classes[i]) for i in order],
                "logit": [number(terms.logits[i]) for i in order],
                "exp(logit)": [number(terms.exponentials[i]) for i in order],
                "÷ sum = probability": [percent(float(terms.shares[i])) for i in order],
            }
        )
    with right:
        figure = probability_bars(terms.shares.astype(np.float32), classes, height=300)
        st.plotly_chart(figure, config=CONFIG, key="softmax_bars")
