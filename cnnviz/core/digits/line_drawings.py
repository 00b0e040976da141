"""Drawings made of a few lines, each in as many variants as hands would make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke

Points = NDArray[np.float64]

BRUSH = (14.0, 26.0)
# Of the canvas, the longer side.
SIZE = (0.4, 0.9)


def line_drawings(
    notations: Mapping[str, str], variants: int, seed: int
) -> Iterator[tuple[str, list[Stroke]]]:
    """Each drawing so often, slanted, turned and stretched as by hands, with its name.

    Parameters
    ----------
    notations : mapping of str to str
        Lines, with "|" in between, of points "x,y" in hundredths, y down; "x,y,r" is a circle.
    variants, seed : int

    Yields
    ------
    (str, list of Stroke)
        Strokes on the canvas, of 40 to 90 % of it, with a brush of 14 to 26 pixels.
    """
    rng = np.random.default_rng(seed)
    for kind, notation in notations.items():
        for _ in range(variants):
            lines = [_line(part, rng) for part in notation.split("|")]
            yield kind, placed(skewed(lines, rng), rng)


def _line(notation: str, rng: np.random.Generator) -> Points:
    words = [[float(number) / 100 for number in word.split(",")] for word in notation.split()]
    if len(words) == 1:
        x, y, radius = words[0]
        angle = np.linspace(0, 2 * np.pi, 40)
        return np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    return np.array(words) + rng.normal(0, 0.02, (len(words), 2))


def skewed(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """Slanted, turned and stretched a little, as by a hand."""
    angle, slant = rng.uniform(-0.15, 0.15), rng.uniform(-0.2, 0.2)
    stretch = rng.uniform(0.8, 1.25)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [line @ np.array([[stretch, 0], [slant, 1]]) @ turn for line in lines]


def placed(
    lines: list[Points], rng: np.random.Generator, hole: tuple[float, float] | None = None
) -> list[Stroke]:
    """Lines as strokes somewhere on the canvas.

    Parameters
    ----------
    lines : list of arrays (points, 2)
        In a square of side 1, y down.
    rng : numpy Generator
    hole : (float, float), optional
        Of a ring that shall be no zero: from and to, how wide its hole is beside the ring.
    """
    points = np.concatenate(lines)
    width, span = rng.uniform(*BRUSH), np.ptp(points, axis=0)
    side = rng.uniform(*SIZE) * CANVAS_SIZE
    if hole is not None:
        share = rng.uniform(*hole)
        side = width * (1 + share) / (1 - share)
    scale = min(side, CANVAS_SIZE - width) / max(float(span.max()), 0.01)
    room = np.maximum(CANVAS_SIZE - width - span * scale, 0)
    offset = rng.uniform(0, room) + width / 2 - points.min(axis=0) * scale
    return [
        Stroke(tuple((float(x), float(y)) for x, y in line * scale + offset), width)
        for line in lines
    ]
