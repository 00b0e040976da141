"""The one place for colours, scales and margins.

Values that cannot be negative use one sequential scale, black to white like the ink on the
canvas. Values that can use one diverging scale, red below and blue above a nearly white zero,
symmetric about it: ColorBrewer's RdBu, safe for colour-blind people (https://colorbrewer2.org).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.colors
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import sample_colorscale, unlabel_rgb

SEQUENTIAL = [[0.0, "rgb(0,0,0)"], [1.0, "rgb(255,255,255)"]]
DIVERGING = [[place / 10, colour] for place, colour in enumerate(plotly.colors.diverging.RdBu)]
ACCENT = "#2166ac"
MUTED = "#868686"
# The window and the chosen cell; Okabe and Ito's orange, a little darker.
MARK = "#e8740c"
# Lines and points of several networks: apart in hue and in brightness, on white and on black, for
# colour-blind eyes too (after Okabe and Ito); each has a dash and a symbol of its own besides.
SERIES = (ACCENT, MARK, "#0f9d78", "#b0579b")
GRID = "rgba(128,128,128,0.25)"
FONT_SIZE = 14

# One setting for every figure: no toolbar that hides the title, no zoom by accident.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True)
class ColourScale:
    """Which colours stand for which values.

    Attributes
    ----------
    diverging : bool
        Whether negative values occur; the range is then symmetric about 0.
    low, high : float
        Values of the first and the last colour; ``low < high``.
    """

    diverging: bool
    low: float
    high: float

    @property
    def colours(self) -> list[list[object]]:
        """The colours as Plotly takes them: pairs of a place in 0..1 and a colour."""
        return DIVERGING if self.diverging else SEQUENTIAL

    def to_bytes(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Index 0..255 of each value's colour, same shape."""
        scaled = (values - self.low) * (255 / (self.high - self.low))
        indices: NDArray[np.uint8] = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        return indices


def scale_for(values: NDArray[np.float32]) -> ColourScale:
    """The scale that holds all `values`, of any shape: 0..max, or -m..m if any is negative.

    Examples
    --------
    >>> scale_for(np.array([-1.0, 3.0]))
    ColourScale(diverging=True, low=-3.0, high=3.0)
    >>> scale_for(np.array([0.0, 2.0]))
    ColourScale(diverging=False, low=0.0, high=2.0)
    """
    diverging = bool(values.size) and float(values.min()) < 0
    limit = float(np.abs(values).max()) if values.size else 0.0
    # All zeros still need a scale with two ends.
    limit = limit or 1.0
    return ColourScale(diverging, -limit if diverging else 0.0, limit)


UNIT_SCALE = ColourScale(diverging=False, low=0.0, high=1.0)


def input_scale(values: NDArray[np.float32]) -> ColourScale:
    """The scale of a network's input: 0 to 1 where its pixels are such, else what holds them all.

    Examples
    --------
    >>> input_scale(np.array([0.0, 0.5])).high, input_scale(np.array([-1.0, 2.5])).high
    (1.0, 2.5)
    """
    inside = values.size == 0 or (float(values.min()) >= 0 and float(values.max()) <= 1)
    return UNIT_SCALE if inside else scale_for(values)


@lru_cache(maxsize=2)
def palette(diverging: bool) -> bytes:
    """256 colours as RGB bytes (768), for views that paint pixels themselves."""
    scale = DIVERGING if diverging else SEQUENTIAL
    colours = sample_colorscale(scale, list(np.linspace(0, 1, 256)))
    return bytes(round(part) for colour in colours for part in unlabel_rgb(colour))


def number(value: float, digits: int = 3) -> str:
    """A value as it is written on screen: three significant digits, a true minus sign.

    Examples
    --------
    >>> number(-0.12345), number(12.0), number(0.0), number(0.123456, 5)
    ('−0.123', '12', '0', '0.12346')
    """
    return written(_plain(value, digits))


