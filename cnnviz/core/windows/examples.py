"""Small inputs and kernels whose arithmetic can be followed by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

# A 6x6 picture and a 3x3 filter for vertical edges: a 4x4 output, all whole numbers.
ARTICLE_INPUT: tuple[tuple[int, ...], ...] = (
    (3, 0, 1, 2, 7, 4),
    (1, 5, 8, 9, 3, 1),
    (2, 7, 2, 5, 1, 3),
    (0, 1, 3, 1, 7, 8),
    (4, 2, 1, 6, 2, 8),
    (2, 4, 5, 2, 3, 9),
)
ARTICLE_KERNEL: tuple[tuple[int, ...], ...] = ((1, 0, -1), (1, 0, -1), (1, 0, -1))
ARTICLE_OUTPUT: tuple[tuple[int, ...], ...] = (
    (-5, -4, 0, 8),
    (-10, -2, 2, 3),
    (0, -2, -4, -7),
    (-3, -2, -3, -16),
)
# The 4x4 picture that pooling halves to 2x2; its lower right corner has a tie.
POOLING_INPUT: tuple[tuple[int, ...], ...] = (
    (1, 3, 2, 1),
    (2, 9, 1, 1),
    (1, 3, 2, 3),
    (5, 6, 1, 3),
)

_COLOURS = {
    "k": (0.0, 0.0, 0.0),
    "w": (1.0, 1.0, 1.0),
    "r": (1.0, 0.0, 0.0),
    "g": (0.0, 0.5, 0.0),
    "b": (0.5, 0.5, 1.0),
    "y": (1.0, 1.0, 0.0),
}
_SMALL_PICTURE = ("rryy", "rryy", "ggbb", "ggbb")
_FLOWER = (
    "bbrrrbbb",
    "brrrrrbb",
    "brryrrbb",
    "brrrrrbb",
    "bbrrrbbb",
    "bbbgbgbb",
    "bbbggbbb",
    "ggggggyg",
)
CHANNEL_NAMES = ("red", "green", "blue")


def _colour_picture(rows: tuple[str, ...]) -> Plane:
    pixels = [[_COLOURS[letter] for letter in row] for row in rows]
    return np.array(pixels, np.float32).transpose(2, 0, 1)


def colour_picture(side: int) -> Plane:
    """A picture of (3, side, side), red, green and blue in [0, 1], with `side` 4 or 8.

    Examples
    --------
    >>> colour_picture(4).shape, colour_picture(8).shape
    ((3, 4, 4), (3, 8, 8))
    """
    return _colour_picture({4: _SMALL_PICTURE, 8: _FLOWER}[side])


def plane(rows: tuple[tuple[int, ...], ...]) -> Plane:
    """Literal rows of numbers as a float32 array (H, W)."""
    return np.array(rows, np.float32)


def shifted(image: Plane, down: int, right: int) -> Plane:
    """The image (H, W) moved by whole pixels; what comes in at the edge is 0.

    Examples
    --------
    >>> shifted(np.array([[1.0, 2.0], [3.0, 4.0]], np.float32), 0, 1)
    array([[0., 1.],
           [0., 3.]], dtype=float32)
    """
    height, width = image.shape
    moved = np.zeros_like(image)
    moved[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = image[
        max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved


def _centred(literal: tuple[tuple[int, ...], ...]) -> Callable[[int, int], Plane]:
    """A kernel that exists as 3x3: cut to its middle, or surrounded by zeros."""
    return lambda height, width: fit_kernel(plane(literal), height, width)


def fit_kernel(kernel: Plane, height: int, width: int) -> Plane:
    """The middle of a kernel (kh, kw), cut or surrounded by zeros to (height, width).

    Examples
    --------
    >>> fit_kernel(np.array([[1.0, 2.0, 3.0]], np.float32), 3, 1)
    array([[0.],
           [2.],
           [0.]], dtype=float32)
    """
    result = np.zeros((height, width), np.float32)
    (from_rows, to_rows), (from_columns, to_columns) = (
        _overlap(have, want) for have, want in zip(kernel.shape, (height, width), strict=True)
    )
    result[to_rows, to_columns] = kernel[from_rows, from_columns]
    return result


def _overlap(have: int, want: int) -> tuple[slice, slice]:
    length = min(have, want)
    start, end = (have - length) // 2, (want - length) // 2
    return slice(start, start + length), slice(end, end + length)


def _identity(height: int, width: int) -> Plane:
    return fit_kernel(np.ones((1, 1), np.float32), height, width)


def _box(height: int, width: int) -> Plane:
    return np.full((height, width), 1 / (height * width), np.float32)


def _gaussian(height: int, width: int) -> Plane:
    """Binomial weights, the whole-number bell curve; they sum to 1."""
    rows, columns = (np.poly1d([0.5, 0.5]) ** (side - 1) for side in (height, width))
    return np.outer(np.atleast_1d(rows.coeffs), np.atleast_1d(columns.coeffs)).astype(np.float32)


# Kernels that people know by name: (height, width) -> array (height, width).
KERNEL_PRESETS: dict[str, Callable[[int, int], Plane]] = {
    "vertical edge": _centred(ARTICLE_KERNEL),
    "identity": _identity,
    "box": _box,
    "gaussian": _gaussian,
    "sharpen": _centred(((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "sobel x": _centred(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    "sobel y": _centred(((-1, -2, -1), (0, 0, 0), (1, 2, 1))),
    "laplacian": _centred(((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    "emboss": _centred(((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
}
