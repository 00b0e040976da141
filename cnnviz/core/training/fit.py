"""Train a network on pictures: `fit` is a generator of plain events and knows no screen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.images import ImageSet
from cnnviz.core.training.augment import Augmentation, augment, augment_colours
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.loop import (
    BatchEnd,
    CheckEnd,
    Checking,
    EpochEnd,
    Examples,
    FitEvent,
    Loop,
    Loss,
)

__all__ = [
    "BatchEnd",
    "CheckEnd",
    "Checking",
    "EpochEnd",
    "FitEvent",
    "TrainConfig",
    "TrainingData",
    "accuracy_on",
    "as_tensor",
    "fit",
    "predict_logits",
]


@dataclass(frozen=True, eq=False)
class TrainingData:
    """What to train on and what to check on; no picture should be in both."""

    train: ImageSet
    check: ImageSet


def fit(
    model: nn.Module,
    data: TrainingData,
    config: TrainConfig,
    augmentation: Augmentation | None = None,
    *,
    loss: Loss | None = None,
    seconds: float = math.inf,
    look_after: float = math.inf,
) -> Iterator[FitEvent]:
    """Train `model` in place; close the generator to stop.

    Parameters
    ----------
    model : torch.nn.Module
        Maps pictures (N, C, H, W) in [0, 1] to logits (N, classes). Whenever the generator rests
        it is in evaluation mode; when it ends, by itself or because it is closed, the model holds
        the weights to keep.
    data : TrainingData
        Pictures of the model's size, grey for one channel and in colour for three.
    config : TrainConfig
    augmentation : callable, optional
        ``(pictures (N, C, H, W), generator) -> pictures``, if the config wants one. Without it
        grey pictures are changed as ink on paper is (`augment`), colour ones as photographs
        (`augment_colours`).
    loss : callable, optional
        ``(logits (n, classes), labels (n,)) -> scalar``; the config's without one.
    seconds, look_after : float
        It ends after so many seconds of work; within an epoch it looks at the check pictures no
        more often than this. See `Loop`.

    Yields
    ------
    BatchEnd, Checking, CheckEnd or EpochEnd
        While a `BatchEnd` is looked at, the model holds the weights of that very step.
    """
    images = data.train.images
    change = augmentation or (augment if images.ndim == 3 else augment_colours)
    if config.half_precision:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def batch(numbers: torch.Tensor) -> torch.Tensor:
        x = as_tensor(images[numbers.numpy()])
        return change(x, loop.generator) if config.augmented else x

    train = Examples(batch, torch.from_numpy(data.train.labels.copy()))
    check = Examples(
        lambda numbers: as_tensor(data.check.images[numbers.numpy()]),
        torch.from_numpy(data.check.labels.copy()),
    )
    loop = Loop(model, train, check, config, loss=loss, seconds=seconds, look_after=look_after)
    return loop.events()


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
