"""Probabilities one can believe: temperature scaling and how far off they are.

Guo, Pleiss, Sun, Weinberger: "On Calibration of Modern Neural Networks", ICML 2017.
Clarté, Loureiro, Krzakala, Zdeborová: "Expectation consistency for calibration of neural
networks", UAI 2023 (https://arxiv.org/abs/2303.02644).
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn


def fit_temperature(logits: torch.Tensor, labels: NDArray[np.int64]) -> float:
    """The temperature T that makes ``softmax(logits / T)`` most likely for these labels.

    Parameters
    ----------
    logits : torch.Tensor (N, classes)
        Of digits that were neither trained on nor will be reported on.
    labels : int64 array (N,)

    Returns
    -------
    float
        Positive; below 1 sharpens, above 1 softens.
    """
    scores, truth = logits.double(), torch.from_numpy(labels.copy())
    # Its logarithm has no bounds to respect, and the loss is smooth in it.
    exponent = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([exponent], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(scores / exponent.exp(), truth)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return float(exponent.detach().exp())


def consistent_temperature(logits: torch.Tensor, labels: NDArray[np.int64]) -> float:
    """The temperature at which the mean probability of the answers is the share that is right.

    Where nearly all answers are right, the likelihood hangs on the few that are not, and how sure
    of them the network was; the mean does not.

    Parameters
    ----------
    logits : torch.Tensor (N, classes)
        Of digits that were neither trained on nor will be reported on.
    labels : int64 array (N,)

    Returns
    -------
    float
        From 1 / 32 to 32.

    Examples
    --------
    >>> logits = torch.tensor([[2.0, 0.0]]).repeat(1000, 1)
    >>> labels = np.array([0] * 731 + [1] * 269)
    >>> round(consistent_temperature(logits, labels), 2)
    2.0
    """
    scores = logits.double()
    _, right = _confidence(scores, labels)
    # Half an answer each way: a network is not infallible because it made no mistake here.
    share = (right.sum() + 0.5) / (len(labels) + 1)
    low, high = -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        sure, _ = _confidence(scores / 2**middle, labels)
        low, high = (middle, high) if sure.mean() > share else (low, middle)
    return float(2 ** ((low + high) / 2))


def fold_temperature(model: nn.Module, temperature: float) -> None:
    """Divide the last dense layer, called ``output``, by the temperature, in place.

    Its logits are then the calibrated ones, so that every number on screen, the softmax
    included, is the very number the network computes. The answer itself does not change.
    """
    output = model.get_submodule("output")
    with torch.no_grad():
        for parameter in output.parameters():
            parameter.div_(temperature)


def expected_calibration_error(
    logits: torch.Tensor, labels: NDArray[np.int64], bins: int = 15
) -> float:
    """How far confidence and accuracy are apart, weighted over `bins` equal bins, in [0, 1].

    Parameters
    ----------
    logits : torch.Tensor (N, classes)
    labels : int64 array (N,)
    bins : int

    Examples
    --------
    >>> certain = torch.tensor([[50.0, 0.0], [50.0, 0.0]])
    >>> round(expected_calibration_error(certain, np.array([0, 1])), 3)
    0.5
    """
    confidence, right = _confidence(logits, labels)
    return _gap(confidence, right, np.minimum((confidence * bins).astype(int), bins - 1))


def adaptive_calibration_error(
    logits: torch.Tensor, labels: NDArray[np.int64], bins: int = 15
) -> float:
    """The same with as many pictures in each bin, wherever their confidences lie, in [0, 1].

    Of pictures that are nearly all answered with certainty, equal bins see one bin only. Nixon et
    al.: "Measuring Calibration in Deep Learning", 2019 (https://arxiv.org/abs/1904.01685).

    Examples
    --------
    >>> certain = torch.tensor([[50.0, 0.0], [50.0, 0.0]])
    >>> round(adaptive_calibration_error(certain, np.array([0, 1]), bins=1), 3)
    0.5
    """
    confidence, right = _confidence(logits, labels)
    place = np.empty(len(confidence), int)
    place[np.argsort(confidence, kind="stable")] = np.arange(len(confidence)) * bins
    return _gap(confidence, right, place // max(len(confidence), 1))


def _confidence(
    logits: torch.Tensor, labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of each answer, and whether it is right."""
    confidence, answer = torch.softmax(logits.double(), dim=1).max(dim=1)
    return confidence.numpy(), answer.numpy() == labels


def _gap(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], place: NDArray[np.int_]
) -> float:
    """How far the two are apart in each bin, weighted by what is in it."""
    return float(
        sum(
            abs(right[place == b].mean() - confidence[place == b].mean()) * (place == b).mean()
            for b in np.unique(place)
        )
    )
