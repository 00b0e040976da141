"""The ten class probabilities as bars."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.theme import ACCENT, GRID, MUTED, base_figure, percent


def probability_bars(probabilities: NDArray[np.float32] | None, height: int = 210) -> go.Figure:
    """Bars in the fixed order 0 to 9 on a fixed axis 0 to 1; None draws empty axes.

    Parameters
    ----------
    probabilities : array (10,) or None
    height : int
        In pixels.
    """
    values = np.zeros(10) if probabilities is None else np.asarray(probabilities, np.float64)
    best = -1 if probabilities is None else int(values.argmax())
    figure = base_figure(height)
    figure.add_bar(
        x=[str(digit) for digit in range(10)],
        y=values.round(6).tolist(),
        marker={"color": [ACCENT if digit == best else MUTED for digit in range(10)]},
        # A bar too short for its number still says it, above.
        text=["" if v < 0.005 else percent(float(v)) for v in values],
        textposition="outside",
        textangle=0,
        # Or Plotly makes the text as narrow as its bar.
        constraintext="none",
        textfont={"size": 13},
        cliponaxis=False,
        hovertemplate="digit %{x}: %{y:.2%}<extra></extra>",
    )
    figure.update_xaxes(type="category", fixedrange=True, tickfont={"size": 16})
    figure.update_yaxes(range=[0, 1], dtick=0.5, tickformat=".1f", fixedrange=True, gridcolor=GRID)
    figure.update_layout(margin={"l": 32, "r": 4, "t": 22, "b": 24}, bargap=0.25)
    return figure
