"""A network's architecture as a row of boxes: height is map size, width is channels."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from cnnviz.core.explore.cost import LayerCost
from cnnviz.core.trace import LayerKind, LayerRecord
from cnnviz.figures.theme import base_figure, size

# Okabe and Ito's colours, safe for colour-blind people (https://jfly.uni-koeln.de/color/).
COLOURS = {
    LayerKind.INPUT: "#999999",
    LayerKind.CONV: "#0072b2",
    LayerKind.TRANSPOSED_CONV: "#0072b2",
    LayerKind.BATCH_NORM: "#cc79a7",
    LayerKind.NORM: "#cc79a7",
    LayerKind.ACTIVATION: "#e69f00",
    LayerKind.SOFTMAX: "#e69f00",
    LayerKind.POOL: "#00704f",
    LayerKind.GLOBAL_POOL: "#00704f",
    LayerKind.MAXIMUM: "#00704f",
    LayerKind.ADD: "#d55e00",
    LayerKind.PRODUCT: "#d55e00",
    LayerKind.SCALE: "#cc79a7",
    LayerKind.CONCAT: "#d55e00",
    LayerKind.REARRANGE: "#999999",
    LayerKind.UPSAMPLE: "#00704f",
    LayerKind.FLATTEN: "#999999",
    LayerKind.DENSE: "#56b4e9",
    LayerKind.LINEAR: "#56b4e9",
    LayerKind.MATMUL: "#56b4e9",
    LayerKind.ATTENTION: "#56b4e9",
    LayerKind.DROPOUT: "#999999",
    LayerKind.OTHER: "#999999",
}
_DARK = ("#0072b2", "#00704f")  # these need white text
_GAP = 0.35


def architecture(records: tuple[LayerRecord, ...], costs: tuple[LayerCost, ...]) -> go.Figure:
    """One box a layer, left to right; a residual shortcut is a line around its block.

    Parameters
    ----------
    records : tuple of LayerRecord
        Of a trace; their parents give the shortcuts.
    costs : tuple of LayerCost
        The same layers in the same order.
    """
    figure = base_figure(280)
    centres: dict[str, tuple[float, float]] = {}
    left = 0.0
    for record, cost in zip(records, costs, strict=True):
        width, height = _extent(cost.shape)
        figure.add_shape(
            type="rect",
            x0=left,
            x1=left + width,
            y0=-height / 2,
            y1=height / 2,
            fillcolor=COLOURS[cost.kind],
            line={"width": 1, "color": "rgba(128,128,128,0.8)"},
            label={
                "text": record.name,
                "textangle": -90,
                "font": {"size": 12, "color": "#fff" if COLOURS[cost.kind] in _DARK else "#000"},
            },
        )
        centres[record.name] = (left + width / 2, height / 2)
        left += width + _GAP
    _add_hover(figure, costs, centres)
    _add_shortcuts(figure, records, centres)
    _add_legend(figure, costs)
    figure.update_xaxes(visible=False, fixedrange=True, range=[-0.5, left])
    figure.update_yaxes(visible=False, fixedrange=True, range=[-3.4, 4.4])
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 0, "yanchor": "top"})
    return figure


def _extent(shape: tuple[int, ...]) -> tuple[float, float]:
    """Width and height of a layer's box: logarithms, so that 1 and 400 both can be seen."""
    if len(shape) == 3:
        channels, rows, _ = shape
        return 0.3 + 0.25 * math.log2(channels + 1), 0.6 + 1.1 * math.log2(rows + 1)
    return 0.45, 0.6 + 0.6 * math.log2(shape[0] + 1)


def _add_hover(
    figure: go.Figure, costs: tuple[LayerCost, ...], centres: dict[str, tuple[float, float]]
) -> None:
    figure.add_scatter(
        x=[centres[cost.name][0] for cost in costs],
        y=[0] * len(costs),
        mode="markers",
        marker={"size": 24, "opacity": 0},
        text=[
            f"<b>{cost.name}</b><br>{cost.kind.value}, {size(cost.shape)}<br>"
            f"{cost.parameters:,} parameters<br>{cost.multiply_adds:,} multiply-adds"
            for cost in costs
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _add_shortcuts(
    figure: go.Figure,
    records: tuple[LayerRecord, ...],
    centres: dict[str, tuple[float, float]],
) -> None:
    order = [record.name for record in records]
    for record in records:
        for parent in record.parents:
            if order.index(record.name) - order.index(parent) < 2:
                continue
            (x0, y0), (x1, y1) = centres[parent], centres[record.name]
            top = max(y0, y1) + 0.5
            figure.add_scatter(
                x=[x0, x0, x1, x1],
                y=[y0, top, top, y1],
                mode="lines",
                line={"color": COLOURS[LayerKind.ADD], "width": 2},
                hoverinfo="skip",
                showlegend=False,
            )


def _add_legend(figure: go.Figure, costs: tuple[LayerCost, ...]) -> None:
    for kind in dict.fromkeys(cost.kind for cost in costs):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"symbol": "square", "size": 12, "color": COLOURS[kind]},
            name=kind.value,
        )
