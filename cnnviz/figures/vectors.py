"""Pictures of a dense layer's numbers, and of how values are distributed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.montage import legend
from cnnviz.figures.said import said
from cnnviz.figures.theme import ACCENT, GRID, MUTED, base_figure, scale_for


def strip(values: NDArray[np.float32], *, first: int = 1, selected: int | None = None) -> go.Figure:
    """A vector (N,) as one row of coloured cells, numbered from `first`."""
    scale = scale_for(values)
    figure = base_figure(150)
    figure.add_heatmap(
        z=values[None, :],
        zmin=scale.low,
        zmax=scale.high,
        colorscale=scale.colours,
        colorbar=legend(scale),
        hovertemplate=f"{said('name-number', number='%{x}')}: <b>%{{z:.4g}}</b><extra></extra>",
        x=list(range(first, first + len(values))),
    )
    if selected is not None:
        edges = {"x0": selected + first - 0.5, "x1": selected + first + 0.5, "y0": -0.5, "y1": 0.5}
        figure.add_shape(type="rect", line={"color": ACCENT, "width": 3}, **edges)
    figure.update_xaxes(fixedrange=True, showgrid=False, dtick=1 if len(values) <= 20 else None)
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_layout(margin={"b": 24, "t": 50})
    return figure


def bars(
    values: NDArray[np.float32],
    *,
    first: int = 1,
    selected: int | None = None,
    limits: tuple[float, float] | None = None,
    height: int = 300,
    names: Sequence[str] | None = None,
) -> go.Figure:
    """A vector (N,) as bars; `selected` is an index into it.

    They are numbered from `first`, or called by `names`, one for each.
    """
    figure = base_figure(height)
    figure.add_bar(
        x=list(range(first, first + len(values))),
        y=values.astype(np.float64),
        marker={"color": [ACCENT if i == selected else MUTED for i in range(len(values))]},
        customdata=names,
        hovertemplate=f"{'%{customdata}' if names else '%{x}'}: <b>%{{y:.4g}}</b><extra></extra>",
    )
    figure.update_xaxes(fixedrange=True, showgrid=False, dtick=1 if len(values) <= 20 else None)
    below = 28
    if names:
        places = list(range(first, first + len(values)))
        longest = max(map(len, names))
        figure.update_xaxes(tickmode="array", tickvals=places, ticktext=list(names), dtick=None)
        if longest > 2:
            figure.update_xaxes(tickangle=-40)
            below = min(140, 24 + 5 * longest)
    figure.update_yaxes(fixedrange=True, gridcolor=GRID, range=limits)
    figure.update_layout(margin={"l": 44, "b": below}, bargap=0.15)
    return figure


def histogram(values: NDArray[np.float32], height: int = 200) -> go.Figure:
    """How often each value occurs, in 40 equal bins over the range."""
    counts, edges = np.histogram(values.astype(np.float64), bins=40)
    span = said("sum-span", low="%{customdata[0]:.3g}", high="%{customdata[1]:.3g}")
    figure = base_figure(height)
    figure.add_bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": MUTED},
        customdata=np.stack([edges[:-1], edges[1:]], axis=1),
        hovertemplate=f"{span}: <b>%{{y}}</b><extra></extra>",
    )
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=True, zerolinecolor=ACCENT)
    figure.update_yaxes(fixedrange=True, gridcolor=GRID, title={"text": said("figure-values")})
    figure.update_layout(margin={"l": 52, "b": 28}, bargap=0)
    return figure
