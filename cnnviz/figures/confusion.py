"""Which digit is taken for which."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.montage import legend
from cnnviz.figures.theme import ACCENT, MUTED, ColourScale, base_figure

# From the page's own background: a table with a few coloured cells, not a picture of a tensor.
_SHADES = [[0.0, "rgba(33,102,172,0)"], [1.0, ACCENT]]


def confusion_matrix(counts: NDArray[np.int64]) -> go.Figure:
    """Counts (10, 10): true digits down, answers across; colour shows mistakes only.

    The right answers, a hundred times as many, would hide every mistake if they were coloured.
    """
    mistakes = counts.astype(np.float32)
    np.fill_diagonal(mistakes, np.nan)
    scale = ColourScale(diverging=False, low=0.0, high=max(float(np.nanmax(mistakes)), 1.0))
    figure = base_figure(430)
    digits = [str(digit) for digit in range(10)]
    figure.add_heatmap(
        z=mistakes,
        x=digits,
        y=digits,
        zmin=scale.low,
        zmax=scale.high,
        colorscale=_SHADES,
        colorbar=legend(scale),
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )
    figure.add_scatter(
        x=[answer for _ in digits for answer in digits],
        y=[truth for truth in digits for _ in digits],
        text=[str(count) if count else "" for count in counts.ravel()],
        mode="text",
        textfont={
            "size": 13,
            "color": [_ink(float(v), scale.high) for v in mistakes.ravel()],
        },
        hovertemplate="true digit %{y}, answer %{x}: <b>%{text}</b><extra></extra>",
    )
    axis = {"type": "category", "fixedrange": True, "showgrid": False}
    figure.update_xaxes(title={"text": "answer", "standoff": 20}, **axis)
    figure.update_yaxes(title={"text": "true digit"}, autorange="reversed", **axis)
    figure.update_layout(margin={"l": 56, "b": 64, "t": 50})
    return figure


def _ink(mistakes: float, most: float) -> str:
    """Text that can be read on its cell, in the light and in the dark theme."""
    return "#ffffff" if mistakes > most / 2 else MUTED
