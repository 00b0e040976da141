"""Photographs of handwritten digits as a phone might take them, made from strokes and a seed.

One digit is meant: the whole one, somewhere about the middle. Round it may be what real pictures
have: the lines of the paper, parts of other digits, the table, a thumb, a shadow. How things are
made up was settled before the code that reads them was tuned, and is not to follow it.
`HELD_OUT_SEED` is for reporting only.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from tests.core.digits.photo_paper import (
    SURFACES,
    TOOLS,
    Colour,
    Lines,
    Plane,
    Tool,
    bare_surface,
    grain,
    smooth_noise,
    write,
)

DEVELOPMENT_SEED = 1
HELD_OUT_SEED = 20_26
_MARGIN = 0.12  # of the plane beyond the picture on each side, for the camera to turn in
# Pixels on the longer side, and how often.
_SIZES = {640: 0.3, 1000: 0.12, 1280: 0.25, 1600: 0.2, 2048: 0.1, 4032: 0.03}
LEAST_LINE = 1.5  # pixels: of a thinner line nobody would take a photograph


@dataclass(frozen=True)
class Photograph:
    """A picture file of a digit.

    Attributes
    ----------
    label : int
    content : bytes
        JPEG.
    conditions : dict of str to str
        Surface, tool, size of the digit, other marks, shadow, blur, longer side.
    """

    label: int
    content: bytes
    conditions: dict[str, str]


@dataclass(frozen=True)
class _Setting:
    """What was decided before drawing: the picture's and the plane's size, the digit's place."""

    picture: tuple[int, int]
    plane: tuple[int, int]
    surface: str
    tool: Tool
    colour: Colour
    nib: float  # pixels
    scale: float  # pixels a millimetre
    height: float  # pixels
    digit: Lines
    box: tuple[float, float, float, float]  # left, top, right, bottom


def take_photograph(
    label: int,
    lines: Lines,
    others: Sequence[Lines],
    rng: np.random.Generator,
    longer_side: int | None = None,
) -> Photograph:
    """One photograph.

    Parameters
    ----------
    label : int
    lines : sequence of arrays (n, 2)
        The digit's strokes, x to the right, y down, in any unit.
    others : sequence of such
        Digits of which parts may stand at the edge.
    rng : numpy Generator
    longer_side : int, optional
        In pixels; drawn by lot without it.
    """
    setting = _settle(lines, rng, longer_side)
    plane = bare_surface(setting.surface, setting.plane, setting.scale, rng)
    write(plane, setting.digit, setting.tool, setting.nib, setting.colour, rng)
    marks = _other_marks(plane, setting, others, rng)
    picture = _through_the_lens(plane, setting, rng)
    if rng.random() < 0.12:
        _thumb(picture, rng)
        marks.append("thumb")
    shadow = _light(picture, setting, rng)
    blur = _blur(picture, rng)
    height = setting.height / setting.picture[0]
    conditions = {
        "surface": setting.surface,
        "tool": setting.tool.name,
        "height": "10-20 %" if height < 0.2 else "20-40 %" if height < 0.4 else "40-80 %",
        "marks": " + ".join(sorted(set(marks))) or "none",
        "shadow": shadow,
        "blur": blur,
        "longer side": str(max(setting.picture)),
    }
    return Photograph(label, _develop(picture, rng), conditions)


