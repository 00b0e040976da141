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
# Wider than the thickest stroke, as a share of the longer side.
WINDOW = 0.16
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
    theirs. The middle of the picture counts most.
    """
    smooth = ndimage.gaussian_filter(grey, 1.0)
    around = ndimage.uniform_filter(smooth, 2 * _window(grey) + 1, mode="nearest")
    strays = np.log((smooth + _BLACK) / (around + _BLACK))
    rows, columns = (np.hanning(n + 2)[1:-1] for n in grey.shape)
    weights = rows[:, None] * columns[None, :]
    return float((weights * strays.astype(np.float64) ** 3).sum()) > 0


def ink_contrast(grey: Plane, *, light_on_dark: bool) -> Plane:
    """How far each pixel is from its paper towards ink, in [0, 1]; 0 is paper."""
    window = _window(grey)
    smooth = ndimage.gaussian_filter(grey, 1.2)
    sharp = ndimage.gaussian_filter(grey, 0.6)
    if light_on_dark:
        paper = ndimage.grey_opening(smooth, (window, window), mode="nearest")
        through = (paper + _BLACK) / (sharp + _BLACK)
    else:
        paper = ndimage.grey_closing(smooth, (window, window), mode="nearest")
        through = (sharp + _BLACK) / (paper + _BLACK)
    # The closing runs along the noise's crests: half of all pixels are bare paper and show it.
    through /= max(float(np.median(through)), 1e-3)
    return np.clip(1 - through, 0, 1).astype(np.float32)


def _window(grey: Plane) -> int:
    return max(3, round(WINDOW * max(grey.shape)))
