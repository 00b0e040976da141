"""The folder in which the shipped networks are made: pictures, an ensemble, and what it teaches."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.shipped.recipes import (
    CHANGES,
    MNIST_TIMES,
    OUTLIER_MARKS,
    OUTLIER_PAIRS,
    OUTLIER_VARIANTS,
    OUTLIER_WEIGHT,
    PEN_BY_OTHERS,
    PEN_RENDERS,
    RECIPES,
    SOFTENED,
    TAUGHT,
    TEACHERS,
    VIEWS,
    check_parts,
    load_training_data,
    with_outliers,
)
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import WeightsError, weights_of, write_whole
from cnnviz.core.training.augment import augmentation_of
from cnnviz.core.training.calibration import consistent_temperature, fold_temperature
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.exposure import NOTHING, exposure_loss
from cnnviz.core.training.fit import (
    BatchEnd,
    FitEvent,
    TrainingData,
    accuracy_on,
    fit,
    predict_logits,
)
from cnnviz.core.training.lessons import (
    Answered,
    Lessons,
    fit_lessons,
    read_lessons,
    write_lessons,
)
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS, SnapshotTaker

Progress = Iterator[tuple[str, FitEvent | Answered]]


@dataclass(frozen=True)
class Candidate:
    """A network that was trained from one seed, and might ship.

    Attributes
    ----------
    seed : int
    seconds : int
        What its training took.
    temperature : float
        Fitted on the check digits; not yet divided into its weights.
    accuracy : dict of str to float in [0, 1]
        On the parts of the check digits.
    recipe : dict
        The fields of its `TrainConfig`, and, if it was taught, the temperature of the ensemble's
        answers.
    """

    seed: int
    seconds: int
    temperature: float
    accuracy: dict[str, float]
    recipe: dict[str, Any]

    @property
    def mark(self) -> float:
        """By what candidates are put in order: the mean of its accuracies."""
        return sum(self.accuracy.values()) / len(self.accuracy)


def median_of(candidates: list[Candidate]) -> Candidate:
    """The one in the middle; of two in the middle the worse one.

    Examples
    --------
    >>> some = [Candidate(seed, 1, 1.0, {"a": seed / 10}, {}) for seed in (1, 4, 2)]
    >>> median_of(some).seed, median_of(some[:2]).seed
    (2, 1)
    """
    ordered = sorted(candidates, key=lambda each: each.mark)
    return ordered[(len(ordered) - 1) // 2]


class Workshop:
    """Makes what it has not made before; a folder for each recipe.

    Parameters
    ----------
    folder : Path
        Made if need be. Two processes may train different networks in it once it is prepared.
    mnist, pen : Path, optional
        Where the digits come from, while the folder lacks them.
    """

    def __init__(self, folder: Path, mnist: Path | None = None, pen: Path | None = None) -> None:
        self.folder, self._sources = folder, (mnist, pen)

    @cached_property
    def _pictures(self) -> TrainingData:
        """All pictures to learn from, those of no digit among them, and those to check on."""
        path = self.folder / "pictures.npz"
        if not path.exists():
            data = load_training_data(*self._sources)
            seen = with_outliers(data.train)
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / "recipe.json", _json(_recipe()))
            np.savez(path, *(a for part in (seen, data.check) for a in (part.images, part.labels)))
        with np.load(path) as kept:
            arrays = [kept[f"arr_{place}"] for place in range(4)]
        return TrainingData(DigitSet("train", *arrays[:2]), DigitSet("check", *arrays[2:]))

    @cached_property
    def digits(self) -> TrainingData:
        """The digits to train on, and those to check on."""
        train = self._pictures.train
        shows = train.labels != NOTHING
        return TrainingData(
            DigitSet("train", train.images[shows], train.labels[shows]), self._pictures.check
        )

    def steps_in_epoch(self, name: str) -> int:
        """How many steps a network takes to see each picture once."""
        return -(-len(self._pictures.train) // RECIPES[name].batch_size)

    def gather(self) -> None:
        """Get the pictures, if the folder lacks them.

        Raises
        ------
        DatasetError
            If the folder lacks the digits and so does where they should come from.
        WeightsError
            If the folder was made by another recipe.
        """
        recipe = self.folder / "recipe.json"
        if recipe.exists() and recipe.read_bytes() != _json(_recipe()):
            raise WeightsError(
                f"{self.folder} was made by another recipe; name another --workshop."
            )
        _ = self._pictures

    def prepare(self, name: str) -> Progress:
        """Gather what a network learns from; yields what is being done, and how far.

        The ensemble's networks are trained, if the network is one that is taught.

        Raises
        ------
        DatasetError, WeightsError
            As `gather`.
        """
        self.gather()
        if name not in TAUGHT or (self.folder / "lessons" / "labels.npy").exists():
            return
        teachers = []
        for teacher, seed in TEACHERS:
            yield from self.train(teacher, seed)
            # As half precision wants it.
            model = _read(self._candidate(teacher, seed), teacher)
            teachers.append(model.to(memory_format=torch.channels_last))  # type: ignore[call-overload]
        answers = write_lessons(
            self.folder / "lessons",
            self._pictures.train,
            teachers,
            augmentation_of(CHANGES),
            VIEWS,
            half_precision=True,
        )
        yield from (("answers", event) for event in answers)

    def train(self, name: str, seed: int) -> Progress:
        """Train a candidate in the folder, which is prepared, unless it is there."""
        if any(each.seed == seed for each in self.candidates(name)):
            return
        start = time.perf_counter()
        if name in TAUGHT:
            model, events = train_taught(name, seed, self._lessons, self._pictures.check)
        else:
            model, events = train_directly(name, seed, self._pictures)
        snapshots = SnapshotTaker(model) if name in SNAPSHOT_NETWORKS else None
        for event in events:
            if snapshots is not None and isinstance(event, BatchEnd):
                snapshots.take(event.step)
            yield f"{name} {seed}", event
        check = self._pictures.check
        found = Candidate(
            seed,
            round(time.perf_counter() - start),
            consistent_temperature(predict_logits(model, check), check.labels),
            {part: round(accuracy_on(model, some), 5) for part, some in check_parts(check).items()},
            _recipe_of(name, seed),
        )
        if snapshots is not None:
            write_whole(self.snapshots_of(name, seed), snapshots.to_bytes())
        _save(self._candidate(name, seed), model)
        write_whole(self._candidate(name, seed).with_suffix(".json"), _json(asdict(found)))

    def candidates(self, name: str) -> list[Candidate]:
        """Those that were trained by the present recipe, by their seeds."""
        found = []
        for path in sorted(self.folder.glob(f"{name}-*.json")):
            candidate = Candidate(**json.loads(path.read_text("utf-8")))
            if candidate.recipe == _recipe_of(name, candidate.seed):
                found.append(candidate)
        return found

    def model(self, name: str, seed: int) -> nn.Module:
        """A candidate's network, calibrated, in evaluation mode."""
        model = _read(self._candidate(name, seed), name)
        (candidate,) = (each for each in self.candidates(name) if each.seed == seed)
        fold_temperature(model, candidate.temperature)
        return model

    def snapshots_of(self, name: str, seed: int) -> Path:
        """The file of a candidate's weights along its training."""
        return self.folder / f"{name}-{seed}.snapshots.safetensors"

    @cached_property
    def _lessons(self) -> Lessons:
        return read_lessons(self.folder / "lessons")

    def _candidate(self, name: str, seed: int) -> Path:
        return self.folder / f"{name}-{seed}.safetensors"