def _settle(lines: Lines, rng: np.random.Generator, longer_side: int | None) -> _Setting:
    longer = longer_side or int(rng.choice(list(_SIZES), p=list(_SIZES.values())))
    height, width = (longer, longer * 3 // 4) if rng.random() < 0.6 else (longer * 3 // 4, longer)
    plane = round(height * (1 + 2 * _MARGIN)), round(width * (1 + 2 * _MARGIN))
    surface = str(rng.choice(list(SURFACES), p=[share for share, _ in SURFACES.values()]))
    tool = TOOLS[str(rng.choice(SURFACES[surface][1]))]
    points = np.concatenate(list(lines))
    low, span = points.min(0), np.maximum(np.ptp(points, axis=0), 1)
    tall = float(np.exp(rng.uniform(np.log(0.10), np.log(0.80)))) * height
    while True:  # until the line can be seen
        millimetres = float(np.exp(rng.uniform(*np.log(tool.height))))
        scale = tall / millimetres
        nib = rng.uniform(*tool.nib) * scale
        if nib >= LEAST_LINE:
            break
        tall = min(tall * 1.02, 0.8 * height)
    factor = min(tall / span[1], 0.72 * width / span[0])
    middle = np.array(plane[::-1]) / 2 + rng.uniform(-0.16, 0.16, 2) * (width, height)
    size = span * factor
    # The whole digit is in the picture, and the camera turns a little.
    room = np.maximum(np.array([width, height]) * 0.44 - size / 2, 0)
    centre = np.array(plane[::-1]) / 2
    middle = np.clip(middle, centre - room, centre + room)
    corner = middle - size / 2
    digit = [((line - low) * factor + corner).astype(np.float32) for line in lines]
    colour = tool.colours[rng.integers(len(tool.colours))]
    box = (*map(float, corner), *map(float, corner + size))
    return _Setting(
        (height, width), plane, surface, tool, colour, nib, scale, float(size[1]), digit, box
    )


def _other_marks(
    plane: Plane, setting: _Setting, others: Sequence[Lines], rng: np.random.Generator
) -> list[str]:
    """Draw what else is there; say what it was."""
    marks = []
    if rng.random() < 0.45 and others:
        for _ in range(rng.integers(1, 4)):
            lines = others[rng.integers(len(others))]
            if (placed := _at_the_edge(lines, setting, rng)) is not None:
                write(plane, placed, setting.tool, setting.nib, setting.colour, rng)
                marks.append("digits")
    if rng.random() < 0.2 and (placed := _at_the_edge(_doodle(rng), setting, rng)) is not None:
        tool = setting.tool
        colour = tool.colours[rng.integers(len(tool.colours))]
        write(plane, placed, tool, setting.nib * rng.uniform(0.7, 1.3), colour, rng)
        marks.append("doodle")
    if "paper" in setting.surface and rng.random() < 0.2 and _table(plane, setting, rng):
        marks.append("table")
    return marks


def _at_the_edge(lines: Lines, setting: _Setting, rng: np.random.Generator) -> Lines | None:
    """The lines moved so that the picture's edge cuts them, clear of the digit; or None."""
    points = np.concatenate(list(lines))
    low, span = points.min(0), np.maximum(np.ptp(points, axis=0), 1)
    size = span * setting.height * rng.uniform(0.6, 1.1) / span[1]
    height, width = setting.picture
    margin = np.array([width, height]) * _MARGIN
    for _ in range(20):
        middle = rng.uniform(margin, margin + np.array([width, height]))
        side = rng.integers(4)
        edge = (margin[0], margin[1], margin[0] + width, margin[1] + height)[side]
        # Cut by the edge: more of it may be inside or outside.
        middle[side % 2] = edge + rng.uniform(-0.4, 0.4) * size[side % 2]
        corner, far = middle - size / 2, middle + size / 2
        gap = 0.2 * setting.height + setting.nib
        left, top, right, bottom = setting.box
        if (
            corner[0] > right + gap
            or far[0] < left - gap
            or corner[1] > bottom + gap
            or far[1] < top - gap
        ):
            return [((line - low) / span * size + corner).astype(np.float32) for line in lines]
    return None


def _doodle(rng: np.random.Generator) -> Lines:
    """A spiral, a zigzag, a wave or a bare line."""
    t = np.linspace(0, 1, 60, dtype=np.float32)
    turn = rng.uniform(0, 2 * np.pi)
    kind = rng.integers(4)
    if kind == 0:
        x, y = t * np.cos(20 * t + turn), t * np.sin(20 * t + turn)
    elif kind == 1:
        x, y = t * 3, np.abs((t * 6) % 2 - 1)
    elif kind == 2:
        x, y = t * 3, 0.4 * np.sin(18 * t + turn)
    else:
        x, y = t * np.cos(turn), t * np.sin(turn)
    return [np.stack([x, y], 1).astype(np.float32) * 100]


def _table(plane: Plane, setting: _Setting, rng: np.random.Generator) -> bool:
    """Cover a side of the plane with the table, unless the digit is too near."""
    height, width = plane.shape[:2]
    side = rng.integers(4)
    share = _MARGIN / (1 + 2 * _MARGIN) + rng.uniform(0.03, 0.14)
    slope = rng.uniform(-0.06, 0.06)
    rows, columns = np.ogrid[:height, :width]
    inside = (
        columns + slope * rows - share * width,
        rows + slope * columns - share * height,
        width * (1 - share) - columns + slope * rows,
        height * (1 - share) - rows + slope * columns,
    )[side]
    left, top, right, bottom = (round(v) for v in setting.box)
    gap = round(0.12 * setting.height + 2 * setting.nib)
    near = inside[max(top - gap, 0) : bottom + gap, max(left - gap, 0) : right + gap]
    if near.size == 0 or near.min() < 0:
        return False
    wood = np.array([(0.35, 0.22, 0.13), (0.15, 0.15, 0.16), (0.55, 0.42, 0.30)][rng.integers(3)])
    streaks = smooth_noise((height, width), max(height, width) / 25, rng) * 0.12
    colour = np.clip(wood * (1 + streaks[..., None]), 0, 1)
    edge = np.clip(inside + 0.5, 0, 1)[..., None]
    # The paper throws a thin shadow on it.
    dark = 1 - 0.4 * np.exp(-np.maximum(-inside, 0) / (0.01 * width))[..., None]
    plane[:] = plane * edge + colour * dark * (1 - edge)
    return True


def _through_the_lens(plane: Plane, setting: _Setting, rng: np.random.Generator) -> Plane:
    """The plane seen at an angle and turned by up to 12 degrees, (H, W, 3)."""
    height, width = setting.picture
    turn = np.deg2rad(np.clip(rng.normal(0, 5), -12, 12))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    centre = np.array([width, height]) / 2
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    seen = (corners - centre) @ rotation.T + centre
    seen += rng.uniform(-0.05, 0.05, (4, 2)) * (width, height)
    seen += np.array([width, height]) * _MARGIN
    equations, values = [], []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    coefficients = np.linalg.solve(np.array(equations), np.array(values))
    flat = Image.fromarray(np.rint(np.clip(plane, 0, 1) * 255).astype(np.uint8))
    warped = flat.transform(
        (width, height), Image.Transform.PERSPECTIVE, tuple(coefficients), Image.Resampling.BICUBIC
    )
    picture = np.asarray(warped, dtype=np.float32) / np.float32(255)
    # Where the plane ended, its nearest edge goes on.
    missing = ~np.asarray(warped).any(axis=2)
    if missing.any():
        picture[missing] = np.median(picture[~missing], axis=0)
    return picture


def _thumb(picture: Plane, rng: np.random.Generator) -> None:
    """A finger that comes in from a corner or side, out of focus."""
    height, width = picture.shape[:2]
    side = rng.integers(4)
    along = rng.uniform(0.1, 0.9)
    x, y = ((0, along), (1, along), (along, 0), (along, 1))[side]
    radius = rng.uniform(0.05, 0.10) * width
    rows, columns = np.ogrid[:height, :width]
    inside = radius - np.hypot(
        (columns - x * width) / rng.uniform(0.9, 1.3), (rows - y * height) / rng.uniform(0.9, 1.3)
    )
    alpha = np.clip(inside / (0.01 * width) + 0.5, 0, 1)[..., None].astype(np.float32)
    skin = [(0.80, 0.58, 0.48), (0.62, 0.42, 0.32), (0.36, 0.23, 0.17)][rng.integers(3)]
    picture[:] = picture * (1 - alpha) + np.float32(skin) * alpha


def _light(picture: Plane, setting: _Setting, rng: np.random.Generator) -> str:
    """Uneven light, vignette, shadows and glare, in place; what shadow there is."""
    height, width = picture.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.25)
    light = 1 - fall * (1 + x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)))
    light = light * (1 - rng.uniform(0, 0.25) * (x * x + y * y) / 2)
    kind = str(rng.choice(["none", "soft", "sharp"], p=[0.45, 0.35, 0.2]))
    if kind != "none":
        blur = rng.uniform(0.02, 0.08) if kind == "soft" else rng.uniform(0.003, 0.012)
        depth = rng.uniform(0.2, 0.6)
        light = light * (1 - depth * _shadow(x, y, blur, rng))
    if setting.surface == "whiteboard" and rng.random() < 0.4:
        u, v = rng.uniform(-0.9, 0.9, 2)
        spot = np.exp(-((x - u) ** 2 + (y - v) ** 2) / rng.uniform(0.02, 0.1))
        picture += (rng.uniform(0.1, 0.4) * spot)[..., None].astype(np.float32) * 0.5
    bright = rng.uniform(0.75, 1.08) * (1.4 if setting.surface == "blackboard" else 1.0)
    tint = 1 + rng.uniform(-0.09, 0.09, 3) * (1, 0.3, 1)
    picture *= light.astype(np.float32)[..., None] * (bright * tint).astype(np.float32)
    return kind


