"""Loss and accuracy along a training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import plotly.graph_objects as go

from cnnviz.figures.theme import ACCENT, FONT_SIZE, GRID, MARK, base_figure, percent


class CurvePoint(Protocol):
    """What a point of the curves must have; losses, and accuracies in [0, 1]."""

    @property
    def step(self) -> int: ...  # noqa: D102
    @property
    def loss(self) -> float: ...  # noqa: D102
    @property
    def accuracy(self) -> float: ...  # noqa: D102
    @property
    def check_loss(self) -> float: ...  # noqa: D102
    @property
    def check_accuracy(self) -> float: ...  # noqa: D102


_PANELS = (("loss", "check_loss", "Loss"), ("accuracy", "check_accuracy", "Accuracy"))


def training_curves(
    points: Sequence[CurvePoint],
    marker_step: int | None = None,
    steps: int | None = None,
    height: int = 300,
) -> go.Figure:
    """Loss on the left, accuracy on the right; training in orange, test in blue.

    Parameters
    ----------
    points : sequence of CurvePoint
        In order of steps; none draws empty axes.
    marker_step : int, optional
        The moment that is looked at: a line in both panels.
    steps : int, optional
        How many there will be: the axis then stays as it is while the curves grow.
    height : int
        In pixels.
    """
    figure = base_figure(height)
    last = max([steps or 1, *(point.step for point in points)])
    highest = max([0.1, *(max(p.loss, p.check_loss) for p in points)])
    for panel, (train, check, title) in enumerate(_PANELS, 1):
        suffix = "" if panel == 1 else "2"
        axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        for name, colour, what in ((train, MARK, "training"), (check, ACCENT, "test")):
            _line(figure, points, name, colour, f"{title}, {what}", axes)
        figure.add_annotation(
            text=f"<b>{title}</b>",
            xref="paper",
            yref="paper",
            x=0.0 if panel == 1 else 0.56,
            y=1.0,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"size": FONT_SIZE},
        )
        if marker_step is not None:
            figure.add_shape(
                type="line",
                xref=f"x{suffix}",
                yref="paper",
                x0=marker_step,
                x1=marker_step,
                y0=0,
                y1=1,
                line={"color": MARK, "width": 2, "dash": "dot"},
            )
    common: dict[str, Any] = {"fixedrange": True, "gridcolor": GRID, "zeroline": False}
    across = {"range": [0, last * 1.02], "title": {"text": "step", "standoff": 6}, **common}
    figure.update_layout(
        xaxis={"domain": [0, 0.44], **across},
        xaxis2={"domain": [0.56, 1], "anchor": "y2", **across},
        yaxis={"range": [0, highest * 1.05], **common},
        yaxis2={"range": [0, 1.0], "tickformat": ".0%", "anchor": "x2", **common},
        margin={"l": 40, "r": 12, "t": 44, "b": 44},
    )
    _names(figure, points)
    return figure


def _line(
    figure: go.Figure,
    points: Sequence[CurvePoint],
    name: str,
    colour: str,
    what: str,
    axes: dict[str, str],
) -> None:
    form = ".1%" if "accuracy" in name else ".3f"
    figure.add_scatter(
        x=[point.step for point in points],
        y=[getattr(point, name) for point in points],
        mode="lines+markers" if len(points) < 30 else "lines",
        line={"color": colour, "width": 2.5},
        marker={"size": 5},
        hovertemplate=f"step %{{x}}<br>{what}: <b>%{{y:{form}}}</b><extra></extra>",
        **axes,
    )


def _names(figure: go.Figure, points: Sequence[CurvePoint]) -> None:
    """Which line is which, with its last value: in one place, whatever the lines do."""
    for place, (train, check, _) in enumerate(_PANELS):
        words = []
        for name, colour, what in ((check, ACCENT, "test"), (train, MARK, "training")):
            value = ""
            if points:
                last = getattr(points[-1], name)
                value = f" {percent(last)}" if "accuracy" in name else f" {last:.3f}"
            words.append(f'<span style="color:{colour}">■</span> {what}{value}')
        figure.add_annotation(
            text="  ".join(words),
            xref="paper",
            yref="paper",
            x=0.44 if place == 0 else 1.0,
            y=1.0,
            xanchor="right",
            yanchor="bottom",
            showarrow=False,
            font={"size": FONT_SIZE - 1},
        )
