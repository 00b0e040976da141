"""Small pictures as text that a page can hold."""

from __future__ import annotations

import base64
import io
import re
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


def framed(image: NDArray[np.uint8], box: tuple[int, int, int, int] | None) -> NDArray[np.uint8]:
    """An image (H, W) or (H, W, 3) large enough to be looked at, with a frame around a part of it.

    Parameters
    ----------
    image : uint8 array
    box : (top, left, bottom, right) or None
        In pixels of the image, the last two not included.

    Returns
    -------
    uint8 array (factor * H, factor * W, 3)
    """
    factor = max(1, _FRAMED_SIDE // max(image.shape[:2]))
    colour = image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)
    large = np.kron(colour, np.ones((factor, factor, 1), np.uint8))
    if box is not None:
        top, left, bottom, right = (factor * edge for edge in box)
        inner = large[top + 2 : bottom - 2, left + 2 : right - 2].copy()
        large[top:bottom, left:right] = _FRAME
        large[top + 2 : bottom - 2, left + 2 : right - 2] = inner
    return large


_FRAMED_SIDE = 112
_FRAME = (232, 116, 12)


def image_label(image: NDArray[np.uint8], name: str) -> str:
    """A button label that shows a picture and is read out as its name."""
    return f"![{plain_markdown(name)}](data:image/png;base64,{png_base64(image)})"


def plain_markdown(text: str) -> str:
    r"""A stranger's words so that Markdown takes none of them for its own signs.

    Examples
    --------
    >>> plain_markdown("*a* [b]")
    '\\*a\\* \\[b\\]'
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", text)
