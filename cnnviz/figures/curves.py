"""Loss and accuracy along a training: two panels that grow in place."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.line_ends import LINE_COLOURS, LINE_DASHES, end_labels
from cnnviz.figures.said import said
from cnnviz.figures.theme import GRID, MARK, base_figure, decimal_sign, grouped, number, percent

Part = dict[str, Any]
# Of the height, from below; the gap holds the lower panel's title.
_PANELS = ((0.58, 1.0), (0.0, 0.42))
# Pixels right of the panels, for the label at a line's end.
_ROOM = 128
_MARGINS = {"l": 46, "r": _ROOM, "t": 26, "b": 44}


class CurvePoint(Protocol):
    """A point of the curves: plain numbers. What is not finite is left out of its line."""

    @property
    def step(self) -> int:
        """Of the training, from 0 or 1."""

    @property
    def epoch(self) -> float:
        """``step / steps of an epoch``."""

    @property
    def loss(self) -> float:
        """Of the training pictures, at least 0."""

    @property
    def accuracy(self) -> float:
        """Of the training pictures, in [0, 1]."""

    @property
    def check_loss(self) -> float:
        """Of the test pictures."""

    @property
    def check_accuracy(self) -> float:
        """Of the test pictures."""


def training_curves(
    points: Sequence[CurvePoint],
    marker_step: int | None = None,
    *,
    total: tuple[int, float] | None = None,
    log_steps: bool = False,
    height: int = 380,
) -> go.Figure:
    """Loss from 0 above, accuracy from 0 to 100 % below, each of training and test pictures.

    Parameters
    ----------
    points : sequence of CurvePoint
        In order of steps; of any number, none too.
    marker_step : int, optional
        The step to mark in both panels, its values read off the lines.
    total : (int, float), optional
        The step and the epoch at which the training will end, so that the axis stands still
        while the lines grow. By default the last point's.
    log_steps : bool
        Whether the first steps take as much room as the many that follow: the place of a step
        is ``log10(1 + step)``.
    height : int
        In pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Six traces, whatever there is to show: for each panel the line of the training pictures,
        the line of the test pictures, and the two marked values.

    Examples
    --------
    >>> figure = training_curves([])
    >>> [axis.range for axis in (figure.layout.yaxis, figure.layout.yaxis2)]
    [(0, 2.5), (0, 1.03)]
    """
    end = total or ((points[-1].step, points[-1].epoch) if points else (1, 0.0))
    place = _log_place if log_steps else _place
    names = (said("figure-training"), said("figure-test"))
    steps = np.array([point.step for point in points], np.float64)
    rows = (
        [[point.loss for point in points], [point.check_loss for point in points]],
        [[point.accuracy for point in points], [point.check_accuracy for point in points]],
    )
    most = (_loss_limit(rows[0]), 1.03)
    data: list[Part] = []
    labels: list[Part] = []
    for panel, (pair, top) in enumerate(zip(rows, most, strict=True)):
        lines = [np.array(values, np.float64) for values in pair]
        say = number if panel == 0 else percent
        data += [
            _line(panel, which, place(steps), steps, values, (names[which], say))
            for which, values in enumerate(lines)
        ]
        data.append(_marked(panel, place, steps, lines, marker_step))
        labels += end_labels(
            _axes(panel)["yaxis"], place(steps), lines, (names, say), top, _panel_height(height)
        )
    titles = (said("figure-loss"), said("figure-accuracy"))
    frame = _frame(end, log_steps, most[0], height, (titles, decimal_sign()))
    layout = {
        **frame,
        "annotations": [*frame["annotations"], *labels],
        "shapes": [] if marker_step is None else _marker(float(place(np.array(marker_step)))),
    }
    # Drawn several times a second while a network learns; the tests have Plotly check the parts.
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _place(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    return steps


def _log_place(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    places: NDArray[np.float64] = np.log10(1 + steps)
    return places


def _loss_limit(losses: Sequence[Sequence[float]]) -> float:
    """The axis' upper end: steps of 1, 2, 2.5, 5, so that it seldom moves; 2.5 holds ten classes.

    A training that goes astray may shoot up by orders of magnitude: the axis follows the first
    point's loss, or the best one's, up to ten times.
    """
    finite = [value for row in losses for value in row if math.isfinite(value)]
    if not finite:
        return 2.5
    first = max((row[0] for row in losses if math.isfinite(row[0])), default=min(finite))
    wanted = max(min(max(finite), 10 * max(first, min(finite))), 1e-6)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if wanted <= step * power * 1.0001)


def _line(
    panel: int,
    which: int,
    x: NDArray[np.float64],
    steps: NDArray[np.float64],
    values: NDArray[np.float64],
    words: tuple[str, Callable[[float], str]],
) -> Part:
    name, say = words
    known = np.isfinite(values)
    return {
        "type": "scatter",
        "x": x.tolist(),
        "y": [float(v) if ok else None for v, ok in zip(values, known, strict=True)],
        # A single point would be a line of no length.
        "mode": "lines" if known.sum() > 1 else "markers",
        "line": {"color": LINE_COLOURS[which], "width": 2.5, "dash": LINE_DASHES[which]},
        "marker": {"color": LINE_COLOURS[which], "size": 7},
        "customdata": [
            [grouped(int(step)), say(float(v)) if ok else ""]
            for step, v, ok in zip(steps, values, known, strict=True)
        ],
        "hovertemplate": f"{said('figure-at-step', name=name, step='%{customdata[0]}')}: "
        "<b>%{customdata[1]}</b><extra></extra>",
        **_axes(panel),
    }


def _axes(panel: int) -> Part:
    return {"xaxis": "x", "yaxis": "y" if panel == 0 else "y2"}


def _marked(
    panel: int,
    place: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    steps: NDArray[np.float64],
    lines: Sequence[NDArray[np.float64]],
    step: int | None,
) -> Part:
    """The values at the marked step, between two points on the straight line drawn there."""
    x: list[float] = []
    y: list[float] = []
    colours = []
    for values, colour in zip(lines, LINE_COLOURS, strict=True):
        known = np.isfinite(values)
        if step is None or not known.any():
            continue
        here = float(place(np.array(float(step))))
        x.append(here)
        y.append(float(np.interp(here, place(steps[known]), values[known])))
        colours.append(colour)
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers",
        "marker": {"color": colours, "size": 9},
        "hoverinfo": "skip",
        **_axes(panel),
    }


def _panel_height(height: int) -> float:
    """A panel's pixels."""
    return (height - _MARGINS["t"] - _MARGINS["b"]) * (_PANELS[1][1] - _PANELS[1][0])


