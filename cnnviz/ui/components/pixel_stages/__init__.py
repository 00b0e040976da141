"""The stages of preparation as pictures whose pixels can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.images import PreparedPicture
from cnnviz.figures.theme import size
from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.thumbnails import png_base64

__all__ = ["Stage", "digit_stages", "picture_stages", "pixel_stages"]

Stage = tuple[str, NDArray[np.uint8]]

_NOTE = "Each pixel is 0–255; divided by 255 it becomes 0–1, the network's input."
_view = browser_view("pixel_stages", '<div class="stages"><p class="note"></p></div>')


def pixel_stages(stages: Sequence[Stage], *, key: str, note: str = _NOTE) -> None:
    """Show stages side by side, each a title and its picture.

    Parameters
    ----------
    stages : sequence of (str, uint8 array (H, W) or (H, W, 3))
    key : str
    note : str
        What stands below while no pixel is pointed at.
    """
    data = [
        {
            "title": title,
            "shape": size(picture.shape),
            "colours": picture.ndim == 3,
            "png": png_base64(np.ascontiguousarray(picture)),
        }
        for title, picture in stages
    ]
    _view(key=key, data={"stages": data, "note": note})


def digit_stages(digit: PreparedDigit) -> list[Stage]:
    """Ink, crop, scaled and centred."""
    planes = (
        ("1 Ink", digit.ink),
        ("2 Crop", digit.cropped),
        ("3 Scale to 20", digit.scaled),
        ("4 Centre", digit.centred),
    )
    return [(title, _bytes(plane)) for title, plane in planes]


def picture_stages(picture: PreparedPicture) -> list[Stage]:
    """The picture cut and resized, then its channels."""
    cropped = picture.cropped
    step = max(1, max(cropped.shape[:2]) // 400)
    stages = [("1 Crop", cropped[::step, ::step]), ("2 Scale", picture.resized)]
    if picture.resized.ndim == 2:
        return stages
    names = ("3 Red", "4 Green", "5 Blue")
    return [*stages, *((name, picture.resized[:, :, at]) for at, name in enumerate(names))]


def _bytes(plane: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The plane, [0, 1], as 0..255."""
    values: NDArray[np.uint8] = np.rint(plane * 255).astype(np.uint8)
    return values
