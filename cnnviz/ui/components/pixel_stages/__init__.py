"""The stages of preparation as pictures whose pixels can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.images import PreparedPicture
from cnnviz.figures.theme import size
from cnnviz.ui.components.assets import DOM, WORDS, browser_view
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.words.speech import patterns, say

__all__ = ["Stage", "digit_stages", "picture_stages", "pixel_stages"]

Stage = tuple[str, NDArray[np.uint8]]
# What the view says, and what it puts into that.
_SAYS: dict[str, tuple[str, ...]] = {
    "step-place": ("row", "column"),
    "stage-colours": ("red", "green", "blue"),
    "stage-value": ("value", "share"),
}

_view = browser_view(
    "pixel_stages", '<div class="stages"><p class="note"></p></div>', scripts=(DOM, WORDS)
)


def pixel_stages(stages: Sequence[Stage], *, key: str, note: str = "") -> None:
    """Show stages side by side, each a title and its picture.

    Parameters
    ----------
    stages : sequence of (str, uint8 array (H, W) or (H, W, 3))
    key : str
    note : str
        What stands below while no pixel is pointed at; else that pixels are divided by 255.
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
    _view(
        key=key,
        data={"stages": data, "note": note or say("draw-stage-note"), "words": patterns(_SAYS)},
    )


def digit_stages(digit: PreparedDigit) -> list[Stage]:
    """Ink, crop, scaled and centred."""
    planes = (
        ("ink", digit.ink),
        ("crop", digit.cropped),
        ("scale", digit.scaled),
        ("centre", digit.centred),
    )
    return [(say(f"draw-stage-{name}"), _bytes(plane)) for name, plane in planes]


def picture_stages(picture: PreparedPicture) -> list[Stage]:
    """The picture cut and resized, then its channels."""
    cropped = picture.cropped
    step = max(1, max(cropped.shape[:2]) // 400)
    stages = [
        (say("draw-stage-cut"), cropped[::step, ::step]),
        (say("draw-stage-size"), picture.resized),
    ]
    if picture.resized.ndim == 2:
        return stages
    names = (say(f"draw-stage-{name}") for name in ("red", "green", "blue"))
    return [*stages, *((name, picture.resized[:, :, at]) for at, name in enumerate(names))]


def _bytes(plane: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The plane, [0, 1], as 0..255."""
    values: NDArray[np.uint8] = np.rint(plane * 255).astype(np.uint8)
    return values
