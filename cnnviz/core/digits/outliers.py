"""Pictures of no digit, made at random: what a network is to be unsure of.

Lines, curves, arcs and hatching thrown together, two lines with bars between them, dented outlines,
digits written side by side or across each other, and, where they are asked for, letters, signs and
things of other kinds than those by which networks are judged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.hands import written_by_another
from cnnviz.core.digits.known_drawings import KNOWN_DRAWINGS
from cnnviz.core.digits.line_drawings import line_drawings
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke, draw_strokes

Points = NDArray[np.float64]

# As many of them as of the digits are drawn by other hands, as thick and as thin: it is to be the
# drawing that tells them from a digit, not its line. As shares of the longer side.
_BY_OTHERS, _WIDTHS = 0.7, (0.02, 0.25)
# A drawing that is fewer brushes wide is a blot.
_BRUSHES = 4
# The part of the marks that are figures drawn with care: barred lines, and symmetric outlines.
_FIGURES = 0.25


def non_digit_pictures(
    marks: int,
    pairs: int,
    digits: NDArray[np.uint8],
    rng: np.random.Generator,
    variants: int = 0,
) -> NDArray[np.uint8]:
    """Random marks, and pairs of these digits, as the networks see them.

    Parameters
    ----------
    marks, pairs : int
    digits : uint8 array (N, 28, 28)
    rng : numpy Generator
    variants : int
        How often each of `KNOWN_DRAWINGS` is drawn, too.

    Returns
    -------
    uint8 array (marks + pairs + variants * drawings, 28, 28)
    """
    drawings = line_drawings(KNOWN_DRAWINGS, variants, int(rng.integers(2**31)) if variants else 0)
    pictures = [_picture(_by_any_hand(strokes, rng)) for _, strokes in drawings]
    pictures += [_picture(_by_any_hand(random_mark(rng), rng)) for _ in range(marks)]
    pictures += [_two_digits(digits, rng) for _ in range(pairs)]
    return np.stack(pictures)


def _by_any_hand(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """As they are, or with another brush by another hand."""
    points = np.concatenate([np.array(stroke.points) for stroke in strokes])
    side = float(np.ptp(points, axis=0).max())
    # What a brush fills stays what it is.
    if rng.random() >= _BY_OTHERS or side < _BRUSHES * strokes[0].width:
        return strokes
    width = rng.uniform(*_WIDTHS) * side
    return written_by_another([Stroke(stroke.points, width) for stroke in strokes], rng)


def random_mark(rng: np.random.Generator) -> list[Stroke]:
    """Up to five random pieces, one in four times mirrored, with a brush of 14 to 30 pixels."""
    width = rng.uniform(14, 30)
    size = rng.uniform(0.4, 0.9) * CANVAS_SIZE
    if rng.random() < _FIGURES:
        lines = (_barred if rng.random() < 0.6 else _lobes)(rng)
        turn = rng.normal(0, 0.15)
        slant = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        return _placed([line @ slant for line in lines], size, width)
    shapes = rng.choice(len(_PIECES), int(rng.choice([1, 1, 2, 2, 3, 3, 4, 5])), p=_OFTEN)
    lines = [line for shape in shapes for line in _PIECES[shape](rng)]
    if len(lines) == 1 and _PIECES[shapes[0]] is _arc:
        # A large closed arc is a zero, if it is not a seal: so round, and with so small a hole.
        lines, size = [_ellipse(1.0, 0.5, 0.5)], width * rng.uniform(0.2, 2.9)
    elif len(lines) == 1 and len(lines[0]) < 4:
        lines += _polyline(rng)  # one straight line would be a one
    elif rng.random() < 0.08:
        size = width * rng.uniform(0, 4)  # so small that the brush fills it
    if rng.random() < 0.25:
        axis = rng.choice([0.5, lines[0][:, 0].max()])
        lines += [line * (-1, 1) + (2 * axis, 0) for line in lines]
    return _placed(lines, size, width)


def _placed(lines: list[Points], size: float, width: float) -> list[Stroke]:
    """Lines as strokes in the middle of the canvas, the longer side so many pixels."""
    points = np.concatenate(lines)
    span = np.ptp(points, axis=0)
    scale = min(size, CANVAS_SIZE - width) / max(float(span.max()), 0.01)
    offset = (CANVAS_SIZE - span * scale) / 2 - points.min(axis=0) * scale
    placed = [line * scale + offset for line in lines]
    return [Stroke(tuple((float(x), float(y)) for x, y in line), width) for line in placed]


def _corners(rng: np.random.Generator, count: int) -> Points:
    """Random points, mostly on a coarse grid: what people draw has corners that meet."""
    if rng.random() < 0.35:
        return rng.uniform(0, 1, (count, 2))
    places = rng.integers(2, 5)
    on_grid = rng.integers(0, places, (count, 2)) / (places - 1)
    return np.asarray(on_grid * rng.uniform(0.6, 1, 2) + rng.normal(0, 0.03, (count, 2)))


def _polyline(rng: np.random.Generator) -> list[Points]:
    return [_corners(rng, int(rng.integers(2, 6)))]


def _curve(rng: np.random.Generator) -> list[Points]:
    """A curve along random points, its corners cut three times (Chaikin's algorithm)."""
    line = _corners(rng, int(rng.integers(4, 11)))
    for _ in range(3):
        quarters = np.stack([line[:-1] * 3 + line[1:], line[:-1] + line[1:] * 3], axis=1) / 4
        line = np.concatenate([line[:1], quarters.reshape(-1, 2), line[-1:]])
    return [line]


def _ellipse(turns: float, x_radius: float, y_radius: float, start: float = 0.0) -> Points:
    angle = start + 2 * np.pi * np.linspace(0, turns, 40)
    return np.column_stack([np.cos(angle) * x_radius, np.sin(angle) * y_radius])


def _arc(rng: np.random.Generator) -> list[Points]:
    turns = 1.0 if rng.random() < 0.5 else rng.uniform(0.3, 1)
    x_radius, y_radius = rng.uniform(0.1, 0.5, 2)
    if rng.random() < 0.5:
        y_radius = x_radius
    return [rng.uniform(0.2, 0.8, 2) + _ellipse(turns, x_radius, y_radius, rng.uniform(0, 6.28))]


def _hatching(rng: np.random.Generator) -> list[Points]:
    """Parallel lines, apart or joined to a zigzag; often so dense that they fill an area."""
    step, along = (vector / np.hypot(*vector) for vector in rng.normal(0, 1, (2, 2)))
    starts = np.linspace(0, rng.uniform(0.5, 1.2), int(rng.integers(3, 9)))[:, None] * step
    lines = [np.stack([start, start + along]) + rng.normal(0, 0.03, (2, 2)) for start in starts]
    if rng.random() < 0.5:
        return lines
    return [np.concatenate([line[:: 1 - 2 * (i % 2)] for i, line in enumerate(lines)])]


def _barred(rng: np.random.Generator) -> list[Points]:
    """Two long lines apart, or meeting at an end, and bars between them."""
    ends = [(0.0, 0.0), (0.15, 0.0), (0.35, 0.0), (0.5, 0.0)]  # as far from the sides
    top, bottom = ends[rng.choice(4, p=[0.35, 0.1, 0.15, 0.4])][:: int(rng.choice([-1, 1]))]
    left = np.array([[top, 0.0], [bottom, 1.0]])
    right = np.array([[1 - top, 0.0], [1 - bottom, 1.0]])
    lies = rng.random() < 0.15
    bars = []
    for _ in range(int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))):
        begin, end = rng.uniform(0.2, 0.9, 2)
        if lies or rng.random() < 0.75:  # lying with a slanted bar it would be a two
            end = begin
        places = [
            line[0] + part * (line[1] - line[0]) for line, part in ((left, begin), (right, end))
        ]
        bars.append(np.stack(places))
    size = np.array([rng.uniform(0.6, 1.0), 1.0])
    lines = [line * size + rng.normal(0, 0.03, (2, 2)) for line in (left, right, *bars)]
    return [line[:, ::-1] for line in lines] if lies else lines


