"""The trained numbers of a layer."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.explore.cells import Cell
from cnnviz.core.trace import LayerKind, LayerRecord
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, number
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import help_on
from cnnviz.ui.words.speech import say

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 600
_MOST_SLICES = 128


def show(record: LayerRecord, cell: Cell) -> None:
    """The filters of a convolution; of another layer, that it has none."""
    with st.container(key="filters"):
        if record.kind is LayerKind.CONV:
            _filters(record, cell.channel)
        elif record.weight is not None:
            st.markdown(say("filters-no-slide", layer=record.name))
        else:
            st.markdown(say("filters-none", layer=record.name))


def _filters(record: LayerRecord, channel: int) -> None:
    assert record.weight is not None
    weights = record.weight.float().numpy()
    count, channels, rows, columns = weights.shape
    if channels == 1:
        sizes = {"layer": record.name, "count": count, "rows": rows, "columns": columns}
        title = say("filters-all", **sizes)
        maps = weights[: max(_MOST_SLICES, channel + 1), 0]
        labels = [say("filters-filter", number=str(index + 1)) for index in range(len(maps))]
    else:
        title = say(
            "filters-one",
            layer=record.name,
            number=channel + 1,
            count=count,
            rows=rows,
            columns=columns,
            channels=channels,
        )
        maps = weights[channel][:_MOST_SLICES]
        title += say("filters-first", count=_MOST_SLICES) if channels > _MOST_SLICES else ""
        labels = [say("filters-input", number=str(index + 1)) for index in range(len(maps))]
    panel_title(title)
    st.caption(help_on("filter"))
    if record.bias is not None:
        biases = record.bias[:_MOST_SLICES] if channels == 1 else record.bias[channel, None]
        listed = " · ".join(number(float(bias)) for bias in biases)
        st.caption(say("filters-bias", values=listed))
    figure = montage(
        maps,
        labels,
        selected=channel if channels == 1 else None,
        numbers=maps.size <= _MOST_NUMBERS,
        clickable=False,
    )
    st.plotly_chart(figure, config=CONFIG, key="filter_maps")
