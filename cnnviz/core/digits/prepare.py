"""From a drawing to the network's input, the way MNIST's own digits were made.

MNIST scales a digit so that its longer side is 20 pixels, aspect kept, antialiased, and puts its
centre of mass at the middle of a 28x28 field (LeCun, Bottou, Bengio, Haffner: "Gradient-Based
Learning Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from cnnviz.core.images import Preparation, Shape

Plane = NDArray[np.float32]

LONGER_SIDE = 20
FIELD = 28
MOST_BORDER = 8
DIGIT_SHAPE: Shape = (1, FIELD, FIELD)
# The pixel index at which MNIST's own images have their centre of mass.
CENTRE = 14.0
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True)
class PreparedDigit:
    """A drawing at every stage of its way to the network; all values float32 in [0, 1].

    Attributes
    ----------
    ink : (H, W)
        How white each canvas pixel is, over black.
    cropped : (h, w)
        The smallest rectangle that holds all ink (all of `ink` for a blank canvas).
    scaled : (h, w)
        Longer side 20 pixels, aspect kept, antialiased.
    centred : (28, 28)
        Centre of mass at pixel index 14 both ways, to the nearest whole pixel.
    tensor : torch.Tensor (1, 1, 28, 28)
        `centred` as the network takes it.
    is_blank : bool
        True if no pixel holds any ink.
    """

    ink: Plane
    cropped: Plane
    scaled: Plane
    centred: Plane
    tensor: torch.Tensor
    is_blank: bool

    @property
    def picture(self) -> NDArray[np.uint8]:
        """`centred` as data sets hold it, (28, 28) in 0 to 255."""
        pixels: NDArray[np.uint8] = np.rint(self.centred * 255).astype(np.uint8)
        return pixels


def prepare_digit(rgba: NDArray[np.uint8]) -> PreparedDigit:
    """Turn a canvas, white ink on black or on transparent, into the network's input.

    Parameters
    ----------
    rgba : uint8 array (H, W, 4)
        Any size from 1x1 up. Transparent pixels count as black.

    Returns
    -------
    PreparedDigit

    Raises
    ------
    ValueError
        If `rgba` is not such an array; the message gives the shape and type it got.

    Examples
    --------
    >>> canvas = np.zeros((280, 280, 4), np.uint8)
    >>> prepare_digit(canvas).is_blank
    True
    >>> canvas[40:240, 130:150] = 255
    >>> digit = prepare_digit(canvas)
    >>> digit.scaled.shape, tuple(digit.tensor.shape)
    ((20, 2), (1, 1, 28, 28))
    """
    ink = _ink(rgba)
    if not ink.any():
        empty = np.zeros((LONGER_SIDE, LONGER_SIDE), np.float32)
        field = np.zeros((FIELD, FIELD), np.float32)
        return PreparedDigit(ink, ink, empty, field, _tensor(field), is_blank=True)
    cropped = _crop(ink)
    scaled = _scale(cropped)
    centred = _centre(scaled)
    return PreparedDigit(ink, cropped, scaled, centred, _tensor(centred), is_blank=False)


def prepared_image(image: NDArray[np.uint8]) -> PreparedDigit:
    """Wrap a ready 28x28 digit of the data set, which needs no preparation.

    Parameters
    ----------
    image : uint8 array (28, 28)

    Returns
    -------
    PreparedDigit
        All stages hold the same picture, save `cropped` and `scaled`, cut to its ink.
    """
    if image.dtype != np.uint8 or image.shape != (FIELD, FIELD):
        raise ValueError(f"image must be uint8 of shape (28, 28), got {image.dtype} {image.shape}")
    plane: Plane = (image.astype(np.float32) / 255).astype(np.float32)
    is_blank = not plane.any()
    cropped = plane if is_blank else _crop(plane)
    return PreparedDigit(plane, cropped, cropped, plane, _tensor(plane), is_blank)


def digit_input(centred: Plane, preparation: Preparation) -> torch.Tensor:
    """A 28x28 digit as a network of any input size takes it: (1, channels, H, W).

    A field a little larger than MNIST's, as LeNet-5's own 32x32, gets a black border; any other
    size is reached by resizing.

    Parameters
    ----------
    centred : float32 array (28, 28)
        In [0, 1], as of `PreparedDigit.centred`.
    preparation : Preparation
        The network's.

    Examples
    --------
    >>> digit_input(np.ones((28, 28), np.float32), Preparation((1, 32, 32)))[0, 0, 1:3, 5].tolist()
    [0.0, 1.0]
    """
    channels, height, width = preparation.shape
    spare = height - FIELD, width - FIELD
    if all(0 <= s <= MOST_BORDER for s in spare):
        (top, left) = (s // 2 for s in spare)
        field = np.pad(centred, ((top, spare[0] - top), (left, spare[1] - left)))
    else:
        resized = Image.fromarray(centred).resize((width, height), Image.Resampling.BILINEAR)
        field = np.clip(np.asarray(resized, np.float32), 0, 1)
    return preparation.tensor(np.repeat(field[None], channels, axis=0))


def _ink(rgba: NDArray[np.uint8]) -> Plane:
    array = np.asarray(rgba)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 4 or array.size == 0:
        raise ValueError(
            "rgba must be a uint8 array of shape (height, width, 4), at least 1x1, "
            f"got {array.dtype} of shape {array.shape}"
        )
    planes = array.astype(np.float32) / 255
    ink: Plane = np.clip(planes[..., :3] @ _LUMA * planes[..., 3], 0, 1).astype(np.float32)
    return ink


def _crop(ink: Plane) -> Plane:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()


def _scale(cropped: Plane) -> Plane:
    height, width = cropped.shape
    factor = LONGER_SIDE / max(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    # Pillow widens the bilinear kernel when it shrinks, so every source pixel counts.
    scaled = Image.fromarray(cropped).resize(size, Image.Resampling.BILINEAR)
    return np.clip(np.asarray(scaled, dtype=np.float32), 0, 1)


def _centre(scaled: Plane) -> Plane:
    field = np.zeros((FIELD, FIELD), np.float32)
    top, left = centring_corner(scaled)
    field[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return field


def centring_corner(scaled: Plane) -> tuple[int, int]:
    """Row and column of the 28x28 field at which the scaled drawing's upper left corner is put."""
    total = float(scaled.sum(dtype=np.float64))
    corner = []
    for axis, length in enumerate(scaled.shape):
        weights = scaled.sum(axis=1 - axis, dtype=np.float64)
        mass_centre = float(weights @ np.arange(length)) / total if total > 0 else length / 2
        # A very lopsided shape may ask for more room than there is: no ink may fall outside.
        corner.append(min(max(int(np.floor(CENTRE - mass_centre + 0.5)), 0), FIELD - length))
    return corner[0], corner[1]


def _tensor(field: Plane) -> torch.Tensor:
    return torch.from_numpy(field.copy())[None, None]
