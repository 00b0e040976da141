"""A network's architecture as a row of boxes: height is map size, width is channels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import plotly.graph_objects as go

from cnnviz.core.trace import LayerKind
from cnnviz.figures.said import keyed, said
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
    LayerKind.ATTENTION: "#d55e00",
    LayerKind.ADD: "#d55e00",
    LayerKind.PRODUCT: "#d55e00",
    LayerKind.MATMUL: "#d55e00",
    LayerKind.SCALE: "#f0e442",
    LayerKind.LINEAR: "#f0e442",
    LayerKind.CONCAT: "#bbbbbb",
    LayerKind.REARRANGE: "#bbbbbb",
    LayerKind.UPSAMPLE: "#bbbbbb",
    LayerKind.FLATTEN: "#999999",
    LayerKind.DENSE: "#56b4e9",
    LayerKind.DROPOUT: "#999999",
    LayerKind.OTHER: "#777777",
}
_DARK = (  # these need white text
    LayerKind.CONV,
    LayerKind.TRANSPOSED_CONV,
    LayerKind.POOL,
    LayerKind.GLOBAL_POOL,
)
_GAP = 0.35
# Room below the highest box for its shape.
_LOWEST = -6.2
# Boxes of more layers have no room for their names; pointing at one tells it.
_MOST_NAMES = 48
Part = dict[str, Any]


class Linked(Protocol):
    """A layer and the layers that it reads: a record of a trace, or a row of an outline."""

    @property
    def name(self) -> str:
        """As in a trace."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the layers that it reads."""


class Costed(Protocol):
    """What a layer costs: of a network that ran, or a row of an outline."""

    @property
    def name(self) -> str:
        """As in a trace."""

    @property
    def kind(self) -> LayerKind:
        """What it does."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of its output for one picture."""

    @property
    def parameters(self) -> int:
        """Trained numbers."""

    @property
    def multiply_adds(self) -> int:
        """For one picture."""


def architecture(records: Sequence[Linked], costs: Sequence[Costed]) -> go.Figure:
    """One box a layer, left to right; a residual shortcut is a line around its block.

    Parameters
    ----------
    records : sequence of LayerRecord or LayerOutline
        Their parents give the shortcuts.
    costs : sequence of LayerCost or LayerOutline
        The same layers in the same order.
    """
    named = len(records) <= _MOST_NAMES
    centres: dict[str, tuple[float, float]] = {}
    shapes, left = [], 0.0
    for record, cost in zip(records, costs, strict=True):
        width, height = _extent(cost.shape)
        shapes.append(_box(record.name if named else "", cost.kind, left, width, height))
        centres[record.name] = (left + width / 2, height / 2)
        left += width + (_GAP if named else _GAP / 3)
    data = [_hover(costs, centres), _shortcuts(records, centres), *_legend(costs)]
    layout = _frame(left) | {"shapes": shapes, "annotations": _shapes(costs) if named else []}
    # Plotly's own checks take half a minute for a network of some hundred layers.
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _frame(width: float) -> Part:
    figure = base_figure(330)
    figure.update_xaxes(visible=False, fixedrange=True, range=[-0.5, width])
    figure.update_yaxes(visible=False, fixedrange=True, range=[_LOWEST, 4.4])
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 0, "yanchor": "top"})
    layout: Part = figure.to_dict()["layout"]
    return layout


def _box(name: str, kind: LayerKind, left: float, width: float, height: float) -> Part:
    return {
        "type": "rect",
        "x0": left,
        "x1": left + width,
        "y0": -height / 2,
        "y1": height / 2,
        "fillcolor": COLOURS[kind],
        "line": {"width": 1 if name else 0, "color": "rgba(128,128,128,0.8)"},
        "label": {
            "text": name,
            "textangle": -90,
            "font": {"size": 12, "color": "#fff" if kind in _DARK else "#000"},
        },
    }


def _extent(shape: tuple[int, ...]) -> tuple[float, float]:
    """Width and height of a layer's box: logarithms, so that 1 and 400 both can be seen."""
    if len(shape) >= 3:
        channels, rows = shape[0], shape[-2]
        return 0.3 + 0.25 * math.log2(channels + 1), min(7.4, 0.6 + 1.1 * math.log2(rows + 1))
    return 0.45, min(7.4, 0.6 + 0.6 * math.log2(math.prod(shape) + 1))


def _hover(costs: Sequence[Costed], centres: dict[str, tuple[float, float]]) -> Part:
    return {
        "type": "scatter",
        "x": [centres[cost.name][0] for cost in costs],
        "y": [0] * len(costs),
        "mode": "markers",
        "marker": {"size": 24, "opacity": 0},
        "text": [f"<b>{cost.name}</b><br>" + _costs(cost) for cost in costs],
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }


def _costs(cost: Costed) -> str:
    return said(
        "figure-costs",
        kind=_title(cost.kind),
        size=size(cost.shape),
        parameters=cost.parameters,
        work=cost.multiply_adds,
    )


def _title(kind: LayerKind) -> str:
    return said(f"title-{keyed(kind.name.lower())}")


def _shortcuts(records: Sequence[Linked], centres: dict[str, tuple[float, float]]) -> Part:
    """All of them as one line with gaps."""
    places = {record.name: place for place, record in enumerate(records)}
    x: list[float | None] = []
    y: list[float | None] = []
    for record in records:
        for parent in record.parents:
            if places[record.name] - places[parent] < 2:
                continue
            (x0, y0), (x1, y1) = centres[parent], centres[record.name]
            top = max(y0, y1) + 0.5
            x += [x0, x0, x1, x1, None]
            y += [y0, top, top, y1, None]
    line = {"color": COLOURS[LayerKind.ADD], "width": 2 if len(records) <= _MOST_NAMES else 1}
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": line,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _shapes(costs: Sequence[Costed]) -> list[Part]:
    """The shape of each layer's output, upright below its box."""
    left, notes = 0.0, []
    for cost in costs:
        width, height = _extent(cost.shape)
        notes.append(
            {
                "x": left + width / 2,
                "y": -height / 2 - 0.15,
                "text": size(cost.shape).replace(" ", ""),
                "textangle": -90,
                "yanchor": "top",
                "showarrow": False,
                "font": {"size": 12},
            }
        )
        left += width + _GAP
    return notes


def _legend(costs: Sequence[Costed]) -> list[Part]:
    return [
        {
            "type": "scatter",
            "x": [None],
            "y": [None],
            "mode": "markers",
            "marker": {"symbol": "square", "size": 12, "color": COLOURS[kind]},
            "name": _title(kind),
        }
        for kind in dict.fromkeys(cost.kind for cost in costs)
    ]
