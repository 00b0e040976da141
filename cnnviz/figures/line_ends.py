"""Names at the ends of lines, in place of a legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.figures.theme import ACCENT, MUTED

Part = dict[str, Any]
# Training and test: told apart by colour and by dash.
LINE_COLOURS = (MUTED, ACCENT)
LINE_DASHES = ("dot", "solid")
_SWATCHES = ("┅", "━")
# Pixels between two lines of labels.
_LEADING = 17


def end_labels(
    axis: str,
    x: NDArray[np.float64],
    lines: Sequence[NDArray[np.float64]],
    words: tuple[tuple[str, str], Callable[[float], str]],
    top: float,
    pixels: float,
) -> list[Part]:
    """Each line's name and last value, right of its end, as annotations.

    Parameters
    ----------
    axis : str
        Plotly's name of the panel's vertical axis, which begins at 0.
    x : array (N,)
        Where each value stands on the horizontal axis.
    lines : sequence of array (N,)
        One or two; what is not finite is skipped.
    words : (names, callable)
        A name for each line, and how a value is written.
    top, pixels : float
        The vertical axis' upper end, and its length on screen.
    """
    names, say = words
    ends = []
    for which, values in enumerate(lines):
        known = np.flatnonzero(np.isfinite(values))
        if known.size:
            ends.append((float(values[known[-1]]), float(x[known[-1]]), which))
    heights = _apart([min(value / top, 1.0) * pixels for value, _, _ in ends], pixels)
    return [
        {
            "x": end_x,
            "y": 0,
            "yshift": round(above, 1),
            "xref": "x",
            "yref": axis,
            "text": f'<span style="color:{LINE_COLOURS[which]}">{_SWATCHES[which]}</span> '
            f"{names[which]} <b>{say(value)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 4,
            "font": {"size": 13},
        }
        for (value, end_x, which), above in zip(ends, heights, strict=True)
    ]


def _apart(heights: list[float], room: float) -> list[float]:
    """Pixels above the panel's floor of up to two labels, inside it and not on each other."""
    half = _LEADING / 2
    if len(heights) == 2:
        middle, gap = sum(heights) / 2, max(abs(heights[0] - heights[1]), _LEADING) / 2
        middle = min(max(middle, half + gap), room - half - gap)
        sign = 1 if heights[0] > heights[1] else -1
        return [middle + sign * gap, middle - sign * gap]
    return [min(max(height, half), room - half) for height in heights]
