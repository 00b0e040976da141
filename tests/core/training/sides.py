"""Small pictures that a small network learns to tell apart in a moment."""

from __future__ import annotations

import numpy as np

from cnnviz.core.images import ImageSet


def pictures(count: int, side: int = 12, colour: bool = False) -> ImageSet:
    """Pictures that are bright on the left or on the right."""
    random = np.random.default_rng(count)
    shape = (count, side, side, 3) if colour else (count, side, side)
    images = random.integers(0, 90, shape).astype(np.uint8)
    labels = np.arange(count) % 2
    for image, label in zip(images, labels, strict=True):
        image[:, label * side // 2 : (label + 1) * side // 2] += 120
    return ImageSet("sides", images, labels.astype(np.int64), ("left", "right"))
