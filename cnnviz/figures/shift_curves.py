"""Lines over the shift: one a network, and where the slider stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.theme import GRID, MUTED, SERIES, base_figure

_DASHES = ("solid", "dash", "dot", "dashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


@dataclass(frozen=True, eq=False)
class Line:
    """A network's name and its share in [0, 1] at each shift."""

    name: str
    shares: NDArray[np.float64]


def series_colour(place: int) -> str:
    """The colour of the network at this place, wherever it is shown.

    Examples
    --------
    >>> series_colour(0) == series_colour(4)
    True
    """
    return SERIES[place % len(SERIES)]


def shift_curves(
    shifts: Sequence[int],
    lines: Sequence[Line],
    at: int,
    what: str,
    across: str,
    *,
    lowest: float = 0.0,
    height: int = 300,
) -> go.Figure:
    """One line a network over the shift, on an axis that ends at 1.

    Parameters
    ----------
    shifts : sequence of int
        Pixels to the right.
    lines : sequence of Line
        Of one share for each shift.
    at : int
        Where the slider stands; a vertical line marks it.
    what : str
        What the share is of, for the axis.
    across : str
        What the axis of the shifts is called.
    lowest : float
        Where the axis begins; a higher one shows small differences.
    height : int
        In pixels.

    Raises
    ------
    ValueError
        If a line has not one share for each shift.
    """
    figure = base_figure(height)
    for place, line in enumerate(lines):
        if len(line.shares) != len(shifts):
            raise ValueError(f"shares of {line.name} must be {len(shifts)}: {len(line.shares)}")
        kind = place % len(SERIES)
        figure.add_scatter(
            x=list(shifts),
            y=[round(float(share), 6) for share in line.shares],
            name=line.name,
            mode="lines+markers",
            line={"color": SERIES[kind], "dash": _DASHES[kind], "width": 3},
            marker={"symbol": _SYMBOLS[kind], "size": 8, "color": SERIES[kind]},
            hovertemplate=f"{line.name}, %{{x}} px: <b>%{{y:.1%}}</b><extra></extra>",
        )
    figure.add_vline(x=at, line={"color": MUTED, "width": 10}, opacity=0.35, layer="below")
    common = {"fixedrange": True, "gridcolor": GRID, "zeroline": False}
    figure.update_xaxes(
        title={"text": across, "standoff": 6},
        tickmode="array",
        tickvals=list(shifts),
        ticktext=[str(shift).replace("-", "−") for shift in shifts],
        **common,
    )
    room = 0.03 * (1 - lowest)
    figure.update_yaxes(
        title={"text": what, "standoff": 6},
        range=[lowest - room, 1 + room],
        tickformat=".0%",
        **common,
    )
    figure.update_layout(
        margin={"l": 62, "r": 8, "t": 34, "b": 48},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"},
    )
    return figure
