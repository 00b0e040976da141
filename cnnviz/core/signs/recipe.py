"""How the network for road signs is trained and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import torch
from torch import nn

from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.signs.dataset import COUNTS, load_signs
from cnnviz.core.training.augment import augment_colours
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.evaluation import Evaluation, judge, judgement_facts
from cnnviz.core.training.fit import FitEvent, TrainingData, fit

SIGN_NETWORK = "signs"
SIGN_RECIPE = TrainConfig(30, learning_rate=3e-3, label_smoothing=0.05)
# The sets the network is judged on; none of their pictures is trained on, chosen or calibrated by.
SIGNS_REPORTED = ("signs-test",)

SIGNS_DESCRIPTION = (
    f"{COUNTS['train']:,} road signs drawn by the project's own generator (MIT); chosen and "
    f"calibrated on {COUNTS['check']:,} others, reported on {COUNTS['test']:,} more."
)


def load_sign_data() -> TrainingData:
    """All that the network is trained on, and what it is chosen and calibrated by."""
    return TrainingData(load_signs("train"), load_signs("check"))


def train_signs(data: TrainingData) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network and the generator that trains it by its recipe."""
    torch.manual_seed(SIGN_RECIPE.seed)
    model = SHIPPED[SIGN_NETWORK].build()
    return model, fit(model, data, SIGN_RECIPE, augment_colours)


def evaluate_signs(model: nn.Module, temperature: float) -> dict[str, Evaluation]:
    """Judge the calibrated network on each set of `SIGNS_REPORTED`."""
    return {"signs-test": judge(model, temperature, load_signs("test"))}


def sign_facts(
    results: dict[str, Evaluation], temperature: float, seconds: float
) -> dict[str, Any]:
    """What the manifest says of a training run."""
    return {
        "data": SIGNS_DESCRIPTION,
        "recipe": asdict(SIGN_RECIPE),
        "seed": SIGN_RECIPE.seed,
        "training_seconds": round(seconds),
        **judgement_facts(results, temperature),
    }
