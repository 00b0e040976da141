"""The built-in digits, split into those that may be trained on and those that judge."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.training.fit import TrainingData, accuracy_on


@lru_cache(maxsize=1)
def builtin_split() -> TrainingData:
    """4,000 of the built-in digits to train on, 400 a class, and the other 1,000 to test on."""
    digits = load_dataset("builtin")
    # They are sorted by class: every fifth one gives each class its share.
    held = np.arange(len(digits)) % 5 == 4
    return TrainingData(
        DigitSet("builtin-train", digits.images[~held], digits.labels[~held]),
        DigitSet("builtin-held-out", digits.images[held], digits.labels[held]),
    )


def held_out_accuracy(model: nn.Module) -> float:
    """Share of the 1,000 built-in test digits that a network reads right, in [0, 1].

    No network that ships was trained on them.
    """
    return accuracy_on(model, builtin_split().check)
