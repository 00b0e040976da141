"""Where each of many small maps lies on one sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Tiles:
    """Where each map of a montage lies, in cells.

    Attributes
    ----------
    count, height, width : int
        Number of maps and the size of each.
    across : int
        Maps in a row.
    labelled : bool
        Whether there is a label above each.
    """

    count: int
    height: int
    width: int
    across: int
    labelled: bool = True

    @property
    def gap(self) -> int:
        """Cells between two rows of maps: room for a label, in proportion to the maps."""
        return max(1, round(0.24 * self.height)) if self.labelled else 0

    @property
    def gutter(self) -> int:
        """Cells between two maps side by side."""
        return max(1, round(0.1 * self.width))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the whole, the labels above included."""
        rows = -(-self.count // self.across)
        width = self.across * (self.width + self.gutter) - self.gutter
        return rows * (self.height + self.gap), width

    def corner(self, index: int) -> tuple[int, int]:
        """Top row and left column of map `index`."""
        row, column = divmod(index, self.across)
        top = row * (self.height + self.gap) + self.gap
        return top, column * (self.width + self.gutter)


def arrange(shape: tuple[int, ...], aspect: float, labelled: bool = True) -> Tiles:
    """Put (N, H, W) maps in rows so that the whole is about `aspect` times as wide as high.

    A last row with empty places counts against an arrangement.
    """

    count, height, width = shape

    def badness(tiles: Tiles) -> float:
        rows, columns = tiles.size
        places = -(-count // tiles.across) * tiles.across
        return abs(math.log(columns / rows / aspect)) + 1 - count / places

    choices = (Tiles(count, height, width, n, labelled) for n in range(1, count + 1))
    return min(choices, key=badness)


def lay_out(maps: Maps, tiles: Tiles) -> Maps:
    """All maps on one sheet, with nothing (NaN) between them."""
    sheet = np.full(tiles.size, np.nan, np.float32)
    for index, values in enumerate(maps):
        top, left = tiles.corner(index)
        sheet[top : top + tiles.height, left : left + tiles.width] = values
    return sheet
