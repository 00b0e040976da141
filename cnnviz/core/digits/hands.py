"""One recorded digit, written by many hands: strokes changed as hands differ.

Slant, turn, width and a bend of the whole; where its strokes lie, how large they are, where they
begin and end; along each the speed, a tremor and the pressure of the pen; now and then one that
breaks off for a moment, or is gone over a second time. All of it is done to the strokes, not to the
picture: the ink stays ink.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke

Points = NDArray[np.float64]

# Standard deviations: of the slant and of the turn, in radians; of the logarithm of the width.
_SLANT, _TURN, _STRETCH = 0.22, 0.12, 0.12
# Of a tremor and of a second go, as shares of the digit's height.
_TREMOR, _AGAIN_OFF = 0.012, 0.015
# Of what the whole is bent by in each direction, of how far each of several strokes lies from where
# it lay, as shares of the digit's height; and of the logarithm of such a stroke's size.
_BEND, _APART, _SIZES = 0.045, 0.03, 0.07
# How often a stroke begins later or ends sooner, and by what share of it at most.
_SHORTER, _SHORTER_BY = 0.3, 0.1
# How often a stroke breaks off, and is gone over again.
_BREAKS, _AGAIN = 0.06, 0.08
# How far the pen's width varies along a stroke, as a share of it.
_PRESSURE = 0.18
# Points of a piece of one width.
_PIECE = 6


def written_by_another(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """The same digit as another hand might have written it, on the same canvas.

    Parameters
    ----------
    strokes : list of Stroke
        As `place_on_canvas` gives them.
    rng : numpy Generator

    Returns
    -------
    list of Stroke
        More of them than before: each has one width.
    """
    lines = [_even(np.array(stroke.points, np.float64)) for stroke in strokes]
    every = np.concatenate(lines)
    span = np.maximum(np.ptp(every, axis=0), 1)
    middle, height = every.min(axis=0) + span / 2, float(span[1])
    hand, bend = _hand(rng), rng.normal(0, height * _BEND, (3, 3, 2))
    found: list[Stroke] = []
    for line, stroke in zip(lines, strokes, strict=True):
        drawn = _shortened(line, rng)
        drawn = drawn + _bent((drawn - every.min(axis=0)) / span, bend)
        if len(lines) > 1:
            drawn = _moved(drawn, height, rng)
        drawn = (drawn - middle) @ hand.T + middle
        drawn += height * _TREMOR * rng.uniform(0, 1) * _smooth(rng, len(drawn), 2)
        for piece in _broken(drawn, rng):
            found += _pressed(piece, stroke.width, rng)
            if rng.random() < _AGAIN:
                off = rng.normal(0, height * _AGAIN_OFF, 2)
                found += _pressed(piece + off, stroke.width, rng)
    return _within(found)


def _hand(rng: np.random.Generator) -> Points:
    """Slant, turn and width as one matrix (2, 2)."""
    slant, turn = rng.normal(0, _SLANT), rng.normal(0, _TURN)
    width = np.exp(rng.normal(0, _STRETCH))
    leaning = np.array([[width, -np.tan(np.clip(slant, -0.6, 0.6))], [0.0, 1.0]])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(turned @ leaning)


def _shortened(line: Points, rng: np.random.Generator) -> Points:
    """The line, or what is left of it where a hand begins later and ends sooner."""
    if len(line) < 12 or rng.random() >= _SHORTER:
        return line
    first, last = (int(len(line) * rng.uniform(0, _SHORTER_BY)) for _ in range(2))
    return np.asarray(line[first : len(line) - last])


def _bent(places: Points, bend: NDArray[np.float64]) -> Points:
    """What displacements (3, 3, 2) at the edges and in the middle come to in between, (n, 2).

    Along quadratic curves; places (n, 2) are from 0 to 1.
    """
    x, y = places.T
    across, down = (
        np.stack([(1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)]) for t in (x, y)
    )
    return np.asarray(np.einsum("in,jn,ijk->nk", down, across, bend))


def _moved(line: Points, height: float, rng: np.random.Generator) -> Points:
    """One of several strokes, not quite where it was, nor as large."""
    own = (line.min(axis=0) + line.max(axis=0)) / 2
    size, offset = np.exp(rng.normal(0, _SIZES)), rng.normal(0, height * _APART, 2)
    return np.asarray((line - own) * size + own + offset)


def _even(line: Points, step: float = 5.0) -> Points:
    """The line with points at even distances, so that speed and tremor have something to act on."""
    if len(line) < 2:
        return line
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    if along[-1] < step:
        return line
    places = np.linspace(0, along[-1], max(2, round(along[-1] / step) + 1))
    return np.column_stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)])


def _smooth(rng: np.random.Generator, count: int, columns: int) -> Points:
    """Slowly changing numbers (count, columns) of about unit size."""
    knots = max(2, count // 5)
    places = np.linspace(0, knots - 1, count)
    values = rng.normal(0, 1, (knots, columns))
    return np.column_stack(
        [np.interp(places, np.arange(knots), values[:, column]) for column in range(columns)]
    )


def _broken(line: Points, rng: np.random.Generator) -> list[Points]:
    """The line, or what a pen leaves of it that was off the paper for a moment."""
    if len(line) < 12 or rng.random() >= _BREAKS:
        return [line]
    gap = int(rng.integers(1, 4))
    at = int(rng.integers(4, len(line) - 4 - gap))
    return [line[:at], line[at + gap :]]


def _pressed(line: Points, width: float, rng: np.random.Generator) -> list[Stroke]:
    """The line in pieces, each with a width of its own; they overlap by a point."""
    if len(line) <= _PIECE:
        return [_stroke(line, width)]
    starts = range(0, len(line) - 1, _PIECE)
    pressure = 1 + _PRESSURE * rng.uniform(0, 1) * _smooth(rng, len(starts), 1)[:, 0]
    return [
        _stroke(line[start : start + _PIECE + 1], width * float(np.clip(share, 0.6, 1.5)))
        for start, share in zip(starts, pressure, strict=True)
    ]


def _stroke(line: Points, width: float) -> Stroke:
    return Stroke(tuple((float(x), float(y)) for x, y in line), width)


def _within(strokes: list[Stroke]) -> list[Stroke]:
    """Moved and, if need be, made smaller, so that all ink lies on the canvas."""
    every = np.concatenate([np.array(stroke.points) for stroke in strokes])
    edge = max(stroke.width for stroke in strokes) / 2
    low, high = every.min(axis=0) - edge, every.max(axis=0) + edge
    share = min(1.0, CANVAS_SIZE / max(float((high - low).max()), 1.0))
    moved = np.clip(low * share, 0, np.maximum(CANVAS_SIZE - (high - low) * share, 0)) - low * share
    return [
        Stroke(tuple((x * share + moved[0], y * share + moved[1]) for x, y in stroke.points), width)
        for stroke, width in ((stroke, stroke.width) for stroke in strokes)
    ]
