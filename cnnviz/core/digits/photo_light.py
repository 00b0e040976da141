"""Light taken out of a photograph: what is left is how much darker ink is than its paper.

A photograph is paper times light times ink. The paper under the light is found by a grey-scale
closing, which fills whatever is dark and narrower than its window and leaves the edges of broad
shadows where they are (J. Serra: "Image Analysis and Mathematical Morphology", 1982); divided
by it, the picture is the ink's transmittance alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from cnnviz.core.images import LUMA

Plane = NDArray[np.float32]

# Pixels on the longer side at which a photograph is looked at.
WORKING_SIDE = 1024
# Wider than the line of a pen, and than the thickest marker's, as a share of the longer side.
NARROW, WIDE = 0.05, 0.16
_BLACK = 0.04  # added to both sides of a ratio: sensors are noisy in the dark


def grey_plane(rgb: NDArray[np.uint8]) -> Plane:
    """Brightness in [0, 1], the longer side at most `WORKING_SIDE`."""
    height, width = rgb.shape[:2]
    shrink = max(height, width) / WORKING_SIDE
    image = Image.fromarray(rgb)
    if shrink > 1:
        size = max(1, round(width / shrink)), max(1, round(height / shrink))
        image = image.resize(size, Image.Resampling.BILINEAR)
    grey: Plane = (np.asarray(image, dtype=np.float32) @ LUMA) / np.float32(255)
    return np.clip(grey, 0, 1)


def is_light_on_dark(grey: Plane) -> bool:
    """Whether the strokes are lighter than what they are on.

    Strokes are few: the side to which the brightness strays furthest from its surroundings is
    theirs. The middle of the picture counts most, and boards are darker than paper.
    """
    small = ndimage.gaussian_filter(grey[::3, ::3], 0.6)
    around = ndimage.uniform_filter(small, _odd(2 * WIDE * max(small.shape)), mode="nearest")
    strays = np.log((small + _BLACK) / (around + _BLACK)).astype(np.float64)
    rows, columns = (np.hanning(n + 2)[1:-1] for n in small.shape)
    weights = rows[:, None] * columns / (rows.sum() * columns.sum())
    usual = float(np.median(small))
    if not 0.06 < usual < 0.94:  # a canvas: darker than any paper, or lighter than any board
        return usual < 0.5
    spread = float((weights * strays**2).sum()) ** 1.5
    if spread < 1e-9:
        return False
    skewness = float((weights * strays**3).sum()) / spread
    prior = float(np.clip(4 * (0.35 - usual), -0.7, 0.7))
    return bool(skewness + prior > 0)


def ink_contrast(grey: Plane, *, light_on_dark: bool, window: float) -> Plane:
    """How far each pixel is from its paper towards ink, in [0, 1]; 0 is paper.

    Parameters
    ----------
    grey : (H, W)
        Brightness in [0, 1].
    light_on_dark : bool
    window : float
        What is narrower than that share of the longer side may be ink.
    """
    size = _odd(window * max(grey.shape) / 2)
    # At half the size: paper has no fine detail, and this takes a quarter of the time. The edge
    # goes on outside, or the falling light there would be taken for ink.
    half = ndimage.gaussian_filter(grey, 1.4)[::2, ::2]
    padded = np.pad(half, size, mode="edge")
    find = ndimage.grey_opening if light_on_dark else ndimage.grey_closing
    paper = find(padded, (size, size))[size:-size, size:-size]
    height, width = grey.shape
    paper = np.asarray(Image.fromarray(paper).resize((width, height), Image.Resampling.BILINEAR))
    sharp = ndimage.gaussian_filter(grey, 0.6)
    if light_on_dark:  # chalk covers: what is seen is a mean of board and chalk
        through = 1 - (sharp - paper) / (1 - paper + _BLACK)
    else:  # ink lets through: what is seen is their product
        through = (sharp + _BLACK) / (paper + _BLACK)
    # The closing runs along the noise's crests: half of all pixels are bare paper and show it.
    through /= max(float(np.median(through)), 1e-3)
    contrast: Plane = np.clip(1 - through, 0, 1).astype(np.float32)
    return contrast


def _odd(size: float) -> int:
    return max(3, 2 * int(size / 2) + 1)
