"""``python -m tests.ablation``: what each ingredient of the recipes brings, on the check digits.

It needs a workshop in which LeNet-5 was trained (``python -m cnnviz train lenet5``). LeNet-5 is
trained again without one thing at a time, for `EPOCHS` epochs and from each of the seeds, and
judged by what networks are chosen by: never by a reported set. Drawings of no digit are those of
`tests.core.digits`.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import torch

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.known_drawings import KNOWN_DRAWINGS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.shipped.recipes import (
    CHECK_MNIST,
    MNIST_TIMES,
    OUTLIER_VARIANTS,
    OUTLIER_WEIGHT,
    PEN_BY_OTHERS,
    PEN_RENDERS,
    RECIPES,
    SEEDS,
    check_parts,
)
from cnnviz.core.digits.shipped.workshop import Workshop
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.training.calibration import adaptive_calibration_error, consistent_temperature
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.exposure import NOTHING
from cnnviz.core.training.fit import predict_logits
from cnnviz.core.training.lessons import Lessons, fit_lessons, read_lessons
from tests.core.digits.non_digits import non_digits

NETWORK, EPOCHS = "lenet5", 4
# So many digits of MNIST come first, so often; then the pen's, all pictures of one after another;
# then what is no digit, so many letters, signs and things first.
MNIST_KEPT = 60_000 - 5_000 - CHECK_MNIST
MNIST_SHOWN = MNIST_KEPT * MNIST_TIMES
LETTERS = OUTLIER_VARIANTS * len(KNOWN_DRAWINGS)
# The recipe of which the table tells: its row without softening is why recipes soften no longer.
SOFTENED = 3.0
# What a drawing of no digit counts where it is not light.
HEAVY = 0.6
# A logit so far above the others leaves them no share worth mentioning, at any temperature here.
_SURE = 100.0


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What is trained on, and how."""

    lessons: Lessons
    config: TrainConfig
    softened: float = SOFTENED
    outlier_weight: float = OUTLIER_WEIGHT


@dataclasses.dataclass(frozen=True)
class Mark:
    """Accuracy on both parts of the check digits, adaptive calibration error on those drawn, and
    the mean probability of the answer to drawings of no digit; all in [0, 1].
    """

    mnist: float
    pen: float
    calibration: float
    no_digit: float


def everything(recipe: Recipe) -> Recipe:
    return recipe


def no_ensemble(recipe: Recipe) -> Recipe:
    """The right class is the answer to each picture."""
    return dataclasses.replace(recipe, lessons=_hard(recipe.lessons), softened=1.0)


def smoothing_for_it(recipe: Recipe) -> Recipe:
    """The right class, smoothed by 0.1."""
    lessons = _hard(recipe.lessons)
    sure = np.log(0.91 / 0.01)
    return dataclasses.replace(
        recipe,
        lessons=dataclasses.replace(lessons, logits=lessons.logits * (sure / _SURE)),
        softened=1.0,
    )


def not_softened(recipe: Recipe) -> Recipe:
    return dataclasses.replace(recipe, softened=1.0)


def no_other_hands(recipe: Recipe) -> Recipe:
    """In their place the plain pictures of the same recorded digits, so many times more."""
    lessons = recipe.lessons
    place = np.arange(len(lessons.labels))
    pen = slice(MNIST_SHOWN, int((lessons.labels != NOTHING).sum()))
    offset = (place[pen] - MNIST_SHOWN) % (PEN_RENDERS + PEN_BY_OTHERS)
    place[pen] += offset % PEN_RENDERS - offset
    return dataclasses.replace(recipe, lessons=_some(lessons, place))


def no_outliers(recipe: Recipe) -> Recipe:
    lessons = recipe.lessons
    return dataclasses.replace(
        recipe, lessons=_some(lessons, np.flatnonzero(lessons.labels != NOTHING))
    )


def heavier_outliers(recipe: Recipe) -> Recipe:
    """What is no digit counts three times as much."""
    return dataclasses.replace(recipe, outlier_weight=HEAVY)


def no_letters(recipe: Recipe) -> Recipe:
    """Random marks and pairs of digits, but no letters, signs and things."""
    place = np.arange(len(recipe.lessons.labels))
    first = int((recipe.lessons.labels != NOTHING).sum())
    kept = place[(place < first) | (place >= first + LETTERS)]
    return dataclasses.replace(recipe, lessons=_some(recipe.lessons, kept))


