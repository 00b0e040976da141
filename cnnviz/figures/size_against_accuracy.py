"""Networks as points: how large they are against how often they are right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.theme import GRID, MUTED, SERIES, base_figure, percent

_LINE = 17  # pixels a label needs
_TOP, _BOTTOM = 14, 52


@dataclass(frozen=True)
class SizedNetwork:
    """A network's name, its trained numbers, its share of right answers, and its group."""

    name: str
    parameters: int
    accuracy: float
    group: int = 0


def size_against_accuracy(
    networks: Sequence[SizedNetwork],
    groups: Sequence[str],
    axes: tuple[str, str],
    height: int = 460,
) -> go.Figure:
    """A labelled point a network; parameters on a logarithmic axis.

    Labels stand beside their points, moved up or down so that none covers another, whatever the
    width of the screen.

    Parameters
    ----------
    networks : sequence of SizedNetwork
        At least one, each of at least one parameter.
    groups : sequence of str
        What the networks of each group have in common.
    axes : (str, str)
        What parameters and accuracy are called.
    height : int
        In pixels; more where the labels need more.
    """
    height = max(height, _TOP + _BOTTOM + 34 + _LINE * len(networks))
    figure = base_figure(height)
    for group, title in enumerate(groups):
        members = [network for network in networks if network.group == group]
        figure.add_scatter(
            x=[network.parameters for network in members],
            y=[network.accuracy for network in members],
            text=[network.name for network in members],
            name=title,
            mode="markers",
            marker={
                "size": 12,
                "color": SERIES[group % len(SERIES)],
                "symbol": ("circle", "square", "diamond")[group % 3],
            },
            customdata=[percent(network.accuracy) for network in members],
            hovertemplate=f"%{{text}}: %{{x:,}} {axes[0]}, <b>%{{customdata}}</b><extra></extra>",
        )
    low, high = _limits([network.accuracy for network in networks])
    sides = np.log10([network.parameters for network in networks])
    left, right = float(sides.min()) - 0.5, float(sides.max()) + 0.5
    _label(figure, networks, (low, high), (left + right) / 2, height - _TOP - _BOTTOM - 34)
    common = {"fixedrange": True, "gridcolor": GRID, "zeroline": False}
    figure.update_xaxes(
        type="log",
        range=[left, right],
        tickvals=[step * 10**power for power in range(2, 12) for step in (1, 2, 5)],
        tickformat="~s",
        title={"text": axes[0], "standoff": 6},
        **common,
    )
    figure.update_yaxes(
        range=[low, high],
        tickformat=".1%" if high - low < 0.1 else ".0%",
        title={"text": axes[1], "standoff": 12},
        **common,
    )
    figure.update_layout(
        margin={"l": 84, "r": 8, "t": _TOP + 34, "b": _BOTTOM},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"},
    )
    return figure


def _limits(accuracies: list[float]) -> tuple[float, float]:
    """The axis: all points, and some room."""
    low, high = min(accuracies), max(accuracies)
    room = max((high - low) * 0.12, 0.002)
    return low - room, high + room


def _label(
    figure: go.Figure,
    networks: Sequence[SizedNetwork],
    limits: tuple[float, float],
    middle: float,
    pixels: int,
) -> None:
    """Names, with a thin line to the point where they had to move."""
    low, high = limits
    heights = np.array([(high - n.accuracy) / (high - low) * pixels for n in networks])
    places = spread(heights, _LINE, pixels)
    sides = [math.log10(network.parameters) > middle for network in networks]
    for network, to_left, height, place in zip(networks, sides, heights, places, strict=True):
        figure.add_annotation(
            x=math.log10(network.parameters),
            y=network.accuracy,
            text=network.name,
            ax=-26 if to_left else 26,
            ay=float(place - height),
            xanchor="right" if to_left else "left",
            showarrow=True,
            arrowhead=0,
            arrowwidth=1,
            arrowcolor=MUTED,
            standoff=6,
            font={"size": 13},
        )


def spread(heights: NDArray[np.float64], apart: float, most: float) -> NDArray[np.float64]:
    """Places near `heights` (n,), in their order, at least `apart` from each other.

    They stay in [0, most] as long as there is room for all.

    Examples
    --------
    >>> spread(np.array([10.0, 12.0, 50.0]), 10, 60).tolist()
    [10.0, 20.0, 50.0]
    """
    order = np.argsort(heights, kind="stable")
    places = heights[order].astype(np.float64)
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + apart)
    end = most
    for index in reversed(range(len(places))):
        places[index] = min(places[index], end)
        end = places[index] - apart
    found = np.empty_like(places)
    found[order] = places
    return found
