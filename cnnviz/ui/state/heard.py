"""What was heard of the pen, and whether the canvas tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.core.digits.strokes import Stroke


@dataclass
class Heard:
    """What the pen has done so far, before the canvas sends it.

    Attributes
    ----------
    update : int
        The last update that was taken in.
    finished : int
        The number of the last finished stroke that was.
    awaited : int
        How many of the drawing's last strokes the canvas has not sent yet.
    growing : Stroke or None
        The stroke that is being drawn.
    """

    update: int = 0
    finished: int = 0
    awaited: int = 0
    growing: Stroke | None = None


def alike(first: Sequence[Stroke], second: Sequence[Stroke], tolerance: float = 1.0) -> bool:
    """Whether two drawings are the same to within so many canvas pixels."""
    if [len(stroke.points) for stroke in first] != [len(stroke.points) for stroke in second]:
        return False
    return all(
        abs(a.width - b.width) < tolerance
        and bool((np.abs(np.subtract(a.points, b.points)) < tolerance).all())
        for a, b in zip(first, second, strict=True)
    )
