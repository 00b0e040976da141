"""The stages of preparation as pictures whose pixels can be read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.figures.theme import size
from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.thumbnails import png_base64

__all__ = ["pixel_stages"]

_NOTE = "Each pixel is 0–255; divided by 255 it becomes 0–1, the network's input."
_view = browser_view("pixel_stages", '<div class="stages"><p class="note"></p></div>')


def pixel_stages(digit: PreparedDigit, *, key: str) -> None:
    """Show ink, crop, scaled and centred side by side."""
    stages = (
        ("1 Ink", digit.ink),
        ("2 Crop", digit.cropped),
        ("3 Scale to 20", digit.scaled),
        ("4 Centre", digit.centred),
    )
    data = [
        {"title": title, "shape": size(plane.shape), "png": png_base64(_bytes(plane))}
        for title, plane in stages
    ]
    _view(key=key, data={"stages": data, "note": _NOTE})


def _bytes(plane: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The plane, [0, 1], as 0..255."""
    values: NDArray[np.uint8] = np.rint(plane * 255).astype(np.uint8)
    return values
