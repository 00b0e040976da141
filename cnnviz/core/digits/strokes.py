"""Strokes of a round brush, and the picture they make on a canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

CANVAS_SIZE = 280
# What nobody draws by hand, but somebody might send: more would keep everyone waiting.
MOST_STROKES = 300
MOST_POINTS = 20_000
_MOST_PAINTED = 40_000_000


@dataclass(frozen=True)
class Stroke:
    """One line drawn without lifting the pen.

    Attributes
    ----------
    points : tuple of (x, y)
        In canvas pixels, x to the right, y down; one point makes a dot.
    width : float
        Diameter of the round brush, in canvas pixels.
    """

    points: tuple[tuple[float, float], ...]
    width: float


def within_limits(strokes: Sequence[Stroke], size: int = CANVAS_SIZE) -> tuple[Stroke, ...]:
    """As many of the strokes, from the first, as can be painted in a fraction of a second.

    That is at most `MOST_STROKES` of together `MOST_POINTS` points, and of limited length and
    width; whoever draws by hand stays far below.

    Examples
    --------
    >>> line = Stroke(((0, 0), (9, 9)), 20)
    >>> len(within_limits([line] * 3)), len(within_limits([line] * 1000))
    (3, 300)
    """
    points = painted = 0
    for count, stroke in enumerate(strokes):
        points += len(stroke.points)
        if count == MOST_STROKES or points > MOST_POINTS:
            return tuple(strokes[:count])
        painted += _painted(stroke, size)
        if painted > _MOST_PAINTED:
            return tuple(strokes[:count])
    return tuple(strokes)


def _painted(stroke: Stroke, size: int) -> int:
    """How many pixels are looked at to paint it."""
    places = np.asarray(stroke.points, np.float64).reshape(-1, 2)
    low = (np.minimum(places[1:], places[:-1]) - stroke.width / 2 - 1).clip(0, size)
    high = (np.maximum(places[1:], places[:-1]) + stroke.width / 2 + 1).clip(0, size)
    return size * size + int((high - low).prod(axis=1).sum())


def draw_strokes(strokes: Sequence[Stroke], size: int = CANVAS_SIZE) -> NDArray[np.uint8]:
    """Paint strokes white on black, antialiased, as a browser's canvas does.

    Parameters
    ----------
    strokes : sequence of Stroke
    size : int
        Height and width of the canvas, in pixels.

    Returns
    -------
    uint8 array (size, size, 4)
        RGBA, opaque.
    """
    ink = np.zeros((size, size), np.float32)
    for stroke in strokes:
        # Opaque white over white: coverages of two strokes combine as independent.
        ink = 1 - (1 - ink) * (1 - _coverage(stroke, size))
    rgba = np.full((size, size, 4), 255, np.uint8)
    rgba[..., :3] = np.rint(ink * 255).astype(np.uint8)[..., None]
    return rgba


# Drawing on adds one stroke; the others are as they were. 64 of them take 20 MB.
@lru_cache(maxsize=64)
def _coverage(stroke: Stroke, size: int) -> NDArray[np.float32]:
    """How much of each pixel the stroke covers, (size, size) in [0, 1]."""
    points = thin_out(np.asarray(stroke.points, dtype=np.float32).reshape(-1, 2))
    radius = stroke.width / 2
    nearest = np.full((size, size), np.inf, np.float32)
    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    for start, end in pairwise(points):
        low = np.maximum(np.floor(np.minimum(start, end) - radius - 1), 0).astype(int)
        high = np.minimum(np.ceil(np.maximum(start, end) + radius + 1), size).astype(int)
        if (high <= low).any():
            continue
        x = np.arange(low[0], high[0], dtype=np.float32)[None, :] + 0.5 - start[0]
        y = np.arange(low[1], high[1], dtype=np.float32)[:, None] + 0.5 - start[1]
        dx, dy = end - start
        length = dx * dx + dy * dy
        along = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else np.float32(0)
        distance = (x - along * dx) ** 2 + (y - along * dy) ** 2
        patch = nearest[low[1] : high[1], low[0] : high[0]]
        np.minimum(patch, distance, out=patch)
    coverage = np.clip(radius + 0.5 - np.sqrt(nearest), 0, 1).astype(np.float32)
    coverage.flags.writeable = False  # the cache hands out this very array
    return coverage


def thin_out(points: NDArray[np.float32], spacing: float = 2.0) -> NDArray[np.float32]:
    """Drop points closer than `spacing` pixels to the last one kept; keep both ends.

    A pointer reports many points a pixel apart; the brush is wider than that, so the picture
    stays the same and takes a third of the time.
    """
    kept = [points[0]]
    for point in points[1:-1]:
        if np.abs(point - kept[-1]).max() >= spacing:
            kept.append(point)
    if len(points) > 1:
        kept.append(points[-1])
    return np.stack(kept)