def _lobes(rng: np.random.Generator) -> list[Points]:
    """A closed outline with a dent, the same on both sides of the line through the dent."""
    along = np.linspace(0, 1, 7)
    out = rng.uniform(0.45, 0.75) * np.sin(np.pi * along ** rng.uniform(0.4, 1)) ** 0.7
    up = along.copy()
    up[0] += rng.uniform(0.25, 0.45)
    side = np.column_stack([out, up]) + rng.normal(0, 0.03, (7, 2))
    side[[0, -1], 0] = 0
    for _ in range(2):
        quarters = np.stack([side[:-1] * 3 + side[1:], side[:-1] + side[1:] * 3], axis=1) / 4
        side = np.concatenate([side[:1], quarters.reshape(-1, 2), side[-1:]])
    if rng.random() < 0.2:
        side[:, 1] *= -1
    return [np.concatenate([side, (side * (-1, 1))[::-1]])]


_Piece = Callable[[np.random.Generator], list[Points]]
_PIECES: tuple[_Piece, ...] = (_polyline, _curve, _arc, _hatching)
_OFTEN = (0.42, 0.23, 0.23, 0.12)


def _two_digits(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Two digits side by side, or one across another, (28, 28)."""
    first, second = images[rng.integers(len(images), size=2)]
    if rng.random() < 0.4:
        return np.asarray(np.maximum(first, np.rot90(second)))
    narrow = [digit[:, digit.any(axis=0)] for digit in (first, second)]
    gap = np.zeros((len(first), int(rng.integers(1, 7))), np.uint8)
    pair = np.kron(np.concatenate([narrow[0], gap, narrow[1]], axis=1), np.ones((4, 4), np.uint8))
    return prepare_digit(np.dstack([pair, pair, pair, np.full_like(pair, 255)])).picture


def _picture(strokes: list[Stroke]) -> NDArray[np.uint8]:
    return prepare_digit(draw_strokes(strokes)).picture