def _shadow(x: Plane, y: Plane, blur: float, rng: np.random.Generator) -> Plane:
    """How much of the light is taken, in [0, 1]: a straight edge, or a hand or phone's outline."""
    angle = rng.uniform(0, 2 * np.pi)
    along = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))
    across = y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle))
    inside = along - rng.uniform(-0.5, 0.7)
    if rng.random() < 0.5:  # narrower than the picture, its outline wavy
        wave = 0.08 * np.sin(rng.uniform(3, 8) * along + rng.uniform(0, 6))
        inside = np.minimum(inside, rng.uniform(0.3, 0.7) - np.abs(across + wave))
    return np.clip(inside / (2 * blur) + 0.5, 0, 1).astype(np.float32)


def _blur(picture: Plane, rng: np.random.Generator) -> str:
    """Out of focus or shaken, in place; a phone's own softness is always there."""
    kind = str(rng.choice(["sharp", "soft", "shaken"], p=[0.6, 0.3, 0.1]))
    size = max(picture.shape)
    sigma = {
        "sharp": rng.uniform(0.4, 0.8),
        "soft": rng.uniform(0.8, 1.0) + size * rng.uniform(0.0003, 0.0012),
        "shaken": 0.6,
    }[kind]
    ndimage.gaussian_filter(picture, (sigma, sigma, 0), output=picture)
    if kind == "shaken":
        length = 1 + round(size * rng.uniform(0.002, 0.006))
        ndimage.uniform_filter1d(picture, length, axis=int(rng.integers(2)), output=picture)
    return kind


def _develop(picture: Plane, rng: np.random.Generator) -> bytes:
    """Noise, a tone curve, JPEG."""
    shot = rng.uniform(0.003, 0.02)
    picture += shot * np.sqrt(np.maximum(picture, 0.02)) * grain(picture.shape, rng)
    np.clip(picture, 0, 1, out=picture)
    picture **= np.float32(rng.uniform(0.75, 1.25))
    pixels: NDArray[np.uint8] = np.rint(picture * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=int(rng.integers(40, 91)))
    return file.getvalue()
