"""Where a pixel of the 28x28 digit comes from on the drawing."""

from __future__ import annotations

import numpy as np

from cnnviz.core.digits.prepare import FIELD, PreparedDigit, centring_corner

Box = tuple[float, float, float, float]


def canvas_box(digit: PreparedDigit, box: tuple[int, int, int, int]) -> Box:
    """The part of the drawing that a rectangle of the 28x28 digit shows.

    Undoes centring, scaling and cropping. Edges count, not centres: pixel 3 reaches from 3 to 4.
    Antialiasing lets a pixel also take in some ink from just outside its part.

    Parameters
    ----------
    digit : PreparedDigit
    box : (top, left, bottom, right)
        Pixels of `digit.centred`, half-open: (0, 0, 28, 28) is the whole digit.

    Returns
    -------
    (top, left, bottom, right)
        In pixels of the canvas (`digit.ink`), cut off at its edges; a rectangle that lies beyond
        them comes back with no height or no width. A ready 28x28 sample was neither cropped
        nor scaled, so the answer is the question. For a blank canvas, which has no crop either,
        the 28x28 field stands for the whole canvas.

    Examples
    --------
    >>> from cnnviz.core.digits.prepare import prepare_digit
    >>> canvas = np.zeros((280, 280, 4), np.uint8)
    >>> canvas[40:240, 130:150] = 255  # 200 high, so scaled to a tenth
    >>> canvas_box(prepare_digit(canvas), (5, 14, 25, 16))
    (40.0, 130.0, 240.0, 150.0)
    """
    height, width = digit.ink.shape
    (top, tall), (left, wide) = _placements(digit)
    rows = [min(max(top + row * tall, 0.0), float(height)) for row in (box[0], box[2])]
    columns = [min(max(left + column * wide, 0.0), float(width)) for column in (box[1], box[3])]
    return rows[0], columns[0], rows[1], columns[1]


def _placements(digit: PreparedDigit) -> tuple[tuple[float, float], tuple[float, float]]:
    """For rows and for columns: the canvas place of edge 0, and canvas pixels to one of 28."""
    if digit.ink.shape == digit.centred.shape and np.array_equal(digit.ink, digit.centred):
        return (0.0, 1.0), (0.0, 1.0)
    height, width = digit.ink.shape
    if digit.is_blank:
        return (0.0, height / FIELD), (0.0, width / FIELD)
    placements = []
    for axis, corner in enumerate(centring_corner(digit.scaled)):
        first = int(np.flatnonzero(digit.ink.any(axis=1 - axis))[0])
        step = digit.cropped.shape[axis] / digit.scaled.shape[axis]
        placements.append((first - corner * step, step))
    return placements[0], placements[1]
