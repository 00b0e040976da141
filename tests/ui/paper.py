"""Digits on white paper, as a scanner would take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import draw_strokes


def on_paper(*labels: int, gap: int = 60) -> NDArray[np.uint8]:
    """Example digits side by side, dark on light: uint8 (h, w, 3)."""
    inks = [draw_strokes(EXAMPLE_DIGITS[label].strokes)[..., 0] for label in labels]
    between = np.zeros((280, gap), np.uint8)
    row = np.hstack([between, *(part for ink in inks for part in (ink, between))])
    ink = np.pad(row, ((60, 60), (0, 0))).astype(np.float32) / 255
    grey = np.rint(240 - 200 * ink).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)
