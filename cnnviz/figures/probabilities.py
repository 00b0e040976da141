"""The ten class probabilities as bars."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

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
    frame = _frame(height)
    bar = {
        **frame["data"][0],
        "y": values.round(6).tolist(),
        "marker": {"color": [ACCENT if digit == best else MUTED for digit in range(10)]},
        # A bar too short for its number still says it, in its hover text.
        "text": ["" if v < 0.005 else percent(float(v)) for v in values],
    }
    # Drawn at every stroke: checking the unchanged frame again would take 7 ms of its 8.
    return go.Figure({"data": [bar], "layout": frame["layout"]}, _validate=False)


@lru_cache(maxsize=4)
def _frame(height: int) -> dict[str, Any]:
    """Everything but the numbers, checked by Plotly once."""
    figure = base_figure(height)
    figure.add_bar(
        x=[str(digit) for digit in range(10)],
        textposition="outside",
        textangle=0,
        # Or Plotly makes the text as narrow as its bar.
        constraintext="none",
        textfont={"size": 13},
        cliponaxis=False,
        hovertemplate="digit %{x}: %{y:.2%}<extra></extra>",
    )
    # Margins are set by hand: finding them anew would be the slowest part of drawing.
    axis = {"fixedrange": True, "automargin": False}
    figure.update_xaxes(type="category", tickfont={"size": 16}, **axis)
    figure.update_yaxes(range=[0, 1], dtick=0.5, tickformat=".1f", gridcolor=GRID, **axis)
    figure.update_layout(margin={"l": 32, "r": 4, "t": 22, "b": 36}, bargap=0.25)
    frame: dict[str, Any] = figure.to_dict()
    return frame