def train_directly(
    name: str, seed: int, data: TrainingData
) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network, and the generator that trains it on pictures changed anew each time.

    Parameters
    ----------
    name : str
        A key of `RECIPES`.
    seed : int
    data : TrainingData
        Some of the pictures to train on may be labelled `NOTHING`.
    """
    model = _fresh(name, seed)
    change, loss = augmentation_of(CHANGES), exposure_loss(OUTLIER_WEIGHT)
    return model, fit(model, data, _config(name, seed), change, loss=loss)


def train_taught(
    name: str, seed: int, lessons: Lessons, check: DigitSet
) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network, and the generator that trains it on what the ensemble answers."""
    model = _fresh(name, seed)
    config = _config(name, seed)
    return model, fit_lessons(model, lessons, check, config, SOFTENED, OUTLIER_WEIGHT)


def _config(name: str, seed: int) -> TrainConfig:
    return replace(RECIPES[name], seed=seed)


def _recipe_of(name: str, seed: int) -> dict[str, Any]:
    taught = {"softened": SOFTENED} if name in TAUGHT else {}
    return asdict(_config(name, seed)) | taught


def _fresh(name: str, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return ARCHITECTURES[name].build()


def _recipe() -> dict[str, Any]:
    """What decides about all that the candidates have in common."""
    return {
        "mnist_times": MNIST_TIMES,
        "pen_pictures": [PEN_RENDERS, PEN_BY_OTHERS],
        "outliers": [OUTLIER_MARKS, OUTLIER_PAIRS, OUTLIER_VARIANTS],
        "teachers": [[name, _recipe_of(name, seed)] for name, seed in TEACHERS],
        "outlier_weight": OUTLIER_WEIGHT,
        "changes": asdict(CHANGES),
        "views": VIEWS,
    }


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


def _save(path: Path, model: nn.Module) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, weights_of(model))


def _read(path: Path, name: str) -> nn.Module:
    model = ARCHITECTURES[name].build()
    try:
        model.load_state_dict(safetensors.torch.load(path.read_bytes()))
    except (OSError, safetensors.SafetensorError, RuntimeError) as error:
        raise WeightsError(f"{path} does not hold the weights of {name}; delete it.") from error
    return model.eval()
