"""The class probabilities as bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.theme import ACCENT, GRID, MUTED, base_figure, percent, power, written

# Of more classes than this the most probable are shown, in order.
MOST_BARS = 10
# Names of so few letters stand below upright bars; longer ones beside lying bars.
_SHORT = 2
# Numbers run into each other over bars that are so near and, as shares, nearly as high.
_NEAR, _AS_HIGH = 2, 0.13
# Where a logarithmic axis begins.
_LEAST = 1e-10


def probability_bars(
    probabilities: NDArray[np.float32] | None,
    names: Sequence[str],
    height: int = 210,
    *,
    coarse: bool = False,
    log: bool = False,
) -> go.Figure:
    """Bars on a fixed axis 0 to 1; None draws empty axes.

    Short names stand in their own order below upright bars, long ones beside lying bars; of many
    classes, the ten most probable, the first on top.

    Parameters
    ----------
    probabilities : array (classes,) or None
    names : sequence of str
        One for each class.
    height : int
        In pixels.
    coarse : bool
        Whether whole per cents stand above the bars, for narrow figures.
    log : bool
        Whether the axis is logarithmic, from a ten-billionth: small ones can be told apart.
    """
    given = np.zeros(len(names)) if probabilities is None else probabilities
    values = np.asarray(given, np.float64)
    order = shown_classes(values)
    best = -1 if probabilities is None else int(values.argmax())
    upright = max((len(names[i]) for i in order), default=0) <= _SHORT
    frame = _frame(height, tuple(short_name(names[i]) for i in order), upright, log)
    shares = [round(float(values[i]), 6) for i in order]
    told = _apart(shares) if upright else set(range(len(shares)))
    texts = [
        "" if share < 0.005 or place not in told else _written(share, coarse)
        for place, share in enumerate(shares)
    ]
    if log:
        shares = [max(float(values[i]), _LEAST) if best >= 0 else _LEAST for i in order]
        # Two labels: all ten would run into each other. The axis and the pointer tell the rest.
        first = sorted(shares)[-2:] if best >= 0 else []
        texts = [_short(x) if x in first else "" for x in shares]
    bar = {
        **frame["data"][0],
        "y" if upright else "x": shares,
        "marker": {"color": [ACCENT if i == best else MUTED for i in order]},
        # A bar too short for its number still says it, in its hover text.
        "text": texts,
    }
    # Drawn at every stroke: checking the unchanged frame again would take 7 ms of its 8.
    return go.Figure({"data": [bar], "layout": frame["layout"]}, _validate=False)


def _apart(shares: list[float]) -> set[int]:
    """Which upright bars are told in numbers: the highest first, and none that would run into
    one of those before it.
    """
    told: list[int] = []
    for place in sorted(range(len(shares)), key=lambda place: -shares[place]):
        if all(
            abs(place - other) > _NEAR or shares[other] - shares[place] > _AS_HIGH for other in told
        ):
            told.append(place)
    return set(told)


def _short(share: float) -> str:
    return percent(share) if share >= 0.01 else power(share)


def _written(share: float, coarse: bool) -> str:
    if not coarse:
        return percent(share)
    return written(">99%" if 0.995 <= share < 1 else f"{share:.0%}")


def shown_classes(values: NDArray[np.float64], most: int = MOST_BARS) -> list[int]:
    """Which classes are shown: all of few, in their order; of many, the largest, in that order."""
    if len(values) <= most + 2:
        return list(range(len(values)))
    return [int(i) for i in np.argsort(-values, kind="stable")[:most]]


def short_name(name: str, letters: int = 18) -> str:
    """A class name that fits beside a bar.

    Examples
    --------
    >>> short_name("great white shark, white shark")
    'great white shark…'
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip(' ,')}…"


@lru_cache(maxsize=64)
def _frame(height: int, names: tuple[str, ...], upright: bool, log: bool) -> dict[str, Any]:
    """Everything but the numbers, checked by Plotly once."""
    figure = base_figure(height)
    labels = list(names)
    axis = {"fixedrange": True, "automargin": False}
    shares = {"range": [0, 1], "dtick": 0.5, "tickformat": ".1f", "gridcolor": GRID, **axis}
    if log:
        powers = range(round(math.log10(_LEAST)), 1, 2)
        marks: dict[str, Any] = {"tickvals": [10.0**power for power in powers]}
        marks |= {"ticktext": ["1" if not power else f"1e−{-power}" for power in powers]}
        shares = {"type": "log", "range": [powers[0], 0], "gridcolor": GRID, **marks, **axis}
    # Two classes may have one name; their places are told apart.
    places = list(range(len(labels)))
    ticks = {"tickmode": "array", "tickvals": places, "ticktext": labels, **axis}
    common = {"textposition": "outside", "textfont": {"size": 13}, "cliponaxis": False}
    # Or Plotly makes the text as narrow as its bar.
    common |= {"constraintext": "none", "customdata": labels, "textangle": 0}
    if upright:
        figure.add_bar(x=places, hovertemplate="%{customdata}: %{y:.3~p}<extra></extra>", **common)
        figure.update_xaxes(tickfont={"size": 16}, **ticks)
        figure.update_yaxes(**shares)
        # The number over the last of ten narrow bars is wider than the bar.
        margin = {"l": 40 if log else 32, "r": 18, "t": 22, "b": 36}
    else:
        figure.add_bar(
            y=places,
            orientation="h",
            hovertemplate="%{customdata}: %{x:.3~p}<extra></extra>",
            **common,
        )
        figure.update_yaxes(autorange="reversed", tickfont={"size": 12}, **ticks)
        figure.update_xaxes(**shares)
        margin = {"l": 8 + 7 * max(map(len, labels), default=1), "r": 44, "t": 4, "b": 22}
    # Margins are set by hand: finding them anew would be the slowest part of drawing.
    figure.update_layout(margin=margin, bargap=0.25)
    frame: dict[str, Any] = figure.to_dict()
    return frame
