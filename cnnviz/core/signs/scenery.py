"""What is behind a sign: sky, trees, houses, streets, and shop boards as colourful as signs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Colour = tuple[int, ...]
_Paint = Callable[[ImageDraw.ImageDraw, int, np.random.Generator], None]


def random_scene(size: int, lamps: bool, rng: np.random.Generator) -> Image.Image:
    """A picture (size, size) of somewhere, in plain light.

    Parameters
    ----------
    size : int
    lamps : bool
        Whether lamps and lit windows shine in it, for dusk and night.
    rng : numpy Generator
    """
    picture = _gradient(size, rng)
    draw = ImageDraw.Draw(picture, "RGBA")
    _SCENES[int(rng.choice(len(_SCENES), p=_OFTEN))](draw, size, rng)
    if rng.random() < 0.35:
        _boards(draw, size, rng)
    if lamps:
        _lamps(draw, size, rng)
    return picture


def some(rng: np.random.Generator, low: Colour, high: Colour) -> Colour:
    """A colour between two, every part by itself; a fourth part is its opacity."""
    return tuple(rng.integers(np.array(low), np.array(high) + 1).tolist())


def _gradient(size: int, rng: np.random.Generator) -> Image.Image:
    """Sky: blue, grey or hazy, lighter towards the horizon."""
    skies = (((60, 120, 190), (170, 205, 235)), ((150, 160, 170), (205, 208, 210)),
             ((105, 150, 200), (235, 225, 205)))  # fmt: skip
    ends = np.array(skies[int(rng.integers(len(skies)))]) + rng.normal(0, 12, (2, 3))
    height = np.linspace(0, 1, size)[:, None, None]
    rows = ends[0] * (1 - height) + ends[1] * height
    pixels = np.broadcast_to(rows.clip(0, 255), (size, size, 3)).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(pixels))


def ellipse(
    draw: ImageDraw.ImageDraw, x: float, y: float, rx: float, ry: float, fill: Colour
) -> None:
    """An ellipse around (x, y)."""
    draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)


def _clouds(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    for x, y in rng.uniform(0, size, (int(rng.integers(0, 7)), 2)):
        rx, ry = rng.uniform(0.1, 0.35) * size, rng.uniform(0.04, 0.12) * size
        ellipse(draw, x, y, rx, ry, some(rng, (225, 225, 225, 90), (255, 255, 255, 200)))


def _tree_line(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    top = rng.uniform(0.3, 0.9) * size
    draw.rectangle((0, int(top), size, size), fill=some(rng, (30, 50, 20), (60, 85, 50)))
    autumn = rng.random() < 0.25
    for x in rng.uniform(0, size, int(rng.integers(6, 16))):
        radius = rng.uniform(0.05, 0.16) * size
        ellipse(draw, x, top + rng.normal(0, 3), radius, radius, _leaf(rng, autumn))


def _leaf(rng: np.random.Generator, autumn: bool) -> Colour:
    if autumn and rng.random() < 0.6:
        return some(rng, (130, 50, 10), (225, 150, 40))
    return some(rng, (25, 55, 15), (100, 150, 70))


def _sky(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    _clouds(draw, size, rng)
    if rng.random() < 0.7:
        _tree_line(draw, size, rng)


def _foliage(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    draw.rectangle((0, 0, size, size), fill=some(rng, (20, 40, 15), (60, 85, 50)))
    autumn = rng.random() < 0.3
    places, radii = rng.uniform(0, size, (45, 2)), rng.uniform(0.02, 0.13, (45, 2)) * size
    for (x, y), (rx, ry) in zip(places, radii, strict=True):
        ellipse(draw, x, y, rx, ry, _leaf(rng, autumn))


_WALLS: tuple[tuple[Colour, Colour], ...] = (
    ((150, 135, 110), (225, 215, 195)),
    ((120, 55, 40), (175, 95, 75)),
    ((95, 95, 95), (190, 190, 190)),
)


def _house(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    """A wall with rows of windows, sometimes of bricks."""
    low, high = _WALLS[int(rng.integers(len(_WALLS)))]
    top = rng.uniform(-0.3, 0.4) * size
    draw.rectangle((0, max(0, int(top)), size, size), fill=some(rng, low, high))
    if rng.random() < 0.5:
        step, line = (
            size * rng.uniform(0.05, 0.1),
            some(rng, (90, 80, 70, 90), (210, 200, 190, 140)),
        )
        for y in np.arange(top, size, step):
            draw.line((0, y, size, y), fill=line)
    across, down = rng.uniform(0.22, 0.5, 2) * size
    glass = some(rng, (30, 40, 50), (120, 145, 170))
    frame = some(rng, (60, 40, 30), (245, 240, 235))
    shift = rng.uniform(0, across)
    for y in np.arange(max(top, 0) + down * 0.3, size, down):
        for x in np.arange(shift - across, size, across):
            draw.rectangle((x, y, x + across * 0.5, y + down * 0.6), fill=glass, outline=frame)


def _street(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    """Fronts of houses, a road that narrows, and cars."""
    horizon = rng.uniform(0.4, 0.65) * size
    x = 0.0
    while x < size:
        width = rng.uniform(0.12, 0.4) * size
        top = rng.uniform(-0.1, 0.8) * horizon
        wall = some(rng, (90, 75, 65), (220, 205, 190))
        draw.rectangle((x, top, x + width, horizon), fill=wall)
        x += width
    draw.rectangle((0, horizon, size, size), fill=some(rng, (110, 110, 105), (165, 160, 155)))
    middle = rng.uniform(0.2, 0.8) * size
    road = [middle - 3, horizon, middle + 3, horizon, middle + size, size, middle - size, size]
    draw.polygon(road, fill=some(rng, (60, 60, 62), (105, 105, 108)))
    for left in rng.uniform(-0.1, 0.9, int(rng.integers(0, 3))) * size:
        width, y = rng.uniform(0.15, 0.35) * size, horizon + rng.uniform(0, 0.2) * size
        colour = some(rng, (20, 20, 20), (220, 220, 220))
        draw.rounded_rectangle((left, y, left + width, y + width * 0.45), width * 0.1, fill=colour)


_SCENES: tuple[_Paint, ...] = (_sky, _foliage, _house, _street)
_OFTEN = (0.3, 0.24, 0.23, 0.23)


def _boards(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    """Shop boards and awnings in any vivid colour: colour alone tells nothing of a sign."""
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(-0.2, 0.9, 2) * size
        width, height = rng.uniform(0.12, 0.5) * size, rng.uniform(0.08, 0.3) * size
        vivid = [int(v) for v in rng.permutation(rng.integers((0, 40, 200), (70, 200, 220)))]
        if rng.random() < 0.5:
            draw.rectangle((x, y, x + width, y + height), fill=tuple(vivid))
        else:
            draw.ellipse((x, y, x + height, y + height), fill=tuple(vivid))


def _lamps(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    """Lamps and lit windows; brighter than white, since the scene is darkened later."""
    for x, y in rng.uniform(0, size, (int(rng.integers(1, 9)), 2)):
        radius = rng.uniform(0.015, 0.07) * size
        ellipse(draw, x, y, radius, radius, some(rng, (235, 190, 90, 200), (255, 245, 230, 255)))


def to_floats(picture: Image.Image) -> NDArray[np.float32]:
    """Pixels (H, W, 3) as floats, 0 to 255."""
    return np.asarray(picture, np.float32)
