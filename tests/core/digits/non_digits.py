"""Drawings that are no digit, as strokes, each kind in as many variants as asked for.

A shape is a function of a random generator that returns lines in a square of side 1, y down;
`non_digit` then slants, turns and stretches it, and puts it somewhere on the canvas with a brush
of 14 to 26 pixels, as `place_on_canvas` does with pen digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.line_drawings import Points, placed, skewed
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke

Shape = Callable[[np.random.Generator], list[Points]]

HOLE = (0.2, 0.5)  # of a thick circle, as a part of its outer diameter

# Straight strokes between x,y in hundredths; letters that no hand makes into a digit.
_LETTERS = {
    "A": "0,100 40,0 80,100 | 15,65 65,65",
    "E": "0,0 0,100 | 0,0 60,0 | 0,50 50,50 | 0,100 60,100",
    "F": "0,0 0,100 | 0,0 60,0 | 0,48 50,48",
    "H": "0,0 0,100 | 70,0 70,100 | 0,50 70,50",
    "K": "0,0 0,100 | 65,0 0,55 | 20,40 70,100",
    "M": "0,100 10,0 50,70 90,0 100,100",
    "N": "0,100 0,0 70,100 70,0",
    "R": "0,0 0,100 | 0,0 40,2 60,15 60,32 40,48 0,50 | 25,50 65,100",
    "W": "0,0 25,100 50,25 75,100 100,0",
    "X": "0,0 70,100 | 70,0 0,100",
}


def _lines(notation: str) -> list[Points]:
    return [
        np.array([[float(number) / 100 for number in word.split(",")] for word in part.split()])
        for part in notation.split("|")
    ]


def _jitter(line: Points, rng: np.random.Generator, amount: float = 0.02) -> Points:
    return line + rng.normal(0, amount, line.shape)


def _letter(notation: str) -> Shape:
    return lambda rng: [_jitter(line, rng) for line in _lines(notation)]


def _circle(radius: float = 0.5, start: float = 0.0, turns: float = 1.0, count: int = 60) -> Points:
    angle = start + np.linspace(0, 2 * np.pi * turns, count)
    return 0.5 + radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _zigzag(rng: np.random.Generator) -> list[Points]:
    count = int(rng.integers(6, 12))
    x = np.linspace(0, rng.uniform(0.7, 1.2), count)
    return [_jitter(np.column_stack([x, np.arange(count) % 2 * rng.uniform(0.6, 1)]), rng, 0.05)]


def _random_walk(rng: np.random.Generator) -> list[Points]:
    heading = np.cumsum(rng.normal(0, 0.9, 70))
    walk = np.cumsum(np.column_stack([np.cos(heading), np.sin(heading)]), axis=0)
    # Turned back at the walls of a square, so that it crosses itself instead of walking away.
    wall = rng.uniform(4, 6)
    return [np.abs((walk / wall + 0.5) % 2 - 1)]


def _spiral(rng: np.random.Generator) -> list[Points]:
    turns = rng.uniform(2.5, 4)
    line = _circle(0.5, rng.uniform(0, 6.28), turns * rng.choice([-1, 1]), 120)
    return [0.5 + (line - 0.5) * np.linspace(0.05, 1, 120)[:, None]]


def _hatching(rng: np.random.Generator) -> list[Points]:
    place = np.linspace(0, 1, int(rng.integers(4, 7)))
    down = [_jitter(np.array([[x, 0], [x, 1]]), rng, 0.03) for x in place]
    across = [_jitter(np.array([[0, y], [1, y]]), rng, 0.03) for y in place]
    return down if rng.random() < 0.4 else down + across


def _filled_square(rng: np.random.Generator) -> list[Points]:
    return [np.array([[0, y], [1, y]]) for y in np.linspace(0, 1, 30)]


def _thick_circle(rng: np.random.Generator) -> list[Points]:
    return [_circle()]


def _dot(rng: np.random.Generator) -> list[Points]:
    return [np.array([[0.5, 0.5]])]


def _two_digits(rng: np.random.Generator) -> list[Points]:
    left, right = rng.choice(len(EXAMPLE_DIGITS), 2)
    lines, edge = [], 0.0
    for chosen in (left, right):
        strokes = [
            np.array(stroke.points) / CANVAS_SIZE for stroke in EXAMPLE_DIGITS[chosen].strokes
        ]
        start, end = (f(np.concatenate(strokes)[:, 0]) for f in (np.min, np.max))
        lines += [stroke + np.array([edge - start, 0]) for stroke in strokes]
        edge += end - start + rng.uniform(0.12, 0.3)
    return lines


def _heart(rng: np.random.Generator) -> list[Points]:
    t = np.linspace(0, 2 * np.pi, 60)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return [np.column_stack([16 * np.sin(t) ** 3, -y]) / 32]


def _star(rng: np.random.Generator) -> list[Points]:
    corners = _circle(count=6)[[0, 2, 4, 1, 3, 0]]
    return [_jitter(corners[:, ::-1], rng)]


def _house(rng: np.random.Generator) -> list[Points]:
    walls = "0,100 0,45 50,0 100,45 100,100 0,100"
    extra = rng.choice(
        ["0,45 100,45", "40,100 40,70 60,70 60,100", "30,60 55,60 55,80 30,80 30,60"]
    )
    return [_jitter(line, rng) for line in _lines(f"{walls} | {extra}")]


def _smiley(rng: np.random.Generator) -> list[Points]:
    mouth = 0.5 + (_circle(0.28, 0.4, 0.37, 20) - 0.5)
    eyes = [np.array([[x, 0.35], [x, rng.uniform(0.36, 0.42)]]) for x in (0.35, 0.65)]
    return [_circle(), mouth, *eyes]


def _triangle(rng: np.random.Generator) -> list[Points]:
    line = _lines("0,85 50,0 100,85 0,85")[0]
    return [_jitter(line, rng)]


SHAPES: dict[str, Shape] = {
    "zigzag": _zigzag,
    "random walk": _random_walk,
    "spiral": _spiral,
    "hatching": _hatching,
    **{f"letter {name}": _letter(notation) for name, notation in _LETTERS.items()},
    "filled square": _filled_square,
    "thick circle": _thick_circle,
    "dot": _dot,
    "two digits": _two_digits,
    "heart": _heart,
    "star": _star,
    "house": _house,
    "smiley": _smiley,
    "triangle": _triangle,
}
# What a slant or a stretch would make into something else.
_RIGID = ("thick circle", "dot")


def non_digit(kind: str, rng: np.random.Generator) -> list[Stroke]:
    """One drawing of a kind of `SHAPES`, somewhere on the canvas."""
    lines = SHAPES[kind](rng)
    return placed(
        lines if kind in _RIGID else skewed(lines, rng),
        rng,
        HOLE if kind == "thick circle" else None,
    )


def non_digits(count: int, seed: int) -> Iterator[tuple[str, list[Stroke]]]:
    """Yield `count` drawings of each kind, with the kind's name."""
    rng = np.random.default_rng(seed)
    for kind in SHAPES:
        for _ in range(count):
            yield kind, non_digit(kind, rng)
