"""Signs to train on, to check on and to test on, made when they are asked for.

===== ======= ==========================================
split signs   for
===== ======= ==========================================
train 24,000  training
check  3,000  choosing and calibrating
test   6,000  reporting only
===== ======= ==========================================
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cnnviz.core.images import ImageSet
from cnnviz.core.signs.classes import SIGN_NAMES
from cnnviz.core.signs.generator import draw_sign

COUNTS = {"train": 24_000, "check": 3_000, "test": 6_000}
# A stream of random numbers of its own for each split: none shares a picture with another.
_STREAMS = {"train": 1, "check": 2, "test": 3, "examples": 4}
PER_CLASS = 2


def load_signs(split: str, count: int | None = None, seed: int = 0) -> ImageSet:
    """Draw a set of road signs; the same arguments give the same pictures.

    Parameters
    ----------
    split : str
        "train", "check" or "test".
    count : int, optional
        The first so many pictures; all of the table above without it. The classes take turns,
        so that each has its share.
    seed : int
        Not negative; another one gives a set with no picture in common.

    Returns
    -------
    ImageSet
        Images uint8 (count, 32, 32, 3).

    Raises
    ------
    ValueError
        Naming the argument that is wrong.

    Examples
    --------
    >>> signs = load_signs("test", 24)
    >>> signs.images.shape, signs.classes[signs.labels[1]]
    ((24, 32, 32, 3), 'no entry')
    """
    if split not in COUNTS:
        raise ValueError(f"split must be one of {', '.join(COUNTS)}, got {split!r}")
    count = COUNTS[split] if count is None else count
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, got {seed}")
    return _drawn(split, count, seed)


@lru_cache(maxsize=1)
def examples() -> ImageSet:
    """A fixed few pictures, two of every class in the classes' order, that no split holds."""
    signs = _drawn("examples", PER_CLASS * len(SIGN_NAMES), 0)
    order = np.argsort(signs.labels, kind="stable")
    images, labels = signs.images[order], signs.labels[order]
    images.flags.writeable = labels.flags.writeable = False
    return ImageSet("sign-examples", images, labels, SIGN_NAMES)


def _drawn(split: str, count: int, seed: int) -> ImageSet:
    labels = np.arange(count, dtype=np.int64) % len(SIGN_NAMES)
    # Each picture has its own seed, so that it does not depend on how many are asked for.
    images = [
        draw_sign(int(label), np.random.default_rng([seed, _STREAMS[split], number]))
        for number, label in enumerate(labels)
    ]
    return ImageSet(f"signs-{split}", np.stack(images), labels, SIGN_NAMES)
