"""Change single pixels of the 28x28 picture that the network reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch

from cnnviz.core.digits.prepare import FIELD, PreparedDigit

# Two characters of base 36 for the place, two of base 16 for the value in steps of 1/255.
_TEXT = re.compile(r"(?:[0-9a-z]{2}[0-9a-f]{2})*", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class PixelEdits:
    """New values for some pixels.

    Attributes
    ----------
    pixels : tuple of (row, column, value)
        Row and column in 0..27, counted from 0; value in [0, 1]. Sorted, each place once: two
        sets of the same edits are equal.

    Raises
    ------
    ValueError
        If a number is out of its range or a place comes twice.

    Examples
    --------
    >>> edits = PixelEdits().with_pixel(3, 4, 1.0).with_pixel(0, 27, 0.0)
    >>> edits.pixels, edits.get(3, 4), edits.get(9, 9)
    (((0, 27, 0.0), (3, 4, 1.0)), 1.0, None)
    >>> edits.to_text()
    '0r002gff'
    """

    pixels: tuple[tuple[int, int, float], ...] = ()

    def __post_init__(self) -> None:
        for row, column, value in self.pixels:
            _check_place(row, column)
            if not 0 <= value <= 1:
                raise ValueError(f"value must be in [0, 1], got {value}")
        # Plain numbers: a NumPy one would be written differently.
        pixels = tuple(sorted((int(r), int(c), float(v)) for r, c, v in self.pixels))
        if len({place[:2] for place in pixels}) < len(pixels):
            raise ValueError("pixels must name each place once")
        object.__setattr__(self, "pixels", pixels)

    def __len__(self) -> int:
        return len(self.pixels)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return iter(self.pixels)

    def get(self, row: int, column: int) -> float | None:
        """The new value of a pixel; None if it is not changed."""
        for at_row, at_column, value in self.pixels:
            if (at_row, at_column) == (row, column):
                return value
        return None

    def with_pixel(self, row: int, column: int, value: float) -> PixelEdits:
        """These edits and one more, in place of a former one of that pixel."""
        return PixelEdits((*self.without_pixel(row, column).pixels, (row, column, value)))

    def without_pixel(self, row: int, column: int) -> PixelEdits:
        """These edits less that of one pixel, if there is any."""
        _check_place(row, column)
        return PixelEdits(tuple(p for p in self.pixels if p[:2] != (row, column)))

    def to_text(self) -> str:
        """Four characters a pixel, in order; values to the nearest 1/255, 0 and 1 exactly."""
        return "".join(_place_text(r * FIELD + c) + f"{round(v * 255):02x}" for r, c, v in self)

    @classmethod
    def from_text(cls, text: str) -> PixelEdits:
        """The edits that `to_text` wrote.

        Raises
        ------
        ValueError
            If `text` is anything else.
        """
        if _TEXT.fullmatch(text) is None:
            raise ValueError(f"text must be four characters for each pixel, got {text[:40]!r}")
        parts = [text[first : first + 4] for first in range(0, len(text), 4)]
        edits = cls(
            tuple((*divmod(int(part[:2], 36), FIELD), int(part[2:], 16) / 255) for part in parts)
        )
        if edits.to_text() != text:
            raise ValueError("text must name its pixels in order")
        return edits


def next_value(value: float) -> float:
    """What a click makes of a pixel: a dark one (below 0.5) white, any other black."""
    return 1.0 if value < 0.5 else 0.0


def apply_pixels(digit: PreparedDigit, edits: PixelEdits) -> PreparedDigit:
    """The digit with these pixels changed in `centred` and `tensor`.

    `is_blank` says whether the changed picture holds any ink; the stages before it stay what
    they were.
    """
    if not edits:
        return digit
    rows, columns, values = zip(*edits, strict=True)
    centred = digit.centred.copy()
    centred[list(rows), list(columns)] = values
    tensor = torch.from_numpy(centred.copy())[None, None]
    return replace(digit, centred=centred, tensor=tensor, is_blank=not bool(np.any(centred)))


def _check_place(row: int, column: int) -> None:
    for name, value in (("row", row), ("column", column)):
        if not 0 <= value < FIELD or value != int(value):
            raise ValueError(f"{name} must be a whole number in 0..{FIELD - 1}, got {value}")


def _place_text(place: int) -> str:
    return _DIGITS[place // 36] + _DIGITS[place % 36]
