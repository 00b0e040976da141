"""What has happened to a sign and what is before it: dirt, stickers, shadows, leaves, glare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from cnnviz.core.signs.light import Light
from cnnviz.core.signs.scenery import Colour, ellipse, some
from cnnviz.core.signs.view import View

_SUMMER: tuple[Colour, Colour] = ((35, 70, 15), (110, 155, 60))
_AUTUMN: tuple[Colour, Colour] = ((110, 60, 10), (190, 140, 50))


def soil(draw: ImageDraw.ImageDraw, view: View, light: Light, rng: np.random.Generator) -> None:
    """Specks of dirt, streaks of rust and now and then a sticker, on the plate."""
    if rng.random() < 0.45:
        for _ in range(int(rng.integers(1, 9))):
            x, y = _on_plate(view, rng)
            rx, ry = view.radius * rng.uniform(0.03, 0.22, 2)
            dirt = some(rng, (50, 40, 25, 40), (110, 95, 75, 130))
            ellipse(draw, x, y, rx, ry, _lit(dirt, light.on_sign))
    if rng.random() < 0.15:
        x, y = _on_plate(view, rng)
        end = y + view.radius * rng.uniform(0.2, 0.8)
        rust = _lit((120, 70, 30, 130), light.on_sign)
        draw.line((x, y, x + 1, end), fill=rust, width=int(rng.integers(2, 5)))
    if rng.random() < 0.08:
        x, y = _on_plate(view, rng)
        side = view.radius * rng.uniform(0.1, 0.3)
        sticker = _lit(some(rng, (0, 0, 0), (255, 255, 255)), light.on_sign)
        draw.rectangle((x, y, x + side, y + side * 0.7), fill=sticker)


def shade(draw: ImageDraw.ImageDraw, size: int, rng: np.random.Generator) -> None:
    """The sharp shadow of a house's edge, or the spots under a tree, over the whole picture."""
    dark = (10, 14, 30, int(rng.integers(60, 130)))
    if rng.random() < 0.5:
        angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3) * size
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]])
        start = np.full(2, size / 2) + across * offset
        far = across * 2 * size
        corners = [start - along * size, start + along * size]
        corners += [start + along * size + far, start - along * size + far]
        draw.polygon(np.concatenate(corners).tolist(), fill=dark)
        return
    for x, y in rng.uniform(0, size, (int(rng.integers(5, 14)), 2)):
        rx, ry = rng.uniform(0.04, 0.16, 2) * size
        ellipse(draw, x, y, rx, ry, dark)


def overgrow(draw: ImageDraw.ImageDraw, view: View, light: Light, rng: np.random.Generator) -> None:
    """A twig from one side, its leaves over part of the sign."""
    angle = rng.uniform(0, 2 * np.pi)
    side = np.array([np.cos(angle), np.sin(angle)])
    tip = np.array(view.centre) + side * view.radius * rng.uniform(0.2, 0.9)
    root = np.array(view.centre) + side * view.radius * 2.2
    twig = _lit((70, 50, 35), light.on_scene)
    draw.line((*root.tolist(), *tip.tolist()), fill=twig, width=2)
    low, high = _AUTUMN if rng.random() < 0.2 else _SUMMER
    for _ in range(int(rng.integers(4, 13))):
        place = tip + (root - tip) * rng.uniform(0, 0.7) + rng.normal(0, view.radius * 0.2, 2)
        outline = _leaf_outline(place, view.radius * rng.uniform(0.15, 0.4), rng)
        draw.polygon(outline, fill=_lit(some(rng, low, high), light.on_scene))


def _leaf_outline(
    place: NDArray[np.float64], length: float, rng: np.random.Generator
) -> list[float]:
    """A pointed leaf, lying anyhow."""
    angle = rng.uniform(0, 2 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)]) * length
    across = np.array([-along[1], along[0]]) * 0.32
    points: list[float] = np.concatenate(
        [place - along, place - along * 0.3 + across, place + along * 0.4 + across * 0.8,
         place + along, place + along * 0.4 - across * 0.8, place - along * 0.3 - across]
    ).tolist()  # fmt: skip
    return points


def _on_plate(view: View, rng: np.random.Generator) -> tuple[float, float]:
    x, y = view.project(rng.uniform(-0.75, 0.75, (1, 2)))[0]
    return float(x), float(y)


def _lit(colour: Colour, light: NDArray[np.float64]) -> Colour:
    """The colour in this light; its opacity, if it has one, stays."""
    seen = np.rint(np.array(colour[:3]) * light).clip(0, 255)
    return (*(int(v) for v in seen), *colour[3:])
