"""What is kept of a picture: enough for any size that a network here takes, and no more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnnviz.core.pictures import Pixels

# Sides of which the largest is kept that memory allows; all are more than MNIST's 28.
_SIDES = (64, 48, 32)
# What lies beyond is cut off: networks here read squares, or nearly so.
_LONGEST = 2
# JPEG leaves a little colour in grey pictures; this much, 0 to 255, in a hundredth of all pixels
# is meant.
_COLOUR, _SHARE = 24, 0.01


@dataclass(frozen=True, eq=False)
class Kept:
    """A picture as it is kept.

    Attributes
    ----------
    pixels : uint8 array (h, w), or (h, w, 3)
        Grey where all three channels are the same everywhere.
    size : (height, width)
        Upright, before it was made smaller.
    is_coloured : bool
        Whether there is more colour in it than a JPEG of a grey picture has.
    fingerprint : bytes
        The same for the same pictures.
    """

    pixels: Pixels
    size: tuple[int, int]
    is_coloured: bool
    fingerprint: bytes


def largest_side(count: int, most_bytes: int) -> int:
    """The side to which the shorter sides of `count` pictures are shrunk at most.

    Examples
    --------
    >>> largest_side(100, 128_000_000), largest_side(20_000, 128_000_000)
    (64, 32)
    """
    fitting = (side for side in _SIDES if count * side * side * _LONGEST * 3 <= most_bytes)
    return next(fitting, _SIDES[-1])


def kept(rgb: Pixels, side: int, size: tuple[int, int]) -> Kept:
    """Cut and shrink a picture (h, w, 3), so that its shorter side is at most `side`.

    Smaller ones stay as they are, pixel by pixel. `size` is what its file says.
    """
    height, width = rgb.shape[:2]
    limit = _LONGEST * min(height, width)
    top, left = max(0, height - limit) // 2, max(0, width - limit) // 2
    pixels = rgb[top : top + limit, left : left + limit]
    if min(height, width) > side:
        scale = side / min(height, width)
        smaller = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
        image = Image.fromarray(np.ascontiguousarray(pixels))
        pixels = np.asarray(image.resize(smaller, Image.Resampling.BILINEAR, reducing_gap=3.0))
    spread = pixels.max(axis=2) - pixels.min(axis=2)
    if not spread.any():
        pixels = pixels[..., 0]
    # A copy: a cut-out would hold on to the whole picture.
    pixels = pixels.copy()
    digest = hashlib.blake2b(repr(pixels.shape).encode(), digest_size=16)
    digest.update(pixels.tobytes())
    coloured = bool((spread > _COLOUR).mean() > _SHARE)
    return Kept(pixels, size, coloured, digest.digest())
