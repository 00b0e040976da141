"""Pictures of any size: a set of them with its classes, and how one becomes a network's input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

Shape = tuple[int, int, int]

# Weights of red, green and blue in a picture's brightness (ITU-R BT.601).
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Pictures and what they show.

    Attributes
    ----------
    name : str
    images : uint8 array (N, H, W) or (N, H, W, 3)
        Grey, or red, green and blue.
    labels : int64 array (N,)
        Indices into `classes`.
    classes : tuple of str
        Their names; empty where nobody has said them.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Preparation:
    """How a picture becomes a network's input: ``(resized / 255 - mean) / deviation``.

    Attributes
    ----------
    shape : (channels, height, width)
        1 channel for grey, 3 for red, green and blue.
    mean, deviation : tuple of float
        One for each channel, on pixels in [0, 1]; 0 and 1 where nothing was said.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.

    Examples
    --------
    >>> Preparation((3, 32, 32)).mean
    (0.0, 0.0, 0.0)
    >>> Preparation((1, 28, 28), mean=(0.5,), deviation=(0.25,)).limits
    (-2.0, 2.0)
    """

    shape: Shape
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if len(self.shape) != 3 or min(self.shape) < 1:
            raise ValueError(f"shape must be (channels, height, width), got {self.shape}")
        for name, default in (("mean", 0.0), ("deviation", 1.0)):
            values = tuple(float(v) for v in getattr(self, name)) or (default,) * self.shape[0]
            if len(values) != self.shape[0] or not np.isfinite(values).all():
                raise ValueError(
                    f"{name} must be one number for each of {self.shape[0]} channels, got {values}"
                )
            object.__setattr__(self, name, values)
        if min(self.deviation) <= 0:
            raise ValueError(f"deviation must be positive, got {self.deviation}")

    @property
    def is_plain(self) -> bool:
        """Whether the input is the picture itself, in [0, 1]."""
        return not any(self.mean) and set(self.deviation) == {1.0}

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest number that an input can hold."""
        pairs = list(zip(self.mean, self.deviation, strict=True))
        return min((0 - m) / d for m, d in pairs), max((1 - m) / d for m, d in pairs)

    def tensor(self, pixels: NDArray[np.float32]) -> torch.Tensor:
        """Pixels (channels, H, W) in [0, 1] as the network takes them: (1, channels, H, W)."""
        values = torch.from_numpy(np.ascontiguousarray(pixels, np.float32))[None]
        if self.is_plain:
            return values
        mean, deviation = (torch.tensor(v)[:, None, None] for v in (self.mean, self.deviation))
        return (values - mean) / deviation

    def pixels(self, tensor: torch.Tensor) -> NDArray[np.float32]:
        """The picture (channels, H, W) in [0, 1] that an input (N, channels, H, W) was made of."""
        values = tensor[0].float()
        if not self.is_plain:
            mean, deviation = (torch.tensor(v)[:, None, None] for v in (self.mean, self.deviation))
            values = values * deviation + mean
        shown: NDArray[np.float32] = values.clamp(0, 1).numpy()
        return shown


@dataclass(frozen=True, eq=False)
class PreparedPicture:
    """A picture at every stage of its way to a network.

    Attributes
    ----------
    original : uint8 array (h, w, 3)
    cropped : uint8 array (side ratio of the input)
        The largest part from the middle that has the input's proportions.
    resized : uint8 array (H, W) or (H, W, 3)
        Of the input's size, antialiased; grey for a network of one channel.
    tensor : torch.Tensor (1, C, H, W)
    """

    original: NDArray[np.uint8]
    cropped: NDArray[np.uint8]
    resized: NDArray[np.uint8]
    tensor: torch.Tensor


def prepare_picture(rgb: NDArray[np.uint8], preparation: Preparation) -> PreparedPicture:
    """Crop and resize a picture as a network wants it.

    Parameters
    ----------
    rgb : uint8 array (h, w, 3) or (h, w)
    preparation : Preparation
        Of 1 or 3 channels; with others, the brightness stands in each.

    Raises
    ------
    ValueError
        If `rgb` is no such array.

    Examples
    --------
    >>> picture = prepare_picture(np.zeros((40, 60, 3), np.uint8), Preparation((3, 32, 32)))
    >>> picture.cropped.shape, tuple(picture.tensor.shape)
    ((40, 40, 3), (1, 3, 32, 32))
    """
    array = np.asarray(rgb)
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or array.size == 0:
        raise ValueError(
            f"rgb must be uint8 of shape (h, w, 3), got {array.dtype} of shape {array.shape}"
        )
    if array.ndim == 2:
        array = np.repeat(array[:, :, None], 3, axis=2)
    channels, height, width = preparation.shape
    planes: NDArray[np.float32]
    cropped = _middle(array[:, :, :3], height / width)
    resized = np.asarray(
        Image.fromarray(cropped).resize((width, height), Image.Resampling.BILINEAR)
    )
    if channels == 3:
        planes = resized.astype(np.float32).transpose(2, 0, 1) / np.float32(255)
    else:
        grey = resized.astype(np.float32) @ LUMA
        planes = np.repeat(grey[None] / 255, channels, axis=0).clip(0, 1).astype(np.float32)
        resized = np.rint(grey).astype(np.uint8)
    return PreparedPicture(array, cropped, resized, preparation.tensor(planes))


def _middle(rgb: NDArray[np.uint8], ratio: float) -> NDArray[np.uint8]:
    """The largest part from the middle whose height is `ratio` times its width."""
    rows, columns = rgb.shape[:2]
    height = min(rows, max(1, round(columns * ratio)))
    width = min(columns, max(1, round(rows / ratio)))
    top, left = (rows - height) // 2, (columns - width) // 2
    return np.ascontiguousarray(rgb[top : top + height, left : left + width])
