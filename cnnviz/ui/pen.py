"""What the pen's view sends, read at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke
from cnnviz.ui.fabric import brushed

# A tab tells of strokes until they are taken in; nobody draws faster than that.
MOST_STROKES, MOST_POINTS = 20, 4_000
_FARTHEST = 10 * CANVAS_SIZE
_WIDEST = CANVAS_SIZE


@dataclass(frozen=True)
class PenStroke:
    """A stroke as it left the pen.

    Attributes
    ----------
    number : int
        Tells it from all others of its tab.
    stroke : Stroke
    load : int
        Which loading of the canvas it was drawn on.
    """

    number: int
    stroke: Stroke
    load: int = 0


@dataclass(frozen=True)
class PenUpdate:
    """What the pen has done.

    Attributes
    ----------
    update : int
        Grows from one to the next.
    finished : tuple of PenStroke
        The last strokes, in order; some may have been told of before.
    growing : PenStroke or None
        The stroke that is being drawn.
    """

    update: int
    finished: tuple[PenStroke, ...]
    growing: PenStroke | None


def read_update(message: object) -> PenUpdate | None:
    """The update, or None for anything else."""
    if not isinstance(message, dict):
        return None
    update, given, growing = (message.get(name) for name in ("update", "finished", "growing"))
    if not _is_count(update) or not isinstance(given, list) or len(given) > MOST_STROKES:
        return None
    finished = [_stroke(each) for each in given]
    now = None if growing is None else _stroke(growing)
    if any(each is None for each in finished) or (growing is not None and now is None):
        return None
    return PenUpdate(update, tuple(each for each in finished if each is not None), now)


def _stroke(message: object) -> PenStroke | None:
    if not isinstance(message, dict):
        return None
    number, load, width, points = (message.get(n) for n in ("number", "load", "width", "points"))
    if not _is_count(number) or not _is_count(load, 0):
        return None
    if not _is_size(width, _WIDEST) or width <= 0:
        return None
    if not isinstance(points, list) or not 1 <= len(points) <= MOST_POINTS:
        return None
    for point in points:
        if not isinstance(point, list) or len(point) != 2:
            return None
        if not all(_is_size(value, _FARTHEST) for value in point):
            return None
    stroke = brushed([(float(x), float(y)) for x, y in points], float(width))
    return PenStroke(number, stroke, load)


def _is_count(value: object, least: int = 1) -> TypeGuard[int]:
    return type(value) is int and least <= value < 2**53


def _is_size(value: object, most: float) -> TypeGuard[float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -most <= value <= most  # which infinite and undefined numbers are not
    )
