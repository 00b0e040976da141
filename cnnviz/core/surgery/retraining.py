"""New dense layers for a changed network: its convolutions stay as they were trained."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.surgery.change import DIGIT_SHAPE, EditedNetwork, Shape
from cnnviz.core.surgery.misfit import trace_until_misfit
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData, as_tensor

EPOCHS, BATCH = 12, 64
LEARNING_RATE, WEIGHT_DECAY = 3e-3, 5e-3
# Up to so many numbers a digit, what the convolutions make of all digits is kept in memory.
MOST_KEPT = 8_000
CHUNK = 100


@dataclass(frozen=True)
class FeaturesEnd:
    """`done` of `total` digits have gone through the convolutions."""

    done: int
    total: int


RetrainEvent = FeaturesEnd | BatchEnd | EpochEnd
_Features = Callable[[torch.Tensor], torch.Tensor]


def with_fresh_dense(
    network: EditedNetwork, *, seed: int = 0, shape: Shape = DIGIT_SHAPE
) -> EditedNetwork:
    """A copy whose layers after flatten are new and fit; all other weights are the trained ones.

    Parameters
    ----------
    network : EditedNetwork
        Left as it is.
    seed : int
        Decides the new weights.
    shape : (channels, height, width)
        Of the network's input.

    Raises
    ------
    ValueError
        If new dense layers would not help, or the network ends in something else than layers
        in a row after flatten.
    """
    if not network.retrainable:
        assert network.misfit is not None
        raise ValueError(f"network cannot be retrained: {network.misfit.reason}")
    if isinstance(network.dense_part, str):
        raise ValueError(network.dense_part)
    model = copy.deepcopy(network.model)
    flat, _ = trace_until_misfit(_body(model, network.dense_part), torch.zeros(1, *shape))
    features = flat.records[-1].output.shape[1]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for name in network.dense_part:
            layer = model.get_submodule(name)
            if isinstance(layer, nn.Linear):
                fresh = nn.Linear(features, layer.out_features, bias=layer.bias is not None)
                model.set_submodule(name, fresh, strict=True)
                features = layer.out_features
    return replace(network, model=model.eval(), misfit=None, has_fresh_dense=True)


def _body(model: nn.Module, dense_part: tuple[str, ...]) -> nn.Module:
    """A copy that ends with flatten."""
    body = copy.deepcopy(model)
    for name in dense_part:
        body.set_submodule(name, nn.Identity(), strict=True)
    return body.eval()


def retrain(
    network: EditedNetwork,
    *,
    epochs: int = EPOCHS,
    seconds: float = 12.0,
    seed: int = 0,
    data: TrainingData | None = None,
) -> Generator[RetrainEvent, None, None]:
    """Fit the new dense layers in place; close the generator to stop.

    The convolutions are frozen, so that every digit goes through them only once.

    Parameters
    ----------
    network : EditedNetwork
        From `with_fresh_dense`. Whenever the generator rests or ends, by itself or because it
        is closed, the model is in evaluation mode and answers with the weights it has by then.
    epochs : int
    seconds : float
        It ends early when it has fitted for so long, with a last `EpochEnd`. The one pass
        through the convolutions and what the caller does in between do not count.
    seed : int
        Order of the digits and dropout.
    data : TrainingData, optional
        The built-in 4,000 and 1,000 digits without it.

    Raises
    ------
    ValueError
        For a network that was not made by `with_fresh_dense`: trained weights are not touched.
    """
    if not network.has_fresh_dense:
        raise ValueError("network still has its trained dense layers: use with_fresh_dense first")
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    return _Fit(network, data or builtin_split(), epochs, seconds, seed).events()


class _Fit:
    """One run of retraining."""

    def __init__(
        self, network: EditedNetwork, data: TrainingData, epochs: int, seconds: float, seed: int
    ) -> None:
        self.data, self.epochs, self.seconds = data, epochs, seconds
        assert not isinstance(network.dense_part, str)
        self.body = _body(network.model, network.dense_part)
        # The very layers of the network: fitting them fits it.
        self.dense = nn.Sequential(
            *(network.model.get_submodule(name) for name in network.dense_part)
        )
        self.generator = torch.Generator().manual_seed(seed)
        self.dropout = torch.Generator().manual_seed(seed).get_state()
        self.steps = epochs * -(-len(data.train) // BATCH)
        self.optimizer = torch.optim.AdamW(self.dense.parameters(), weight_decay=WEIGHT_DECAY)
        self.spent = 0.0

    def events(self) -> Generator[RetrainEvent, None, None]:
        """Work, and count the time of the work only."""
        train = yield from self._features(self.data.train, 0)
        check = yield from self._features(self.data.check, len(self.data.train))
        fitting = self._epochs(train, check)
        while True:
            start = time.perf_counter()
            event = next(fitting, None)
            self.spent += time.perf_counter() - start
            if event is None:
                return
            yield replace(event, seconds=self.spent) if isinstance(event, EpochEnd) else event

    def _features(self, digits: DigitSet, before: int) -> Generator[FeaturesEnd, None, _Features]:
        """What the convolutions make of the digits of given numbers."""
        images = as_tensor(digits.images)

        def compute(indices: torch.Tensor) -> torch.Tensor:
            with torch.no_grad():
                return cast(torch.Tensor, self.body(images[indices]))

        numbers = torch.arange(len(digits))
        if compute(numbers[:1]).shape[1] > MOST_KEPT:
            return compute
        parts = []
        for indices in torch.split(numbers, CHUNK):
            parts.append(compute(indices))
            done = before + int(indices[-1]) + 1
            yield FeaturesEnd(done, len(self.data.train) + len(self.data.check))
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
        self.dense.train()
        # Dropout draws from the global stream: it is lent this state, and given back its own.
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.dropout)
            logits = self.dense(features)
            self.dropout = torch.get_rng_state()
        self.dense.eval()
        loss = F.cross_entropy(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.item(), (logits.argmax(dim=1) == labels).float().mean().item()

    def _score(self, check: _Features) -> float:
        labels = torch.from_numpy(self.data.check.labels.copy())
        with torch.no_grad():
            parts = torch.split(torch.arange(len(labels)), CHUNK)
            answers = torch.cat([self.dense(check(part)).argmax(dim=1) for part in parts])
        return (answers == labels).double().mean().item()
