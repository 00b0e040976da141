"""Fit the new dense layers of a changed network, on what the frozen layers before them give."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from cnnviz.core.images import Preparation
from cnnviz.core.surgery.change import EditedNetwork
from cnnviz.core.surgery.copies import blank_input
from cnnviz.core.surgery.dense_tail import DenseTail
from cnnviz.core.surgery.form import first_value
from cnnviz.core.surgery.fresh_dense import with_fresh_dense
from cnnviz.core.trace import Head, trace
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import TrainingData, as_tensor
from cnnviz.core.training.loop import Examples, FitEvent, Loop

__all__ = ["EPOCHS", "FeaturesEnd", "RetrainEvent", "retrain", "with_fresh_dense"]

EPOCHS = 12
# Batch norms before flatten stay as they are, and time may run out, to which the rate adapts.
CONFIG = TrainConfig(
    EPOCHS, 64, 3e-3, weight_decay=5e-3, average=0.0, augmented=False, schedule="warm_cosine"
)
# Up to so many numbers in all, what the frozen layers make of the pictures is kept in memory.
MOST_KEPT = 40_000_000
CHUNK = 100


@dataclass(frozen=True)
class FeaturesEnd:
    """`done` of `total` pictures have gone through the layers before flatten."""

    done: int
    total: int


RetrainEvent = FeaturesEnd | FitEvent
_Features = Callable[[torch.Tensor], torch.Tensor]


def retrain(
    network: EditedNetwork,
    data: TrainingData,
    *,
    epochs: int = EPOCHS,
    seconds: float = 12.0,
    seed: int = 0,
    preparation: Preparation | None = None,
) -> Generator[RetrainEvent, None, None]:
    """Fit the new dense layers in place; close the generator to stop.

    What comes before them is frozen, so that every picture goes through it only once. Batch norms
    after flatten are fitted as well.

    Parameters
    ----------
    network : EditedNetwork
        From `with_fresh_dense`. Whenever the generator rests or ends, by itself or because it
        is closed, the model is in evaluation mode and answers with the weights it has by then.
    data : TrainingData
        Pictures of the network's input shape; their labels are places in its answer.
    epochs : int
    seconds : float
        It ends early when it has fitted for so long, with a last `EpochEnd`. The one pass
        through the frozen layers and what the caller does in between do not count.
    seed : int
        Order of the pictures and dropout.
    preparation : Preparation, optional
        How a picture becomes the network's input; as it is, in [0, 1], without one.

    Raises
    ------
    ValueError
        For a network that was not made by `with_fresh_dense`, or that the data do not fit.
    """
    if not network.has_fresh_dense:
        raise ValueError("network still has its trained dense layers: use with_fresh_dense first")
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    return _Fit(network, data, epochs, seconds, seed, preparation).events()


class _Fit:
    """One run of retraining."""

    def __init__(
        self,
        network: EditedNetwork,
        data: TrainingData,
        epochs: int,
        seconds: float,
        seed: int,
        preparation: Preparation | None,
    ) -> None:
        assert not isinstance(network.dense_part, str)
        self.data, self.epochs, self.seconds = data, epochs, seconds
        self.model, self.flat = network.model, network.dense_part.flat
        self.blank = blank_input(network.model, network.shape)
        self.preparation = preparation or Preparation(network.shape)
        result = trace(network.model, self.blank)
        self.tail = DenseTail(network.model, network.dense_part, result)
        self.head = result.head
        _check(network, data, result.logits.shape[1])
        self.config = replace(CONFIG, epochs=epochs, seed=seed)

    def events(self) -> Generator[RetrainEvent, None, None]:
        """Everything through the frozen layers, if it can be kept; then the loop."""
        train = yield from self._features(self.data.train.images, 0)
        check = yield from self._features(self.data.check.images, len(self.data.train))
        loop = Loop(
            self.tail,
            Examples(train, torch.from_numpy(self.data.train.labels.copy())),
            Examples(check, torch.from_numpy(self.data.check.labels.copy())),
            self.config,
            loss=_loss_of_shares if self.head is Head.SOFTMAX else None,
            seconds=self.seconds,
            chunk=CHUNK,
        )
        yield from loop.events()

    def _features(
        self, images: NDArray[np.uint8], before: int
    ) -> Generator[FeaturesEnd, None, _Features]:
        """What the frozen layers make of the pictures of given numbers."""

        def compute(indices: torch.Tensor) -> torch.Tensor:
            x = prepared(as_tensor(images[indices.numpy()]), self.preparation)
            return first_value(self.model, x.to(self.blank), self.flat)

        total = len(self.data.train) + len(self.data.check)
        numbers = torch.arange(len(images))
        if compute(numbers[:1]).shape[1] * total > MOST_KEPT:
            return compute
        parts = []
        for indices in torch.split(numbers, CHUNK):
            parts.append(compute(indices))
            yield FeaturesEnd(before + int(indices[-1]) + 1, total)
        return torch.cat(parts).__getitem__


def _loss_of_shares(shares: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross entropy for a network that ends in a softmax: it gets no second one."""
    return F.nll_loss(shares.clamp_min(torch.finfo(shares.dtype).tiny).log(), labels)


def prepared(pixels: torch.Tensor, preparation: Preparation) -> torch.Tensor:
    """Pixels (N, C, H, W) in [0, 1] as the network takes them."""
    if preparation.is_plain:
        return pixels
    given = (preparation.mean, preparation.deviation)
    mean, deviation = (torch.tensor(values)[:, None, None] for values in given)
    return (pixels - mean) / deviation


def _check(network: EditedNetwork, data: TrainingData, classes: int) -> None:
    """ValueError if these data cannot be learned by this network."""
    for pictures in (data.train, data.check):
        if not len(pictures):
            raise ValueError("data must hold pictures to train on and pictures to check on")
        size = tuple(as_tensor(pictures.images[:1]).shape[1:])
        if size != network.shape:
            raise ValueError(f"data must hold pictures of shape {network.shape}, got {size}")
        if not 0 <= int(pictures.labels.min()) <= int(pictures.labels.max()) < classes:
            raise ValueError(f"labels must be in 0..{classes - 1}, one for each class")
