"""The one training loop: batches of numbers in, plain events out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.optimisers import Schedule, make_optimizer


@dataclass(frozen=True)
class BatchEnd:
    """After one batch: the epoch (from 1), the step since the start (from 1) of `steps`,
    the batch's mean loss and its accuracy in [0, 1].
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Checking:
    """`done` of `total` check pictures have gone through; nothing is trained meanwhile."""

    done: int
    total: int


@dataclass(frozen=True)
class CheckEnd:
    """A look at the check pictures within an epoch, after step `step`.

    Mean loss and accuracy in [0, 1] of the batches since the look before, and of the check
    pictures; seconds of work since the start.
    """

    epoch: int
    step: int
    loss: float
    accuracy: float
    check_loss: float
    check_accuracy: float
    seconds: float


@dataclass(frozen=True)
class EpochEnd:
    """After one epoch (from 1) of `epochs`: mean training loss and, on the check pictures, the
    accuracy in [0, 1] of the weights that would be kept; seconds of work since the start; mean
    training accuracy in [0, 1], and the mean loss on the check pictures.
    """

    epoch: int
    epochs: int
    loss: float
    check_accuracy: float
    seconds: float
    accuracy: float
    check_loss: float


FitEvent = BatchEnd | Checking | CheckEnd | EpochEnd
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, eq=False)
class Examples:
    """What a network is trained on, or checked on.

    Attributes
    ----------
    inputs : callable
        ``numbers (n,) int64 -> inputs (n, ...)``, as the network takes them.
    labels : torch.Tensor (N,) int64, or (N, classes)
        The class of each, or the shares that each class should have.
    """

    inputs: Callable[[torch.Tensor], torch.Tensor]
    labels: torch.Tensor


