"""Small pictures as text that a page can hold."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.core.digits.examples import EXAMPLE_DIGITS, ExampleDigit
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke
from cnnviz.core.images import ImageSet


@lru_cache(maxsize=len(EXAMPLE_DIGITS))
def example_label(example: ExampleDigit) -> str:
    """A button label (Markdown) that shows the example and is read out as its name."""
    return f"![{example.label}, {example.style}]({_picture(example.strokes)})"


def _picture(strokes: Iterable[Stroke]) -> str:
    """The strokes as an SVG picture in a data address."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in stroke.points)}"/>'
        for stroke in strokes
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CANVAS_SIZE} {CANVAS_SIZE}">'
        f'<rect width="{CANVAS_SIZE}" height="{CANVAS_SIZE}" rx="30"/>'
        '<g fill="none" stroke="#fff" stroke-width="30" stroke-linecap="round" '
        f'stroke-linejoin="round">{lines}</g></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


@lru_cache(maxsize=64)
def picture_label(pictures: ImageSet, index: int) -> str:
    """A button label (Markdown) that shows a picture and is read out as its class."""
    name = pictures.classes[int(pictures.labels[index])]
    return f"![{name}](data:image/png;base64,{png_base64(pictures.images[index])})"


def png_base64(image: NDArray[np.uint8]) -> str:
    """An image (H, W) or (H, W, 3) as PNG of the same size, base64: no value is changed."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
