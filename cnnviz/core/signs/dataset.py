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
from numpy.typing import NDArray

from cnnviz.core.images import ImageSet
from cnnviz.core.signs.classes import SIGN_NAMES
from cnnviz.core.signs.generator import draw_sign

COUNTS = {"train": 24_000, "check": 3_000, "test": 6_000}
# A stream of random numbers of its own for each split: none shares a picture with another.
_STREAMS = {"train": 1, "check": 2, "test": 3, "examples": 4}
# Two of each class for a page to show, chosen by eye: seed and turn, the first one plain to see.
_EXAMPLES = (
    ((2, 0), (5, 1)),
    ((6, 0), (1, 1)),
    ((5, 1), (3, 0)),
    ((4, 0), (2, 1)),
    ((5, 0), (3, 1)),
    ((1, 1), (2, 1)),
    ((5, 0), (1, 1)),
    ((4, 0), (1, 1)),
    ((4, 1), (7, 1)),
    ((2, 0), (1, 1)),
    ((5, 0), (2, 1)),
    ((4, 0), (2, 1)),
)


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
    labels = np.arange(count, dtype=np.int64) % len(SIGN_NAMES)
    images = [_picture(split, int(label), seed, number) for number, label in enumerate(labels)]
    return ImageSet(f"signs-{split}", np.stack(images), labels, SIGN_NAMES)


@lru_cache(maxsize=1)
def examples() -> ImageSet:
    """A fixed few pictures, two of every class in the classes' order, that no split holds.

    They were chosen to be looked at; nothing is to be measured on them.
    """
    many = len(SIGN_NAMES)
    chosen = [
        (label, seed, label + many * turn)
        for label, pair in enumerate(_EXAMPLES)
        for seed, turn in pair
    ]
    images = np.stack([_picture("examples", *which) for which in chosen])
    labels = np.array([label for label, *_ in chosen], np.int64)
    images.flags.writeable = labels.flags.writeable = False
    return ImageSet("sign-examples", images, labels, SIGN_NAMES)


def _picture(split: str, label: int, seed: int, number: int) -> NDArray[np.uint8]:
    """One of a set; it has its own seed, so that it does not depend on how many are asked for."""
    return draw_sign(label, np.random.default_rng([seed, _STREAMS[split], number]))