def mnist_once(recipe: Recipe) -> Recipe:
    """Each of MNIST's digits as often as one of the pen's."""
    place = np.arange(len(recipe.lessons.labels))
    kept = place[(place < MNIST_KEPT) | (place >= MNIST_SHOWN)]
    return dataclasses.replace(recipe, lessons=_some(recipe.lessons, kept))


def no_average(recipe: Recipe) -> Recipe:
    """The last weights, not their running average."""
    return dataclasses.replace(recipe, config=dataclasses.replace(recipe.config, average=0.0))


def one_view(recipe: Recipe) -> Recipe:
    """Each picture changed once, and seen so more often."""
    lessons = recipe.lessons
    only = dataclasses.replace(lessons, pictures=lessons.pictures[:1], logits=lessons.logits[:1])
    return dataclasses.replace(recipe, lessons=only)


ROWS: dict[str, Callable[[Recipe], Recipe]] = {
    "all": everything,
    "ensemble": no_ensemble,
    "ensemble-but-smoothing": smoothing_for_it,
    "softening": not_softened,
    "hands": no_other_hands,
    "outliers": no_outliers,
    "lightness": heavier_outliers,
    "letters": no_letters,
    "mnist-twice": mnist_once,
    "averaging": no_average,
    "views": one_view,
}


def _hard(lessons: Lessons) -> Lessons:
    """The right class instead of the ensemble's answers."""
    shown = lessons.labels != NOTHING
    logits = np.zeros_like(lessons.logits)
    logits[:, np.flatnonzero(shown), lessons.labels[shown]] = _SURE
    return dataclasses.replace(lessons, logits=logits)


def _some(lessons: Lessons, places: np.ndarray) -> Lessons:
    return Lessons(lessons.pictures[:, places], lessons.logits[:, places], lessons.labels[places])


def measured(recipe: Recipe, check: DigitSet, seed: int) -> Mark:
    """Train by the recipe and judge."""
    torch.manual_seed(seed)
    model = ARCHITECTURES[NETWORK].build()
    config = dataclasses.replace(recipe.config, seed=seed)
    softened, weight = recipe.softened, recipe.outlier_weight
    for _ in fit_lessons(model, recipe.lessons, check, config, softened, weight):
        pass
    temperature = consistent_temperature(predict_logits(model, check), check.labels)
    logits = {
        name: predict_logits(model, some) / temperature
        for name, some in {**check_parts(check), "no digit": _no_digits()}.items()
    }
    labels = {name: some.labels for name, some in check_parts(check).items()}
    right = {
        name: float((logits[name].argmax(dim=1).numpy() == labels[name]).mean()) for name in labels
    }
    return Mark(
        right["mnist-check"],
        right["pen-check"],
        adaptive_calibration_error(logits["pen-check"], labels["pen-check"]),
        float(torch.softmax(logits["no digit"], dim=1).amax(dim=1).mean()),
    )


def _no_digits() -> DigitSet:
    drawings = (draw_strokes(strokes) for _, strokes in non_digits(8, seed=1))
    pictures = [prepare_digit(drawing).picture for drawing in drawings]
    return DigitSet("no digit", np.stack(pictures), np.zeros(len(pictures), np.int64))


def main() -> None:
    """Print a row for each thing left out: medians over the seeds."""
    parser = argparse.ArgumentParser("python -m tests.ablation", description=__doc__)
    parser.add_argument("--workshop", type=Path, default=Path("workshop"))
    parser.add_argument("--without", choices=ROWS, nargs="+", default=list(ROWS))
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    check = Workshop(options.workshop).digits.check
    whole = Recipe(
        read_lessons(options.workshop / "lessons"),
        dataclasses.replace(RECIPES[NETWORK], epochs=EPOCHS),
    )
    print("without | MNIST | pen | calibration error, pen | no digit: mean top | each seed")
    for name in options.without:
        marks = [measured(ROWS[name](whole), check, seed) for seed in options.seeds]
        fields = [dataclasses.astuple(mark) for mark in marks]
        middle = " | ".join(f"{median(column):.2%}" for column in zip(*fields, strict=True))
        each = ", ".join(f"{mark.mnist:.2%} / {mark.pen:.2%}" for mark in marks)
        print(f"{name} | {middle} | {each}", flush=True)


if __name__ == "__main__":
    main()