def _marker(x: float) -> list[Part]:
    line = {"color": MARK, "width": 2}
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": x,
            "x1": x,
            "y0": low,
            "y1": high,
            "line": line,
            "layer": "below",
        }
        for low, high in _PANELS
    ]


@lru_cache(maxsize=32)
def _frame(
    end: tuple[int, float],
    log_steps: bool,
    top: float,
    height: int,
    written: tuple[tuple[str, str], str],
) -> Part:
    """Axes and titles, checked by Plotly once; and once for each language."""
    figure = base_figure(height)
    last = math.log10(1 + end[0]) if log_steps else float(end[0])
    last = last or 1.0
    values, texts, title = _ticks(end, log_steps)
    figure.update_layout(margin=_MARGINS)
    common = {"fixedrange": True, "zeroline": False, "gridcolor": GRID}
    figure.update_layout(
        xaxis={
            "range": [-0.015 * last, last * 1.015],
            "tickmode": "array",
            "tickvals": values,
            "ticktext": texts,
            "title": {"text": title, "standoff": 6},
            "anchor": "y2",
            "tickangle": 0,
            **common,
        },
        yaxis={"domain": _PANELS[0], "range": [0, top], "nticks": 5, **common},
        yaxis2={
            "domain": _PANELS[1],
            "range": [0, 1.03],
            "tickvals": [0, 0.5, 1],
            "tickformat": ".0%",
            **common,
        },
        annotations=[
            {
                "text": f"<b>{text}</b>",
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": high,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
            for text, (_, high) in zip(written[0], _PANELS, strict=True)
        ],
    )
    layout: Part = figure.to_dict()["layout"]
    return layout


def _ticks(end: tuple[int, float], log_steps: bool) -> tuple[list[float], list[str], str]:
    """Places, texts and title of the lower axis: epochs where there are whole ones, else steps."""
    steps, epochs = end
    if log_steps:
        marks = [0, *(10**power for power in range(1, 9) if 10**power <= steps)]
        return (
            [math.log10(1 + m) for m in marks],
            list(map(grouped, marks)),
            said("figure-step-log"),
        )
    count, unit, title = (epochs, steps / epochs, "epoch") if epochs >= 1 else (steps, 1.0, "step")
    title = said(f"figure-{title}")
    gap = next(g * 10**power for power in range(9) for g in (1, 2, 5) if count <= 8 * g * 10**power)
    marks = list(range(0, math.floor(count + 1e-6) + 1, gap))
    return [mark * unit for mark in marks], list(map(grouped, marks)), title
