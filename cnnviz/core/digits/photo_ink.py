"""From the ink of a photograph to a canvas on which somebody might have drawn the same digit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from cnnviz.core.digits.strokes import CANVAS_SIZE

Plane = NDArray[np.float32]

# Longer side of a digit on the canvas and width of its stroke, as pens leave them, in pixels.
DIGIT_SIZE = 200
BRUSH = (15.0, 34.0)


def on_canvas(ink: Plane) -> NDArray[np.uint8]:
    """Draw a digit's ink on a canvas, its line as wide as a brush.

    Parameters
    ----------
    ink : (h, w)
        How much of each pixel is ink, in [0, 1]; at least one above a half.

    Returns
    -------
    uint8 array (280, 280, 4)
        White on black, antialiased.
    """
    rows, columns = np.flatnonzero((ink > 0.5).any(axis=1)), np.flatnonzero((ink > 0.5).any(axis=0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = DIGIT_SIZE / max(cut.shape)
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    smooth = Image.fromarray(cut).resize(size, Image.Resampling.BICUBIC)
    plane = np.zeros((CANVAS_SIZE, CANVAS_SIZE), np.float32)
    top, left = (CANVAS_SIZE - size[1]) // 2, (CANVAS_SIZE - size[0]) // 2
    plane[top : top + size[1], left : left + size[0]] = np.asarray(smooth)
    plane = with_brush(plane)
    rgba = np.full((CANVAS_SIZE, CANVAS_SIZE, 4), 255, np.uint8)
    rgba[..., :3] = np.rint(plane * 255).astype(np.uint8)[..., None]
    return rgba


def with_brush(ink: Plane) -> Plane:
    """Thicken or thin lines until they are about as wide as `BRUSH` allows; edges antialiased.

    Parameters
    ----------
    ink : (h, w)
        Lines above a half.

    Returns
    -------
    float32 array (h, w)
        In [0, 1].
    """
    mask = ink > 0.5
    if not mask.any():
        return np.zeros_like(ink)
    width = stroke_width(mask)
    grow = (min(max(width, BRUSH[0]), BRUSH[1]) - width) / 2
    outside = ndimage.distance_transform_edt(~mask)
    inside = ndimage.distance_transform_edt(mask)
    # Signed distance to the edge, positive in the ink.
    signed = np.where(mask, inside - 0.5, 0.5 - outside)
    signed = ndimage.gaussian_filter(signed.astype(np.float32), 1.0)
    drawn: Plane = np.clip(signed + grow + 0.5, 0, 1).astype(np.float32)
    return drawn


def stroke_width(mask: NDArray[np.bool_]) -> float:
    """The usual width of a mask's lines, in pixels: four times the mean distance to their edge."""
    return max(1.0, float(4 * ndimage.distance_transform_edt(mask)[mask].mean()) - 1)
