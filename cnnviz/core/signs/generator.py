"""One road sign, drawn four times as fine as it is shown, then photographed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnviz.core.signs.camera import photograph
from cnnviz.core.signs.classes import SIGN_CLASSES, SignClass
from cnnviz.core.signs.light import Light, random_light
from cnnviz.core.signs.paints import mix
from cnnviz.core.signs.scenery import random_scene, to_floats
from cnnviz.core.signs.shapes import PICTOGRAMS, SHAPES, Polygon
from cnnviz.core.signs.view import View, random_view
from cnnviz.core.signs.weather import overgrow, shade, soil

SIZE = 32
_FINER = 4
_SHEET = SIZE * _FINER


def draw_sign(label: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A small photograph of a road sign.

    Parameters
    ----------
    label : int
        Index into `SIGN_CLASSES`.
    rng : numpy Generator
        Decides all the rest: light, place, pose, surroundings, weather, camera.

    Returns
    -------
    uint8 array (32, 32, 3)

    Examples
    --------
    >>> draw_sign(4, np.random.default_rng(0)).shape
    (32, 32, 3)
    """
    light, view = random_light(rng), random_view(_SHEET, rng)
    sheet = _background(light, rng)
    draw = ImageDraw.Draw(sheet, "RGBA")
    _post(draw, view, light, rng)
    _plate(draw, view, SIGN_CLASSES[label], light, rng)
    soil(draw, view, light, rng)
    if light.shadows and rng.random() < 0.4:
        shade(draw, _SHEET, rng)
    if rng.random() < 0.22:
        overgrow(draw, view, light, rng)
    return photograph(sheet, SIZE, light.noise, rng.random() < 0.5, rng)


def _background(light: Light, rng: np.random.Generator) -> Image.Image:
    """What is behind, out of focus and in its light."""
    scene = random_scene(_SHEET // 2, light.lamps, rng)
    pixels = to_floats(scene)
    lit = pixels * light.on_scene.astype(np.float32)
    if light.lamps:
        # Lamps shine by themselves: what is all but white stays so.
        lit = np.where(pixels.min(axis=2, keepdims=True) > 222, pixels, lit)
    sharp = Image.fromarray(lit.clip(0, 255).astype(np.uint8))
    coarse = sharp.reduce(int(rng.choice([1, 2, 2, 4])))
    return coarse.resize((_SHEET, _SHEET), Image.Resampling.BICUBIC)


def _post(draw: ImageDraw.ImageDraw, view: View, light: Light, rng: np.random.Generator) -> None:
    """The post: from behind the plate to the lower edge."""
    if rng.random() < 0.2:
        return
    width = view.radius * rng.uniform(0.08, 0.16)
    grey = _fill(np.full(3, rng.uniform(70, 170)) * light.on_scene)
    x, y = view.centre
    lean = np.sin(view.roll) * _SHEET
    draw.polygon(
        [x - width, y, x + width, y, x + width - lean, y + _SHEET, x - width - lean, y + _SHEET],
        fill=grey,
    )


def _plate(
    draw: ImageDraw.ImageDraw,
    view: View,
    sign: SignClass,
    light: Light,
    rng: np.random.Generator,
) -> None:
    """The sign itself: its edge, its border, its ground, its pictogram."""
    fading = float(rng.beta(1.2, 3.5)) * 0.85
    border, ground, ink = (_fill(mix(paint, fading, rng) * light.on_sign) for paint in sign.paints)
    outside, inside = SHAPES[sign.shape]
    edge = _fill(np.full(3, rng.uniform(60, 130)) * light.on_sign)
    size = rng.uniform(0.9, 1.08)
    layers = [(outside * 1.04, edge), (outside, border), (inside, ground)]
    layers += [(part * size, ink) for part in PICTOGRAMS[sign.pictogram]]
    for polygon, fill in layers:
        draw.polygon(_projected(view, polygon), fill=fill)


def _projected(view: View, polygon: Polygon) -> list[float]:
    points: list[float] = view.project(polygon).ravel().tolist()
    return points


def _fill(colour: NDArray[np.float64]) -> tuple[int, ...]:
    return tuple(int(v) for v in np.rint(colour).clip(0, 255))
