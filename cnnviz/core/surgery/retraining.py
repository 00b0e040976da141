"""Fit the new dense layers of a changed network, on what the frozen layers before them give.

This is not `cnnviz.core.training.fit`: that fits a whole network, all of it in training mode and on
pictures, for a number of steps that is known. Here batch norms before flatten must stay as they
are, pictures go through the frozen layers once, and time may run out, to which the rate adapts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
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
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData, as_tensor

__all__ = ["EPOCHS", "FeaturesEnd", "RetrainEvent", "retrain", "with_fresh_dense"]

EPOCHS, BATCH = 12, 64
LEARNING_RATE, WEIGHT_DECAY = 3e-3, 5e-3
# Up to so many numbers in all, what the frozen layers make of the pictures is kept in memory.
MOST_KEPT = 40_000_000
CHUNK = 100


@dataclass(frozen=True)
class FeaturesEnd:
    """`done` of `total` pictures have gone through the layers before flatten."""

    done: int
    total: int


RetrainEvent = FeaturesEnd | BatchEnd | EpochEnd
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
        self.generator = torch.Generator().manual_seed(seed)
        self.dropout = torch.Generator().manual_seed(seed).get_state()
        self.steps = epochs * -(-len(data.train) // BATCH)
        fitted = [p for p in self.tail.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(fitted, weight_decay=WEIGHT_DECAY)
        self.spent = 0.0

    def events(self) -> Generator[RetrainEvent, None, None]:
        """Work, and count the time of the work only."""
        train = yield from self._features(self.data.train.images, 0)
        check = yield from self._features(self.data.check.images, len(self.data.train))
        fitting = self._epochs(train, check)
        while True:
            start = time.perf_counter()
            event = next(fitting, None)
            self.spent += time.perf_counter() - start
            if event is None:
                return
            yield replace(event, seconds=self.spent) if isinstance(event, EpochEnd) else event

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

    def _epochs(self, train: _Features, check: _Features) -> Iterator[BatchEnd | EpochEnd]:
        labels = torch.from_numpy(self.data.train.labels.copy())
        step = 0
        for epoch in range(1, self.epochs + 1):
            losses = []
            order = torch.randperm(len(labels), generator=self.generator)
            for indices in torch.split(order, BATCH):
                step += 1
                self._set_rate(step)
                loss, accuracy = self._step(train(indices), labels[indices])
                losses.append(loss)
                yield BatchEnd(epoch, step, self.steps, loss, accuracy)
                if self.spent > self.seconds:
                    break
            score = self._score(check)
            yield EpochEnd(epoch, self.epochs, float(np.mean(losses)), score, self.spent)
            if self.spent > self.seconds:
                return

    def _set_rate(self, step: int) -> None:
        """Up in the first tenth, then down to zero, by steps or by time, whichever ends first."""
        share = min(1.0, max(step / self.steps, self.spent / self.seconds))
        rate = LEARNING_RATE * min(1.0, 10 * share) * (1 + math.cos(math.pi * share)) / 2
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def _step(self, features: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
        """One step of gradient descent; loss and accuracy of the batch before it."""
        # Batch norm cannot be fitted to a single picture.
        self.tail.train(len(features) > 1)
        # Dropout draws from the global stream: it is lent this state, and given back its own.
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.dropout)
            answer = self.tail(features).float().cpu()
            self.dropout = torch.get_rng_state()
        self.tail.eval()
        # A network that ends in a softmax gets no second one.
        if self.head is Head.SOFTMAX:
            loss = F.nll_loss(answer.clamp_min(torch.finfo(answer.dtype).tiny).log(), labels)
        else:
            loss = F.cross_entropy(answer, labels)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.item(), (answer.argmax(dim=1) == labels).float().mean().item()

    def _score(self, check: _Features) -> float:
        labels = torch.from_numpy(self.data.check.labels.copy())
        with torch.no_grad():
            parts = torch.split(torch.arange(len(labels)), CHUNK)
            answers = torch.cat([self.tail(check(part)).argmax(dim=1).cpu() for part in parts])
        return (answers == labels).double().mean().item()


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
