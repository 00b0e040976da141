"""The arithmetic of the chosen cell."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import ActivationSpec, LayerRecord, Trace
from cnnviz.ui.components.arithmetic import arithmetic
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.unfolding import cell_name
from cnnviz.ui.words.speech import say


def show(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """Every product of the cell, and their sum; nothing where the layer's are not known."""
    try:
        sums = cell_arithmetic(result, cell)
    except ValueError:
        return

    def go(target: Cell) -> None:
        session.go(target.layer, target.channel, target.row, target.column)

    with st.container(key="arithmetic", gap=None):
        panel_title(say("layers-arithmetic"))
        arithmetic(
            sums,
            title=f"{record.name}, {cell_name(result, record, cell, classes)}",
            units=planes(record)[0].numel() == 1,
            function=record.spec.function if isinstance(record.spec, ActivationSpec) else "",
            on_pick=go,
            key="arithmetic_view",
        )