def _plain(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def number_writer() -> Callable[[float], str]:
    """`number`, for very many of them at once: the language is asked for only once."""
    sign = decimal_sign()
    return lambda value: _plain(value).replace(".", sign)


def written(text: str) -> str:
    """A number, written with a decimal point, in the language of whoever looks at it.

    Examples
    --------
    >>> written("0.5")
    '0.5'
    """
    if decimal_sign() != ",":
        return text
    return text.replace(".", ",").replace("%", "\N{NARROW NO-BREAK SPACE}%")


def grouped(count: int) -> str:
    """A whole number with its thousands set apart, in the language of whoever looks at it.

    Examples
    --------
    >>> grouped(61706)
    '61,706'
    """
    text = f"{count:,}"
    return text.replace(",", ".") if decimal_sign() == "," else text


def decimal_sign() -> str:
    """What stands before the decimals: a point, or what `ask_for_decimal_sign` was given says."""
    return _decimal_sign()


def ask_for_decimal_sign(ask: Callable[[], str]) -> None:
    """From now on, ask for what stands before the decimals."""
    global _decimal_sign
    _decimal_sign = ask


def _point() -> str:
    return "."


_decimal_sign: Callable[[], str] = _point


def even_scale(values: NDArray[np.float32]) -> ColourScale:
    """The diverging scale -m..m that holds all `values`, also where none is negative.

    Examples
    --------
    >>> even_scale(np.array([0.0, 2.0]))
    ColourScale(diverging=True, low=-2.0, high=2.0)
    """
    limit = float(np.abs(values).max()) if values.size else 0.0
    limit = limit if np.isfinite(limit) and limit else 1.0
    return ColourScale(True, -limit, limit)


def decimals_for(*arrays: NDArray[np.floating], most: int = 3) -> tuple[int, bool]:
    """How many decimals show these numbers, and whether they show them exactly.

    Examples
    --------
    >>> decimals_for(np.array([1.0, -2.0])), decimals_for(np.array([0.25, 1.0]))
    ((0, True), (2, True))
    >>> decimals_for(np.array([1 / 3]))
    (3, False)
    """
    numbers = np.concatenate([np.asarray(array, np.float64).ravel() for array in arrays])
    numbers = numbers[np.isfinite(numbers)]
    largest = float(np.abs(numbers).max()) if numbers.size else 0.0
    for decimals in range(most + 2):
        # Decimals typed by a person are float32: exact to seven digits.
        if np.abs(numbers - numbers.round(decimals)).max(initial=0.0) <= 2e-7 * max(largest, 1e-3):
            return decimals, True
    if 0 < largest < 0.1:
        return most + 1, False
    return (most if largest < 100 else max(most - 2, 1)), False


def percent(share: float) -> str:
    """A probability as it is written on screen; never rounded to certainty or impossibility.

    Examples
    --------
    >>> percent(0.5), percent(0.99999), percent(0.00001), percent(1.0)
    ('50.0%', '>99.9%', '<0.1%', '100.0%')
    """
    if 0 < share < 0.0005:
        return written("<0.1%")
    if 0.9995 <= share < 1:
        return written(">99.9%")
    return written(f"{share:.1%}")


def fine_percent(share: float) -> str:
    """A probability in per cent that can be told from its neighbours, however small.

    Examples
    --------
    >>> fine_percent(0.5), fine_percent(0.99999), fine_percent(0.00001), fine_percent(3.2e-9)
    ('50.0%', '99.999%', '0.001%', '3.2e−7%')
    """
    if 0 < share < 0.0005:
        return f"{short_power(100 * share)}{written('%')}"
    if 0.9995 <= share < 1:
        left = math.ceil(-math.log10(1 - share) - 1e-6)
        # What is nearer to 1 than single precision tells is only said to be near.
        return written(f"{100 * share:.{left - 2}f}%" if left < 8 else ">99.99999%")
    return percent(share)


def short_power(value: float) -> str:
    """Two significant digits, and a power of ten without its zeros.

    Examples
    --------
    >>> short_power(0.0123), short_power(0.0000123)
    ('0.012', '1.2e−5')
    """
    return number(value, 2) if value >= 1e-4 else power(value, 2)


def power(value: float, digits: int = 1) -> str:
    """So many significant digits and a power of ten.

    Examples
    --------
    >>> power(0.00027), power(2e-11), power(2.04e-7, 2)
    ('3e−4', '2e−11', '2e−7')
    """
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return written(f"{float(mantissa):g}e{int(exponent)}".replace("-", "−"))


def size(shape: tuple[int, ...]) -> str:
    """A shape in words of the field: channels x height x width.

    Examples
    --------
    >>> size((6, 28, 28))
    '6 × 28 × 28'
    """
    return " × ".join(map(str, shape))


def base_figure(height: int) -> go.Figure:
    """An empty figure with the project's margins, fonts and transparent background."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": FONT_SIZE},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        # Keeps the picture in place when new data arrive: no animation, no reset.
        uirevision="same",
        separators=",." if decimal_sign() == "," else ".,",
    )
    return figure
