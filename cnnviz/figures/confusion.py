"""Which class is taken for which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.montage import legend
from cnnviz.figures.said import said
from cnnviz.figures.theme import MUTED, ColourScale, base_figure

# Light enough for black numbers at both ends, whichever theme is around the cells.
_SHADES = [[0.0, "#deebf7"], [1.0, "#4393c9"]]
_INK = "#000000"


def confusion_matrix(counts: NDArray[np.int64], names: Sequence[str]) -> go.Figure:
    """Counts (classes, classes): true classes down, answers across; colour shows mistakes only.

    The right answers, a hundred times as many, would hide every mistake if they were coloured.
    """
    mistakes = counts.astype(np.float32)
    np.fill_diagonal(mistakes, 0)
    scale = ColourScale(diverging=False, low=0.0, high=max(float(mistakes.max()), 1.0))
    # A cell without mistakes stays as the page is.
    mistakes[mistakes == 0] = np.nan
    axes = (said("figure-truth"), said("figure-answer"))
    figure = base_figure(max(430, 90 + 30 * len(names)))
    places = list(range(len(names)))
    figure.add_heatmap(
        z=mistakes,
        x=places,
        y=places,
        zmin=scale.low,
        zmax=scale.high,
        colorscale=_SHADES,
        colorbar=legend(scale),
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )
    figure.add_scatter(
        x=[answer for _ in places for answer in places],
        y=[truth for truth in places for _ in places],
        customdata=[[names[truth], names[answer]] for truth in places for answer in places],
        text=[str(count) if count else "" for count in counts.ravel()],
        mode="text",
        textfont={
            "size": 13,
            "color": [MUTED if np.isnan(v) else _INK for v in mistakes.ravel()],
        },
        hovertemplate=f"{axes[0]}: %{{customdata[0]}}, {axes[1]}: %{{customdata[1]}}: "
        "<b>%{text}</b><extra></extra>",
    )
    longest = max(map(len, names))
    axis = {"tickmode": "array", "tickvals": places, "ticktext": list(names), "fixedrange": True}
    axis |= {"showgrid": False, "zeroline": False}
    angle = 0 if longest <= 2 else -40
    # A line lower: Plotly puts a title between two names if it fits there.
    figure.update_xaxes(title={"text": f"<br>{axes[1]}", "standoff": 20}, tickangle=angle, **axis)
    figure.update_yaxes(title={"text": axes[0]}, autorange="reversed", **axis)
    figure.update_layout(margin={"l": 48 + 6 * longest, "b": 60 + 5 * longest, "t": 50})
    return figure
