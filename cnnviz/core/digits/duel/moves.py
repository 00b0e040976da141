"""Moving a digit: smaller, sideways, turned, noisy, or with all its pixels shuffled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import FIELD, Plane

# A digit is shrunk to this many pixels, so that it can be moved `MOST_SHIFT` pixels either way and
# every drop of its ink stays within the 28x28 field.
SMALL_SIDE = 18
MOST_SHIFT = (FIELD - SMALL_SIDE) // 2
SHRINK = SMALL_SIDE / FIELD
MOST_TURN, SMALLEST_SCALE, LARGEST_SCALE, MOST_NOISE = 90, 0.5, 1.5, 0.5
_ORDER_SEED = 2024
Value = TypeVar("Value", np.float32, np.uint8)


@dataclass(frozen=True)
class Move:
    """What is done to a shrunk digit, in this order.

    Attributes
    ----------
    scale : float
        Times its size, about the middle of the field.
    turn : float
        Degrees, counterclockwise as seen.
    right, down : int
        Whole pixels, at most `MOST_SHIFT` either way, so that no value is changed by it.
    noise : float
        Standard deviation of what is added to each pixel; the result is cut off to [0, 1].
    shuffled : bool
        Whether all pixels change places by `pixel_order`.
    seed : int
        Decides the noise.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.
    """

    scale: float = 1.0
    turn: float = 0.0
    right: int = 0
    down: int = 0
    noise: float = 0.0
    shuffled: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("right", "down"):
            value = getattr(self, name)
            if type(value) is not int or abs(value) > MOST_SHIFT:
                raise ValueError(f"{name} must be a whole number up to {MOST_SHIFT} either way")
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise ValueError(f"scale must be in [{SMALLEST_SCALE}, {LARGEST_SCALE}]")
        if not abs(self.turn) <= MOST_TURN:
            raise ValueError(f"turn must be up to {MOST_TURN} degrees either way")
        if not 0 <= self.noise <= MOST_NOISE:
            raise ValueError(f"noise must be in [0, {MOST_NOISE}]")


def shrunk(digits: Plane) -> Plane:
    """Digits made smaller about the middle of their field, antialiased.

    Each new pixel is the mean of the square that it shows, so all ink is kept: the sum of the
    pixels becomes `SHRINK` squared of what it was, neither more nor less.

    Parameters
    ----------
    digits : float32 array (..., 28, 28) in [0, 1]

    Returns
    -------
    float32 array of the same shape, in [0, 1]
        The outermost `MOST_SHIFT` pixels are 0.

    Examples
    --------
    >>> small = shrunk(np.ones((28, 28), np.float32))
    >>> int(small.sum()), float(small[4].max()), float(small[5, 5:23].min())
    (324, 0.0, 1.0)
    """
    means = window_means()
    small = means @ digits.astype(np.float64) @ means.T
    return np.asarray(small.clip(0, 1), np.float32)


@lru_cache(maxsize=1)
def window_means() -> NDArray[np.float64]:
    """The share of each old pixel in each new one, along one axis: (28 new, 28 old)."""
    step = FIELD / SMALL_SIDE
    starts = (np.arange(FIELD) - MOST_SHIFT)[:, None] * step
    pixels = np.arange(FIELD)[None]
    overlap = np.minimum(starts + step, pixels + 1) - np.maximum(starts, pixels)
    return np.asarray(overlap.clip(0) / step)


def moved(digits: Plane, move: Move) -> Plane:
    """Shrunk digits after a move.

    Parameters
    ----------
    digits : float32 array (N, 28, 28) in [0, 1]
    move : Move

    Returns
    -------
    float32 array (N, 28, 28) in [0, 1]

    Examples
    --------
    >>> digits = np.zeros((1, 28, 28), np.float32)
    >>> digits[0, 10, 12] = 1
    >>> np.argwhere(moved(digits, Move(right=3, down=-2))[0]).tolist()
    [[8, 15]]
    """
    values = digits
    if move.scale != 1 or move.turn != 0:
        values = _turned(values, move.scale, move.turn)
    values = shifted(values, move.right, move.down)
    if move.noise:
        noise = np.random.default_rng(move.seed).normal(0, move.noise, values.shape)
        values = (values + noise).clip(0, 1).astype(np.float32)
    return shuffled(values) if move.shuffled else values


def ink_kept(digit: Plane, move: Move) -> float:
    """How much of a digit's ink (28, 28) a shift leaves in the field, in [0, 1].

    Of the digit as it is scaled and turned; noise is no ink. 1 for a blank digit.
    """
    plain = Move(scale=move.scale, turn=move.turn)
    before = moved(digit[None], plain)
    ink = float(before.sum(dtype=np.float64))
    kept = float(shifted(before, move.right, move.down).sum(dtype=np.float64))
    return kept / ink if ink else 1.0


def shifted(digits: Plane, right: int, down: int) -> Plane:
    """Digits (..., 28, 28) moved by whole pixels; black comes in, what leaves is lost."""
    field = np.zeros_like(digits)
    from_row, to_row = _spans(down)
    from_column, to_column = _spans(right)
    field[..., to_row, to_column] = digits[..., from_row, from_column]
    return field


def _spans(way: int) -> tuple[slice, slice]:
    """Which part of an axis stays in the field, before and after."""
    start, stop = max(way, 0), FIELD + min(way, 0)
    return slice(start - way, stop - way), slice(start, stop)


def _turned(digits: Plane, scale: float, degrees: float) -> Plane:
    """About the middle of the field, bilinear."""
    angle = np.deg2rad(degrees)
    cosine, sine = np.cos(angle) / scale, np.sin(angle) / scale
    # Rows point down, so counterclockwise as seen is clockwise in these coordinates.
    back = torch.tensor([[cosine, -sine, 0], [sine, cosine, 0]], dtype=torch.float32)
    planes = torch.tensor(digits)[:, None]
    grid = F.affine_grid(
        back[None].expand(len(planes), -1, -1), list(planes.shape), align_corners=False
    )
    turned = F.grid_sample(planes, grid, align_corners=False)
    return np.asarray(turned[:, 0].clamp(0, 1).numpy())


@lru_cache(maxsize=1)
def pixel_order() -> NDArray[np.int64]:
    """The one fixed order in which pixels are shuffled, (784,): new pixel i is old `order[i]`."""
    order = np.random.default_rng(_ORDER_SEED).permutation(FIELD * FIELD)
    order.flags.writeable = False
    return order


def shuffled(digits: NDArray[Value]) -> NDArray[Value]:
    """Digits (..., 28, 28) with their pixels in the order of `pixel_order`."""
    flat = digits.reshape(*digits.shape[:-2], FIELD * FIELD)
    values: NDArray[Value] = flat[..., pixel_order()].reshape(digits.shape)
    return np.ascontiguousarray(values)
