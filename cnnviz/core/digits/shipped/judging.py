"""How far the shipped networks can be trusted, on digits and on what is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.digits.datasets import (
    PEN_WRITERS,
    DatasetError,
    DigitSet,
    PenDigit,
    load_dataset,
    place_on_canvas,
    read_pen_digits,
)
from cnnviz.core.digits.judged_drawings import judged_drawings
from cnnviz.core.digits.novelty import NOVELTY_FILE, THRESHOLD, Doubt, load_novelty
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.shipped.recipes import REPORTED, data_description
from cnnviz.core.digits.shipped.workshop import Candidate
from cnnviz.core.digits.strokes import Stroke, draw_strokes
from cnnviz.core.networks.pretrained import PRETRAINED
from cnnviz.core.training.evaluation import Evaluation, judge, judgement_facts
from cnnviz.core.training.fit import accuracy_on, predict_logits

# Below this an answer says by itself that the network is not sure.
UNSURE = 0.6
# Drawings of each kind that is no digit.
VARIANTS = 20


@dataclass(frozen=True)
class Trust:
    """What is shown beside the answers; shares in [0, 1], to four places.

    Attributes
    ----------
    unsure : dict of str to float
        Of the digits of "pen-test" and "mnist-test", the share answered with less than `UNSURE`
        or warned of.
    no_digit_top : float
        Mean probability of the answer to drawings of no digit (`judged_drawings`).
    no_digit_unsure : float
        Share of them that is answered with less than `UNSURE` or warned of.
    no_digit_low : float
        Share of them that is answered with less than `UNSURE`.
    drawn : dict of str to float
        Accuracy on the pen digits of the unseen writers, drawn in each of `MANNERS`.
    """

    unsure: dict[str, float]
    no_digit_top: float
    no_digit_unsure: float
    no_digit_low: float
    drawn: dict[str, float]


@dataclass(frozen=True)
class Manner:
    """How a recorded digit is drawn; by default as people draw (`place_on_canvas`).

    Attributes
    ----------
    height : (float, float)
        From and to, as shares of the canvas.
    brush : (float, float)
        From and to, in pixels of the 280x280 canvas.
    in_corner : bool
        Whether it lies as far from the middle as the canvas lets it.
    turn : float
        Degrees, to one side or the other.
    """

    height: tuple[float, float] = (0.4, 0.9)
    brush: tuple[float, float] = (14, 26)
    in_corner: bool = False
    turn: float = 0.0


MANNERS = {
    "plain": Manner(),
    "small": Manner(height=(0.25, 0.25)),
    "huge": Manner(height=(0.98, 0.98)),
    "thin": Manner(brush=(4, 4)),
    "thick": Manner(brush=(40, 40)),
    "off-centre": Manner(in_corner=True),
    "rotated": Manner(turn=15.0),
}


@dataclass(frozen=True)
class Judged:
    """All that is measured of a network that ships, or might."""

    results: dict[str, Evaluation]
    trust: Trust


def evaluate(
    model: nn.Module,
    temperature: float,
    folders: tuple[Path | None, Path | None],
    weights: Path,
    *,
    doubts: bool = False,
) -> Judged:
    """Judge a calibrated network.

    Parameters
    ----------
    model : torch.nn.Module
    temperature : float
        What its output layer was divided by.
    folders : (Path, Path)
        Of MNIST's digits and of the pen's.
    weights : Path
        Folder of the warning's networks; those that ship, if they are not there.
    doubts : bool
        Whether the warning is to come from this network, too, in place of the folder's `DOUBTER`.

    Raises
    ------
    DatasetError
        If a folder lacks the digits.
    """
    sets = reported_sets(*folders)
    results = {name: judge(model, temperature, some) for name, some in sets.items()}
    warner = load_novelty(weights if (weights / NOVELTY_FILE).exists() else PRETRAINED)
    if doubts:
        warner = Doubt(warner.eleven, model)
    return Judged(results, _trust(model, sets, folders[1], warner))


def reported_sets(mnist: Path | None, pen: Path | None) -> dict[str, DigitSet]:
    """What networks are judged on, by name.

    Raises
    ------
    DatasetError
        If a folder lacks the digits.
    """
    folders = {"mnist-test": mnist, "builtin": None, "pen-test": pen}
    return {name: load_dataset(name, folders[name]) for name in REPORTED}


def _trust(model: nn.Module, sets: dict[str, DigitSet], pen: Path | None, warner: Doubt) -> Trust:
    others = _no_digits()
    top = _top(model, others)
    return Trust(
        {name: _mean(_unsure(model, sets[name], warner)) for name in ("pen-test", "mnist-test")},
        round(float(top.mean()), 4),
        _mean(_unsure(model, others, warner)),
        _mean(top < UNSURE),
        {name: round(accuracy_on(model, _drawn(name, pen)), 4) for name in MANNERS},
    )


def manifest_facts(name: str, shipped: Candidate, judged: dict[int, Judged]) -> dict[str, Any]:
    """What the manifest says of how the network was made and of how its candidates do.

    Parameters
    ----------
    name : str
    shipped : Candidate
    judged : dict of int to Judged
        By the seed.
    """
    own = judged[shipped.seed]
    return {
        "data": data_description(name),
        "recipe": shipped.recipe,
        "seed": shipped.seed,
        "training_seconds": shipped.seconds,
        **judgement_facts(own.results, shipped.temperature),
        "trust": asdict(own.trust),
        "seeds": {str(seed): _in_short(each) for seed, each in judged.items()},
    }


def _in_short(judged: Judged) -> dict[str, Any]:
    facts = judgement_facts(judged.results, 1.0)
    kept = ("accuracy", "calibration_error", "adaptive_calibration_error", "certain")
    return {key: facts[key] for key in kept} | {"trust": asdict(judged.trust)}


def _unsure(model: nn.Module, pictures: DigitSet, warner: Doubt) -> NDArray[np.bool_]:
    warned: NDArray[np.bool_] = (predict_logits(warner, pictures) > THRESHOLD).numpy()
    return (_top(model, pictures) < UNSURE) | warned


def _top(model: nn.Module, pictures: DigitSet) -> NDArray[np.float32]:
    """The probability of each answer."""
    top: NDArray[np.float32] = torch.softmax(predict_logits(model, pictures), 1).amax(1).numpy()
    return top


def _mean(flags: NDArray[np.bool_]) -> float:
    return round(float(flags.mean()), 4)


@lru_cache(maxsize=1)
def _no_digits() -> DigitSet:
    drawings = (strokes for _, strokes in judged_drawings(VARIANTS, seed=13))
    return _prepared("no digits", ((0, strokes) for strokes in drawings))


@lru_cache(maxsize=len(MANNERS))
def _drawn(name: str, pen: Path | None) -> DigitSet:
    if pen is None:
        raise DatasetError("The recorded pen digits are needed; name their folder with --pen.")
    rng = np.random.default_rng(7)
    writers = PEN_WRITERS["pen-test"]
    digits = [digit for digit in read_pen_digits(pen) if digit.writer in writers]
    return _prepared(
        name, ((digit.label, in_manner(digit, MANNERS[name], rng)) for digit in digits)
    )


def _prepared(name: str, drawings: Iterator[tuple[int, list[Stroke]]]) -> DigitSet:
    """Labelled strokes as the networks see them."""
    images, labels = [], []
    for label, strokes in drawings:
        images.append(prepare_digit(draw_strokes(strokes)).picture)
        labels.append(label)
    return DigitSet(name, np.stack(images), np.array(labels, np.int64))


def in_manner(digit: PenDigit, manner: Manner, rng: np.random.Generator) -> list[Stroke]:
    """The digit's strokes on the canvas, drawn in that manner."""
    angle = np.radians(manner.turn) * rng.choice([-1, 1])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    strokes = tuple(part @ turn for part in digit.strokes)
    return place_on_canvas(
        replace(digit, strokes=strokes),
        rng,
        manner.brush,
        manner.height,
        in_corner=manner.in_corner,
    )
