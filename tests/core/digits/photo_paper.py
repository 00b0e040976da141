"""What a digit is written on and with, for photographs that are made up: paper, boards and pens.

Lengths are millimetres on the paper; a picture says how many of its pixels a millimetre takes.
Colours are reflectances, red, green and blue in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Plane = NDArray[np.float32]
Lines = Sequence[NDArray[np.float32]]
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Tool:
    """A pen: line width and digit height in millimetres, how dense its ink is, its colours."""

    name: str
    nib: tuple[float, float]
    height: tuple[float, float]
    density: tuple[float, float]
    colours: tuple[Colour, ...]
    grain: float = 0.0  # how much of the line its texture takes away


BLUE, BLACK = (0.10, 0.16, 0.50), (0.10, 0.10, 0.12)
RED, GREEN = (0.72, 0.10, 0.13), (0.06, 0.40, 0.20)
VIOLET, BROWN = (0.36, 0.12, 0.45), (0.38, 0.22, 0.12)

TOOLS = {
    "ballpoint": Tool(
        "ballpoint",
        (0.45, 0.9),
        (7, 45),
        (0.70, 0.95),
        (BLUE, BLUE, BLUE, BLACK, BLACK, RED, GREEN),
        0.15,
    ),
    "pencil": Tool("pencil", (0.5, 1.0), (7, 45), (0.45, 0.80), ((0.25, 0.25, 0.27),), 0.4),
    "felt pen": Tool(
        "felt pen",
        (1.0, 2.2),
        (12, 70),
        (0.8, 0.97),
        (BLACK, BLUE, RED, GREEN, VIOLET, BROWN),
        0.05,
    ),
    "marker": Tool("marker", (2.5, 6.0), (25, 120), (0.85, 1.0), (BLACK, BLACK, BLUE, RED, GREEN)),
    "board marker": Tool(
        "board marker", (2.5, 6.0), (60, 200), (0.7, 0.97), (BLACK, BLACK, BLUE, RED, GREEN), 0.15
    ),
    "chalk": Tool(
        "chalk",
        (6.0, 13.0),
        (70, 250),
        (0.6, 0.95),
        ((0.9, 0.9, 0.88), (0.9, 0.9, 0.88), (0.92, 0.86, 0.5), (0.9, 0.65, 0.65)),
        0.5,
    ),
}
# Surface: how often, and the tools used on it (a name twice is used twice as often).
_PAPER_TOOLS = ("ballpoint", "ballpoint", "pencil", "felt pen", "marker")
SURFACES: dict[str, tuple[float, tuple[str, ...]]] = {
    "plain paper": (0.28, _PAPER_TOOLS),
    "squared paper": (0.24, _PAPER_TOOLS),
    "ruled paper": (0.22, _PAPER_TOOLS),
    "blackboard": (0.13, ("chalk",)),
    "whiteboard": (0.13, ("board marker",)),
}


def bare_surface(
    name: str, shape: tuple[int, int], scale: float, rng: np.random.Generator
) -> Plane:
    """The surface before anybody wrote on it, (H, W, 3); `scale` in pixels a millimetre."""
    if name == "blackboard":
        base = np.array(
            [(0.10, 0.20, 0.15), (0.09, 0.10, 0.10), (0.14, 0.17, 0.18)][rng.integers(3)]
        )
        wiped = smooth_noise(shape, max(shape) / 12, rng) * rng.uniform(0, 0.05)
        return np.clip(base + wiped[..., None] + 0.01 * grain(shape, rng)[..., None], 0, 1)
    if name == "whiteboard":
        smear = smooth_noise(shape, max(shape) / 15, rng) * rng.uniform(0, 0.03)
        return np.float32(rng.uniform(0.86, 0.96)) - np.abs(smear)[..., None] * np.ones(3)
    warmth = rng.uniform(0, 0.10) * rng.random()
    base = rng.uniform(0.82, 0.97) * np.array([1, 1 - 0.4 * warmth, 1 - warmth])
    paper = np.ones((*shape, 3), np.float32) * base.astype(np.float32)
    paper *= (1 + rng.uniform(0.003, 0.02) * grain(shape, rng))[..., None]
    if rng.random() < 0.2:  # crumpled once
        paper *= (1 + rng.uniform(0.02, 0.06) * smooth_noise(shape, max(shape) / 18, rng))[
            ..., None
        ]
    if name == "squared paper":
        _rule(paper, rng.choice([4.0, 5.0, 5.0, 6.35]), scale, rng, both_ways=True)
    elif name == "ruled paper":
        _rule(paper, rng.uniform(6.5, 9.5), scale, rng, both_ways=False)
    return np.clip(paper, 0, 1)


def _rule(
    paper: Plane, pitch: float, scale: float, rng: np.random.Generator, *, both_ways: bool
) -> None:
    """Print lines on it, `pitch` millimetres apart."""
    colour = np.array(
        [(0.45, 0.60, 0.85), (0.55, 0.55, 0.60), (0.60, 0.50, 0.75), (0.45, 0.70, 0.65)][
            rng.integers(4)
        ],
        np.float32,
    )
    strength, width = rng.uniform(0.35, 0.95), rng.uniform(0.15, 0.3) * scale
    for axis in (0, 1) if both_ways else (0,):
        place = np.arange(paper.shape[axis]) + rng.uniform(0, pitch * scale)
        off = np.abs((place + pitch * scale / 2) % (pitch * scale) - pitch * scale / 2)
        # A line thinner than a pixel takes its share of it.
        cover = strength * np.clip(width / 2 + 0.5 - off, 0, min(1.0, width))
        shown = (1 - cover[:, None] * (1 - colour)).astype(np.float32)
        paper *= shown[:, None, :] if axis == 0 else shown[None, :, :]
    if not both_ways and rng.random() < 0.4:  # the red margin
        at, width = rng.uniform(0.05, 0.25) * paper.shape[1], max(0.3 * scale, 1)
        cover = 0.7 * np.clip(width / 2 + 0.5 - np.abs(np.arange(paper.shape[1]) - at), 0, 1)
        paper *= 1 - cover[None, :, None].astype(np.float32) * np.float32([0.1, 0.55, 0.5])


def write(
    surface: Plane,
    lines: Lines,
    tool: Tool,
    nib: float,
    colour: Colour,
    rng: np.random.Generator,
) -> None:
    """Draw lines (points x, y in pixels) on a surface with a pen `nib` pixels wide."""
    cover = line_coverage(surface.shape[:2], lines, nib, rng)
    if cover is None:
        return
    (top, left), alpha = cover
    box = slice(top, top + alpha.shape[0]), slice(left, left + alpha.shape[1])
    if tool.grain:
        tooth = ndimage.gaussian_filter(grain(alpha.shape, rng), max(0.6, nib / 25))
        tooth /= max(float(tooth.std()), 1e-6)
        alpha = alpha * np.clip(1 - tool.grain * (0.35 + 0.45 * tooth), 0, 1)
    alpha = (alpha * rng.uniform(*tool.density))[..., None].astype(np.float32)
    if tool.name == "chalk":
        surface[box] = surface[box] * (1 - alpha) + np.float32(colour) * alpha
    else:  # ink lets the paper through
        surface[box] *= 1 - alpha * (1 - np.float32(colour))


def line_coverage(
    shape: tuple[int, ...], lines: Lines, nib: float, rng: np.random.Generator
) -> tuple[tuple[int, int], Plane] | None:
    """Corner (row, column) and the share of each pixel that is covered; None if all is outside.

    The width varies along the line by a sixth, as pressure does; now and then ink skips.
    """
    points = np.concatenate(list(lines))
    low = np.maximum(np.floor(points.min(0) - nib - 2), 0).astype(int)
    high = np.minimum(np.ceil(points.max(0) + nib + 2), (shape[1], shape[0])).astype(int)
    if (high <= low).any():
        return None
    size = int(high[1] - low[1]), int(high[0] - low[0])
    alpha = np.zeros(size, np.float32)
    for line in lines:
        inside = [(x - low[0], y - low[1]) for x, y in line]
        radii = nib / 2 * (1 + 0.16 * np.sin(np.linspace(*rng.uniform(0, 9, 2), len(inside))))
        skip = rng.integers(len(inside)) if rng.random() < 0.1 else -1
        if len(inside) == 1:
            inside, radii = inside * 2, np.repeat(radii, 2)
        for index, (start, end) in enumerate(pairwise(inside)):
            if index != skip or len(inside) < 8:
                _segment(alpha, start, end, float(radii[index]))
    return (int(low[1]), int(low[0])), alpha


def _segment(
    alpha: Plane, start: tuple[float, float], end: tuple[float, float], radius: float
) -> None:
    (x0, y0), (x1, y1) = start, end
    top, bottom = int(max(min(y0, y1) - radius - 1, 0)), int(max(y0, y1) + radius + 2)
    left, right = int(max(min(x0, x1) - radius - 1, 0)), int(max(x0, x1) + radius + 2)
    patch = alpha[top:bottom, left:right]
    if not patch.size:
        return
    x = np.arange(left, left + patch.shape[1], dtype=np.float32)[None, :] + 0.5 - x0
    y = np.arange(top, top + patch.shape[0], dtype=np.float32)[:, None] + 0.5 - y0
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else 0.0
    distance = np.hypot(x - along * dx, y - along * dy)
    # A line thinner than a pixel covers it in part.
    np.maximum(patch, np.clip(radius + 0.5 - distance, 0, min(1.0, 2 * radius)), out=patch)


def grain(shape: tuple[int, ...], rng: np.random.Generator) -> Plane:
    """Noise of a pixel's size, standard deviation 1."""
    return rng.standard_normal(shape, np.float32)


def smooth_noise(shape: tuple[int, int], size: float, rng: np.random.Generator) -> Plane:
    """Noise of lumps of about `size` pixels, standard deviation about 1."""
    coarse = max(2, round(shape[0] / size)), max(2, round(shape[1] / size))
    lumps = rng.standard_normal(coarse).astype(np.float32)
    zoom = shape[0] / coarse[0], shape[1] / coarse[1]
    spread = ndimage.zoom(lumps, zoom, order=1, grid_mode=True, mode="nearest")
    smooth = ndimage.uniform_filter(spread, int(size))
    return np.resize(smooth, shape) if smooth.shape != shape else smooth
