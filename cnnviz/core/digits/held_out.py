"""The built-in digits, split into those that may be trained on and those that judge."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.training.fit import TrainingData, accuracy_on

HELD_OUT_NAME = "builtin-held-out"
# They are sorted by class: every fifth one gives each class its share.
_EVERY = 5


def builtin_index(held_out: int) -> int:
    """Which of the 5,000 a digit of the 1,000 is."""
    return held_out * _EVERY + _EVERY - 1


@lru_cache(maxsize=1)
def builtin_split() -> TrainingData:
    """4,000 of the built-in digits to train on, 400 a class, and the other 1,000 to test on."""
    digits = load_dataset("builtin")
    held = np.arange(len(digits)) % _EVERY == _EVERY - 1
    return TrainingData(
        DigitSet("builtin-train", digits.images[~held], digits.labels[~held]),
        DigitSet(HELD_OUT_NAME, digits.images[held], digits.labels[held]),
    )


def held_out_accuracy(model: nn.Module) -> float:
    """Share of the 1,000 built-in test digits that a network reads right, in [0, 1].

    No network that ships was trained on them.
    """
    return accuracy_on(model, builtin_split().check)
