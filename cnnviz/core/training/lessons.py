"""Learning from what an ensemble answers: knowledge distillation.

Hinton, Vinyals, Dean: "Distilling the Knowledge in a Neural Network", 2015
(https://arxiv.org/abs/1503.02531). Beyer et al.: "Knowledge distillation: A good teacher is patient
and consistent", CVPR 2022 (https://arxiv.org/abs/2106.05237): what a picture is answered by must be
what the student sees. So each picture is changed a number of times and answered once for each, and
both are kept on disk: the students train on them, none of them asks the teachers again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.images import ImageSet
from cnnviz.core.training.augment import Augmentation
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.exposure import NOTHING
from cnnviz.core.training.fit import as_tensor
from cnnviz.core.training.loop import Examples, FitEvent, Loop, Loss

_BATCH = 500


@dataclass(frozen=True)
class Answered:
    """The teachers have answered `step` of `steps` batches."""

    step: int
    steps: int


@dataclass(frozen=True, eq=False)
class Lessons:
    """Changed pictures and what is to be answered to them.

    Attributes
    ----------
    pictures : uint8 array (views, N, H, W)
    logits : float32 array (views, N, classes)
        The mean of the teachers'; 0 for what shows no class.
    labels : int64 array (N,)
        The class that each picture shows, or `NOTHING`.
    """

    pictures: NDArray[np.uint8]
    logits: NDArray[np.float32]
    labels: NDArray[np.int64]

    def targets(self, temperature: float, weight: float) -> torch.Tensor:
        """What each view is to be answered by, (views * N, classes).

        Parameters
        ----------
        temperature : float
            Above 1 the teachers' second thoughts count for more.
        weight : float
            What a picture of nothing counts beside one of a class: so much is what its shares,
            all of them the same, add up to, where a picture's of a class add up to 1.
        """
        shares = torch.softmax(torch.from_numpy(self.logits) / temperature, dim=2)
        shares[:, torch.from_numpy(self.labels == NOTHING)] *= weight
        return shares.flatten(0, 1)


def write_lessons(
    folder: Path,
    pictures: ImageSet,
    teachers: Sequence[nn.Module],
    change: Augmentation,
    views: int,
    seed: int = 0,
    *,
    half_precision: bool = False,
) -> Iterator[Answered]:
    """Change each picture a number of times, have each view answered, and write both.

    Parameters
    ----------
    folder : Path
        Made if need be; `read_lessons` reads it when the iterator is used up.
    pictures : ImageSet
        Grey; labels may be `NOTHING`.
    teachers : sequence of torch.nn.Module
        In evaluation mode. The mean of their logits is the answer.
    change : callable
        ``(pictures (n, 1, H, W), generator) -> pictures``.
    views, seed : int
    half_precision : bool
        Whether they answer in bfloat16: see `TrainConfig`.

    Yields
    ------
    Answered
    """
    folder.mkdir(parents=True, exist_ok=True)
    classes = int(pictures.labels.max()) + 1
    count, generator = len(pictures), torch.Generator().manual_seed(seed)
    changed = np.lib.format.open_memmap(
        folder / "pictures.npy", "w+", np.uint8, (views, *pictures.images.shape)
    )
    logits = np.zeros((views, count, classes), np.float32)
    parts = [(view, start) for view in range(views) for start in range(0, count, _BATCH)]
    for step, (view, start) in enumerate(parts, 1):
        part = slice(start, start + _BATCH)
        seen = change(as_tensor(pictures.images[part]), generator)
        # Rounded first: answered is what the students will see.
        changed[view, part] = (seen[:, 0] * 255).round().to(torch.uint8).numpy()
        logits[view, part] = _answers(teachers, as_tensor(changed[view, part]), half_precision)
        yield Answered(step, len(parts))
    logits[:, pictures.labels == NOTHING] = 0
    changed.flush()
    np.save(folder / "logits.npy", logits)
    np.save(folder / "labels.npy", pictures.labels)


def _answers(
    teachers: Sequence[nn.Module], x: torch.Tensor, half_precision: bool
) -> NDArray[np.float32]:
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half_precision):
        answers = [each(x).float() for each in teachers]
    mean: NDArray[np.float32] = torch.stack(answers).mean(dim=0).numpy()
    return mean


def read_lessons(folder: Path) -> Lessons:
    """What `write_lessons` wrote; the pictures stay on disk until they are asked for.

    Raises
    ------
    OSError, ValueError
        If something is missing or damaged.
    """
    return Lessons(
        np.load(folder / "pictures.npy", mmap_mode="r"),
        np.load(folder / "logits.npy"),
        np.load(folder / "labels.npy"),
    )


def distillation_loss(temperature: float) -> Loss:
    """Cross-entropy of answers softened by a temperature, as large as without it.

    Examples
    --------
    >>> loss, logits = distillation_loss(2.0), torch.tensor([[2.0, 0.0]])
    >>> float(loss(logits, torch.softmax(logits / 2, dim=1))) > 0
    True
    """

    def loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return temperature**2 * F.cross_entropy(logits / temperature, targets)

    return loss


def fit_lessons(
    model: nn.Module,
    lessons: Lessons,
    check: ImageSet,
    config: TrainConfig,
    temperature: float,
    weight: float,
) -> Iterator[FitEvent]:
    """Train `model` in place on what the teachers answered; as `fit` in all else.

    Parameters
    ----------
    model : torch.nn.Module
        Pictures (n, 1, H, W) in [0, 1] to logits (n, classes).
    lessons : Lessons
    check : ImageSet
    config : TrainConfig
        Its epochs, each as long as one view of each picture, are a multiple of the views: all
        views of all pictures are gone through in one order.
    temperature, weight : float
        As `Lessons.targets` has them.

    Raises
    ------
    ValueError
        If the epochs are no multiple of the views.
    """
    views, count = lessons.pictures.shape[:2]
    if config.epochs % views:
        raise ValueError(f"epochs must be a multiple of {views}, got {config.epochs}")
    if config.half_precision:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = lessons.pictures.reshape(views * count, *lessons.pictures.shape[2:])
    train = Examples(
        lambda numbers: as_tensor(pictures[numbers.numpy()]),
        lessons.targets(temperature, weight),
    )
    seen = Examples(
        lambda numbers: as_tensor(check.images[numbers.numpy()]),
        torch.from_numpy(check.labels.copy()),
    )
    rounds = dataclasses.replace(config, epochs=config.epochs // views)
    loss = distillation_loss(temperature)
    return Loop(model, train, seen, rounds, loss=loss, look_after=60).events()
