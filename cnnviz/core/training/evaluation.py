"""How a trained network is calibrated and judged, whatever its pictures show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.images import ImageSet
from cnnviz.core.training.calibration import (
    adaptive_calibration_error,
    expected_calibration_error,
    fit_temperature,
    fold_temperature,
)
from cnnviz.core.training.fit import predict_logits

# The probability from which on an answer is called certain.
CERTAIN = 0.99


@dataclass(frozen=True)
class Evaluation:
    """How a network does on one set of pictures.

    Attributes
    ----------
    accuracy : float in [0, 1], to four places
    calibration_error : float in [0, 1], to four places
        Expected calibration error of the probabilities as shown.
    uncalibrated_error : float
        The same without the temperature.
    confusion : list of lists of int, classes x classes
        Row: the true class, column: the answer.
    adaptive_error : float
        Calibration error with as many pictures in each bin (`adaptive_calibration_error`).
    certain_right, certain_wrong : float in [0, 1]
        Of the right answers, and of the wrong ones, the share given with `CERTAIN` or more.
    """

    accuracy: float
    calibration_error: float
    uncalibrated_error: float
    confusion: list[list[int]]
    adaptive_error: float = 0.0
    certain_right: float = 0.0
    certain_wrong: float = 0.0


@dataclass(frozen=True)
class Mistake:
    """A picture that a network reads wrong: its index in the set, what it is, what was answered,
    and the probabilities of the two, in [0, 1].
    """

    index: int
    label: int
    answer: int
    share: float
    true_share: float


@dataclass(frozen=True, eq=False)
class Judgement:
    """All that is looked at after a training.

    Attributes
    ----------
    accuracy : float in [0, 1]
    loss : float
        Mean cross-entropy.
    confusion : int array (classes, classes)
        Row: the true class, column: the answer.
    mistakes : tuple of Mistake
        All of them, the most confident first.
    """

    accuracy: float
    loss: float
    confusion: NDArray[np.int64]
    mistakes: tuple[Mistake, ...]


def judgement_of(logits: torch.Tensor, labels: NDArray[np.int64]) -> Judgement:
    """Judge answers (N, classes) to pictures of these labels (N,).

    Examples
    --------
    >>> found = judgement_of(torch.tensor([[2.0, 0.0], [3.0, 0.0]]), np.array([0, 1]))
    >>> found.accuracy, found.mistakes[0].index, round(found.mistakes[0].share, 3)
    (0.5, 1, 0.953)
    """
    truth = torch.from_numpy(labels.copy())
    scores = logits.double()
    shares = torch.softmax(scores, dim=1)
    share, answer = shares.max(dim=1)
    confusion = np.zeros((logits.shape[1],) * 2, np.int64)
    np.add.at(confusion, (labels, answer.numpy()), 1)
    wrong = (answer != truth).nonzero()[:, 0]
    order = wrong[share[wrong].argsort(descending=True, stable=True)]
    mistakes = tuple(
        Mistake(i, int(truth[i]), int(answer[i]), float(share[i]), float(shares[i, truth[i]]))
        for i in order.tolist()
    )
    loss = float(F.cross_entropy(scores, truth)) if len(truth) else 0.0
    return Judgement(1 - len(mistakes) / max(len(truth), 1), loss, confusion, mistakes)


def calibrate(model: nn.Module, check: ImageSet) -> float:
    """Fit the temperature on the check pictures and fold it into the output layer, in place."""
    temperature = fit_temperature(predict_logits(model, check), check.labels)
    fold_temperature(model, temperature)
    return temperature


def judge(model: nn.Module, temperature: float, pictures: ImageSet) -> Evaluation:
    """Judge a calibrated network.

    Parameters
    ----------
    model : torch.nn.Module
    temperature : float
        What its output layer was divided by.
    pictures : ImageSet
        None of which it was trained, chosen or calibrated by.
    """
    logits = predict_logits(model, pictures)
    confusion = np.zeros((logits.shape[1],) * 2, int)
    shares, answers = (part.numpy() for part in torch.softmax(logits.double(), 1).max(dim=1))
    np.add.at(confusion, (pictures.labels, answers), 1)
    right = answers == pictures.labels
    return Evaluation(
        round(float(np.trace(confusion) / len(pictures)), 4),
        round(expected_calibration_error(logits, pictures.labels), 4),
        round(expected_calibration_error(logits * temperature, pictures.labels), 4),
        confusion.tolist(),
        round(adaptive_calibration_error(logits, pictures.labels), 4),
        round(_share(shares[right] >= CERTAIN), 4),
        round(_share(shares[~right] >= CERTAIN), 4),
    )


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def judgement_facts(results: dict[str, Evaluation], temperature: float) -> dict[str, object]:
    """What the manifest says of how a network was judged, by the name of the set."""
    return {
        "temperature": round(temperature, 4),
        "temperature_note": "already divided into the output layer's weights",
        "accuracy": {key: result.accuracy for key, result in results.items()},
        "calibration_error": {
            key: {"before": result.uncalibrated_error, "after": result.calibration_error}
            for key, result in results.items()
        },
        "adaptive_calibration_error": {
            key: result.adaptive_error for key, result in results.items()
        },
        "certain": {
            key: {"of_right": result.certain_right, "of_wrong": result.certain_wrong}
            for key, result in results.items()
        },
        "confusion": {key: result.confusion for key, result in results.items()},
    }
