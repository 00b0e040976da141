"""Strokes as a short text for a link, and the form of them that a link can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from cnnviz.core.digits.strokes import Stroke, thin_out, within_limits
from cnnviz.core.packed_text import packed_text, unpacked_text

# A link's points lie on a grid of tenths of a pixel. A coarser one would make links shorter, but
# more drawings' centres of mass would then round to another pixel of the 28x28 digit.
_PER_PIXEL = 10
# What nobody draws by hand, but somebody might write into an address.
_MOST_BYTES = 20_000
_FARTHEST = 10_000


def linkable(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """The strokes with just the points that a link carries.

    Whoever shows these shows the same as whoever opens the link:
    ``strokes_from_text(strokes_to_text(s)) == linkable(s)``, and ``linkable`` twice is once.

    Examples
    --------
    >>> linkable([Stroke(((1.11, 1.0), (1.6, 1.2), (9.99, 1.0)), 20)])
    (Stroke(points=((1.1, 1.0), (10.0, 1.0)), width=20.0),)
    """
    return tuple(_linkable(stroke) for stroke in strokes if stroke.points)


@lru_cache(maxsize=64)
def _linkable(stroke: Stroke) -> Stroke:
    points = np.asarray(stroke.points, dtype=np.float64).reshape(-1, 2)
    points = np.rint(points.clip(-_FARTHEST, _FARTHEST) * _PER_PIXEL) / _PER_PIXEL
    kept = np.rint(thin_out(points.astype(np.float32)).astype(np.float64) * _PER_PIXEL) / _PER_PIXEL
    width = max(round(stroke.width * _PER_PIXEL), 1) / _PER_PIXEL
    return Stroke(tuple((float(x), float(y)) for x, y in kept), width)


def strokes_to_text(strokes: Sequence[Stroke]) -> str:
    """Strokes as letters, digits, "-" and "_"; an ordinary digit takes some 100 to 900.

    Each stroke is its width, its number of points, the first point and the step from each point
    to the next, in tenths of a pixel, as numbers of as many bytes as they need; then compressed.

    Examples
    --------
    >>> text = strokes_to_text([Stroke(((10, 10), (20, 30)), 20)])
    >>> strokes_from_text(text)
    (Stroke(points=((10.0, 10.0), (20.0, 30.0)), width=20.0),)
    """
    data = bytearray()
    for stroke in linkable(strokes):
        steps = np.rint(np.asarray(stroke.points) * _PER_PIXEL).astype(int)
        steps[1:] -= steps[:-1].copy()
        _put(data, round(stroke.width * _PER_PIXEL))
        _put(data, len(steps))
        for step in steps.ravel().tolist():
            # Signs go to the last bit, so that small steps either way are small numbers.
            _put(data, 2 * step if step >= 0 else -2 * step - 1)
    return packed_text(bytes(data))


def strokes_from_text(text: str) -> tuple[Stroke, ...]:
    """The strokes that `strokes_to_text` wrote.

    Raises
    ------
    ValueError
        If the text was not written by it.
    """
    try:
        data = unpacked_text(text, _MOST_BYTES)
    except ValueError as error:
        raise ValueError(f"this is not a packed drawing: {error}") from None
    strokes = tuple(_strokes(iter(data)))
    if len(within_limits(strokes)) < len(strokes):
        raise ValueError("this drawing is larger than any that is drawn by hand")
    return strokes


def _strokes(data: Iterator[int]) -> Iterator[Stroke]:
    for first in data:
        width = _get(data, first) / _PER_PIXEL
        count = _get(data)
        if not count or not 0 < width <= _FARTHEST:
            raise ValueError("this is not a packed drawing: a stroke has no width or no point")
        points = []
        x = y = 0
        for _ in range(count):
            x, y = x + _signed(_get(data)), y + _signed(_get(data))
            if max(abs(x), abs(y)) > _FARTHEST * _PER_PIXEL:
                raise ValueError("this is not a packed drawing: a point lies far outside")
            points.append((x / _PER_PIXEL, y / _PER_PIXEL))
        yield Stroke(tuple(points), width)


def _put(data: bytearray, value: int) -> None:
    """Append a number, seven bits a byte, the lowest first; the eighth says that more follow."""
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    data.append(value)


def _get(data: Iterator[int], first: int | None = None) -> int:
    value = shift = 0
    while True:
        byte = next(data, None) if first is None else first
        first = None
        if byte is None or shift > 35:
            raise ValueError("this is not a packed drawing: it ends too early")
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value


def _signed(value: int) -> int:
    return -(value + 1) // 2 if value & 1 else value // 2