class Loop:
    """One training, in place; see `fit` for what its events promise.

    Parameters
    ----------
    model : torch.nn.Module
        Inputs to one number for each class; its parameters that require gradients are fitted.
    train, check : Examples
    config : TrainConfig
    loss : callable, optional
        ``(answers (n, classes), labels (n,)) -> scalar``; the config's, on logits, without one.
    seconds : float
        It ends early when it has worked for so long, with a last `EpochEnd`; what the caller does
        in between does not count. All schedules but one-cycle are shortened accordingly.
    look_after : float
        Seconds of work between looks at the check pictures within an epoch, at least; they never
        take more than a sixth of the time.
    chunk : int
        Check pictures that go through at once.
    """

    def __init__(
        self,
        model: nn.Module,
        train: Examples,
        check: Examples,
        config: TrainConfig,
        *,
        loss: Loss | None = None,
        seconds: float = math.inf,
        look_after: float = math.inf,
        chunk: int = 500,
    ) -> None:
        self.model, self.train, self.check, self.config = model, train, check, config
        self.loss = loss or loss_of(config)
        self.seconds, self.look_after, self.chunk = seconds, look_after, chunk
        self.generator = torch.Generator().manual_seed(config.seed)
        # Dropout draws from the global stream: each step lends it this state, and takes it back.
        self.dropout = torch.Generator().manual_seed(config.seed).get_state()
        self.steps = config.epochs * -(-len(train.labels) // config.batch_size)
        self.optimizer = make_optimizer(model, config)
        self.schedule = Schedule(self.optimizer, config, self.steps)
        self.averaged = _average_of(model, config)
        self.spent = 0.0
        self._seen, self._next_look = 0, look_after

    def events(self) -> Iterator[FitEvent]:
        """Work, counting the time of the work only."""
        working = self._epochs()
        try:
            while True:
                start = time.perf_counter()
                event = next(working, None)
                self.spent += time.perf_counter() - start
                if event is None:
                    return
                if isinstance(event, EpochEnd | CheckEnd):
                    event = replace(event, seconds=self.spent)
                yield event
        finally:
            if self.averaged is not None:
                self.model.load_state_dict(self.averaged.module.state_dict())
            self.model.eval()

    def _epochs(self) -> Iterator[FitEvent]:
        step = 0
        for epoch in range(1, self.config.epochs + 1):
            losses, hits = [], []
            order = torch.randperm(len(self.train.labels), generator=self.generator)
            for numbers in torch.split(order, self.config.batch_size):
                step += 1
                loss, accuracy = self._step(numbers)
                losses.append(loss)
                hits.append(accuracy)
                yield BatchEnd(epoch, step, self.steps, loss, accuracy)
                # An epoch's end looks by itself.
                if self.spent > self._next_look and len(losses) * len(numbers) < len(order):
                    yield from self._look(epoch, step, losses, hits)
                if self.spent > self.seconds:
                    break
            check_loss, right = yield from self._check()
            mean, share = float(np.mean(losses)), float(np.mean(hits))
            yield EpochEnd(epoch, self.config.epochs, mean, right, self.spent, share, check_loss)
            self._seen, self._next_look = 0, self.spent + self.look_after
            if self.spent > self.seconds:
                return

    def _look(
        self, epoch: int, step: int, losses: list[float], hits: list[float]
    ) -> Iterator[FitEvent]:
        """A look within an epoch."""
        start = time.perf_counter()
        check_loss, right = yield from self._check()
        took = time.perf_counter() - start
        mean = float(np.mean(losses[self._seen :]))
        share = float(np.mean(hits[self._seen :]))
        yield CheckEnd(epoch, step, mean, share, check_loss, right, self.spent)
        self._seen, self._next_look = len(losses), self.spent + max(self.look_after, 6 * took)

    def _step(self, numbers: torch.Tensor) -> tuple[float, float]:
        """One step of gradient descent; loss and accuracy of the batch before it."""
        half = self.config.half_precision
        x, y = self.train.inputs(numbers), self.train.labels[numbers]
        if half:
            x = x.contiguous(memory_format=torch.channels_last)
        # Batch norm cannot be fitted to a single picture.
        self.model.train(len(y) > 1)
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.dropout)
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                answer = self.model(x)
            self.dropout = torch.get_rng_state()
        self.model.eval()
        answer = answer.float().cpu()
        loss = self.loss(answer, y)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.schedule.before_step(self.spent / self.seconds)
        self.optimizer.step()
        self.schedule.after_step()
        if self.averaged is not None:
            self.averaged.update_parameters(self.model)
        return loss.item(), _hits(answer, y).float().mean().item()

    def _check(self) -> Generator[FitEvent, None, tuple[float, float]]:
        """Mean loss and accuracy on the check pictures, of the weights that would be kept."""
        kept = self.model if self.averaged is None else self.averaged.module.eval()
        labels = self.check.labels
        loss, right = 0.0, 0
        for numbers in torch.split(torch.arange(len(labels)), self.chunk):
            with torch.no_grad():
                answer = kept(self.check.inputs(numbers)).float().cpu()
                loss += self.loss(answer, labels[numbers]).item() * len(numbers)
            right += int(_hits(answer, labels[numbers]).sum())
            done = int(numbers[-1]) + 1
            if done < len(labels):
                yield Checking(done, len(labels))
        return loss / len(labels), right / len(labels)


def _hits(answer: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Which of the answers (n, classes) name the right class, (n,) of bool."""
    return answer.argmax(dim=1) == (labels if labels.ndim == 1 else labels.argmax(dim=1))


def loss_of(config: TrainConfig) -> Loss:
    """The config's loss, a function of logits (n, classes) and labels (n,)."""
    if config.loss == "squared_error":
        return _squared_error
    return lambda logits, labels: F.cross_entropy(
        logits, labels, label_smoothing=config.label_smoothing
    )


def _squared_error(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    truth = F.one_hot(labels, logits.shape[1]).float()
    return F.mse_loss(torch.softmax(logits, dim=1), truth)


def _average_of(model: nn.Module, config: TrainConfig) -> AveragedModel | None:
    if config.average == 0:
        return None
    average = get_ema_multi_avg_fn(config.average)  # type: ignore[no-untyped-call]
    return AveragedModel(model, multi_avg_fn=average, use_buffers=True)
