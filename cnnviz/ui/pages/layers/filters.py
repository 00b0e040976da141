"""The trained numbers of a layer."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.explore.cells import Cell
from cnnviz.core.trace import LayerKind, LayerRecord
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, number
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import help_on

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 600
_MOST_SLICES = 128


def show(record: LayerRecord, cell: Cell) -> None:
    """The filters of a convolution; of another layer, that it has none."""
    with st.container(key="filters"):
        if record.kind is LayerKind.CONV:
            _filters(record, cell.channel)
        elif record.weight is not None:
            st.markdown(f"{record.name} has weights, but none that slide over maps.")
        else:
            st.markdown(f"Nothing in {record.name} was learned: it has no filters.")


def _filters(record: LayerRecord, channel: int) -> None:
    assert record.weight is not None
    weights = record.weight.float().numpy()
    count, channels, rows, columns = weights.shape
    if channels == 1:
        title = f"{record.name}: its {count} filters, {rows} × {columns} weights each"
        maps = weights[: max(_MOST_SLICES, channel + 1), 0]
        labels = [f"filter {index + 1}" for index in range(len(maps))]
    else:
        title = (
            f"{record.name}: filter {channel + 1} of {count}, "
            f"one {rows} × {columns} slice for each of {channels} input maps"
        )
        maps = weights[channel][:_MOST_SLICES]
        title += f", the first {_MOST_SLICES}" if channels > _MOST_SLICES else ""
        labels = [f"input {index + 1}" for index in range(len(maps))]
    panel_title(title)
    st.caption(help_on("filter"))
    if record.bias is not None:
        biases = record.bias[:_MOST_SLICES] if channels == 1 else record.bias[channel, None]
        st.caption("Bias: " + ", ".join(number(float(bias)) for bias in biases))
    figure = montage(
        maps,
        labels,
        selected=channel if channels == 1 else None,
        numbers=maps.size <= _MOST_NUMBERS,
        clickable=False,
    )
    st.plotly_chart(figure, config=CONFIG, key="filter_maps")
