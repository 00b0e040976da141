"""Train a network: `fit` is a generator of plain events and knows no screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnnviz.core.images import ImageSet
from cnnviz.core.training.augment import Augmentation, augment, augment_colours
from cnnviz.core.training.config import TrainConfig


@dataclass(frozen=True, eq=False)
class TrainingData:
    """What to train on and what to check on; no picture should be in both."""

    train: ImageSet
    check: ImageSet


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
class EpochEnd:
    """After one epoch (from 1) of `epochs`: mean training loss, accuracy in [0, 1] on the check
    pictures of the weights that would be kept, seconds since the start.
    """

    epoch: int
    epochs: int
    loss: float
    check_accuracy: float
    seconds: float


def fit(
    model: nn.Module,
    data: TrainingData,
    config: TrainConfig,
    augmentation: Augmentation | None = None,
) -> Iterator[BatchEnd | EpochEnd]:
    """Train `model` in place; close the generator to stop.

    Parameters
    ----------
    model : torch.nn.Module
        Maps pictures (N, C, H, W) in [0, 1] to logits (N, classes). When the generator ends, by
        itself or because it is closed, the model holds the weights to keep and is in evaluation
        mode.
    data : TrainingData
        Pictures of the model's size, grey for one channel and in colour for three.
    config : TrainConfig
    augmentation : callable, optional
        ``(pictures (N, C, H, W), generator) -> pictures``, if the config wants one. Without it
        grey pictures are changed as ink on paper is (`augment`), colour ones as photographs
        (`augment_colours`).

    Yields
    ------
    BatchEnd or EpochEnd
        While a `BatchEnd` is looked at, the model holds the weights of that very step.
    """
    generator = torch.Generator().manual_seed(config.seed)
    # Dropout draws from the global stream: each step lends it this state, and gives it back.
    inside = torch.Generator().manual_seed(config.seed).get_state()
    images, labels = as_tensor(data.train.images), torch.from_numpy(data.train.labels.copy())
    change = augmentation or (augment if images.shape[1] == 1 else augment_colours)
    batches = -(-len(labels) // config.batch_size)
    if config.half_precision:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(_parameter_groups(model, config))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.epochs * batches + 1
    )
    averaged = _average_of(model, config)
    start = time.perf_counter()
    try:
        for epoch in range(1, config.epochs + 1):
            model.train()
            order = torch.randperm(len(labels), generator=generator)
            losses = []
            for batch, indices in enumerate(torch.split(order, config.batch_size)):
                x, y = images[indices], labels[indices]
                x = change(x, generator) if config.augmented else x
                with torch.random.fork_rng(devices=[]):
                    torch.set_rng_state(inside)
                    loss, accuracy = _step(model, optimizer, x, y, config)
                    inside = torch.get_rng_state()
                schedule.step()
                if averaged is not None:
                    averaged.update_parameters(model)
                losses.append(loss)
                step = (epoch - 1) * batches + batch + 1
                yield BatchEnd(epoch, step, config.epochs * batches, loss, accuracy)
            kept = model if averaged is None else averaged.module
            score = accuracy_on(kept, data.check)
            seconds = time.perf_counter() - start
            yield EpochEnd(epoch, config.epochs, float(np.mean(losses)), score, seconds)
    finally:
        if averaged is not None:
            model.load_state_dict(averaged.module.state_dict())
        model.eval()


def _parameter_groups(model: nn.Module, config: TrainConfig) -> list[dict[str, object]]:
    """Weight decay on matrices and kernels, none on biases and norms."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _average_of(model: nn.Module, config: TrainConfig) -> AveragedModel | None:
    if config.average == 0:
        return None
    average = get_ema_multi_avg_fn(config.average)  # type: ignore[no-untyped-call]
    return AveragedModel(model, multi_avg_fn=average, use_buffers=True)


def _step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    config: TrainConfig,
) -> tuple[float, float]:
    """One step of gradient descent; loss and accuracy of the batch before it."""
    if config.half_precision:
        x = x.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=config.half_precision):
        logits = model(x)
    loss = F.cross_entropy(logits.float(), y, label_smoothing=config.label_smoothing)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.item(), (logits.argmax(dim=1) == y).float().mean().item()


def as_tensor(images: NDArray[np.uint8]) -> torch.Tensor:
    """Pictures as networks take them, in float32 in [0, 1].

    Parameters
    ----------
    images : uint8 array (N, H, W) or (N, H, W, 3)
        Grey, or red, green and blue.

    Returns
    -------
    torch.Tensor (N, 1, H, W) or (N, 3, H, W)

    Raises
    ------
    ValueError
        For an array of another shape.

    Examples
    --------
    >>> tuple(as_tensor(np.zeros((5, 32, 30, 3), np.uint8)).shape)
    (5, 3, 32, 30)
    """
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[3] != 3):
        raise ValueError(f"images must be (N, H, W) or (N, H, W, 3), got {images.shape}")
    values = images.astype(np.float32) / 255
    planes = values[:, None] if images.ndim == 3 else values.transpose(0, 3, 1, 2)
    return torch.from_numpy(np.ascontiguousarray(planes))


def predict_logits(model: nn.Module, pictures: ImageSet, batch_size: int = 500) -> torch.Tensor:
    """Logits (N, classes) in float32, in evaluation mode; the model's mode is put back."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            parts = torch.split(as_tensor(pictures.images), batch_size)
            return torch.cat([model(part) for part in parts])
    finally:
        for module, mode in modes:
            module.training = mode


def accuracy_on(model: nn.Module, pictures: ImageSet) -> float:
    """Share of the pictures that the model names right, in [0, 1]."""
    answers = predict_logits(model, pictures).argmax(dim=1).numpy()
    return float((answers == pictures.labels).mean())
