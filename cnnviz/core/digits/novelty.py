"""Does a drawing look like a digit at all? One answer, whichever network is chosen.

A small convolutional network of its own knows eleven answers: the ten digits, and "no digit". For
the eleventh it was shown random pen marks (lines, curves, arcs and hatching thrown together, lines
with bars between them, dented outlines), digits written side by side or across each other, and
letters, signs and things. The warning appears when the probability of "no digit" exceeds a
threshold that a few in a thousand unseen digits exceed.

Random examples of what does not belong, to learn the border of what does: "outlier exposure"
(Hendrycks, Mazeika, Dietterich: "Deep Anomaly Detection with Outlier Exposure", ICLR 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.outliers import non_digit_pictures
from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.networks.pretrained import (
    PRETRAINED,
    WeightsError,
    read_listed,
    write_listed,
)
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import (
    FitEvent,
    TrainingData,
    fit,
    predict_logits,
)

NOVELTY_FILE = "novelty.safetensors"
NO_DIGIT = 10
# Of the digits the threshold is chosen on, this part stays below it. The networks are unsure of
# most drawings of no digit by themselves: the warning may be rare.
QUIET = 0.998
# Random marks, pairs of digits, and how often each letter, sign and thing is drawn.
MARKS, PAIRS, VARIANTS = 40_000, 4_000, 120
CONFIG = TrainConfig(10, batch_size=256)


@dataclass(frozen=True)
class Novelty:
    """How little a drawing looks like a digit.

    Attributes
    ----------
    score : float in [0, 1]
        Probability of "no digit"; 0 for a blank drawing.
    threshold : float in [0, 1]
    is_unfamiliar : bool
        True if the score exceeds the threshold: time for the warning.
    """

    score: float
    threshold: float
    is_unfamiliar: bool


def judge_novelty(digit: PreparedDigit, directory: Path = PRETRAINED) -> Novelty:
    """Say whether a drawing looks unlike every digit.

    Parameters
    ----------
    digit : PreparedDigit
    directory : Path
        Folder of `NOVELTY_FILE`.

    Returns
    -------
    Novelty
        Never unfamiliar for a blank drawing.

    Raises
    ------
    WeightsError
        If the file is missing or is not what `save_novelty` writes.
    """
    model, threshold = load_novelty(directory)
    if digit.is_blank:
        return Novelty(0.0, threshold, is_unfamiliar=False)
    with torch.inference_mode():
        score = float(torch.softmax(model(digit.tensor), dim=1)[0, NO_DIGIT])
    return Novelty(score, threshold, score > threshold)


@lru_cache(maxsize=4)
def load_novelty(directory: Path = PRETRAINED) -> tuple[nn.Module, float]:
    """Read the network, in evaluation mode, and its threshold; once for each folder."""
    path = directory / NOVELTY_FILE
    model = _network()
    content = read_listed(path, "novelty")
    try:
        tensors = safetensors.torch.load(content)
        threshold = float(tensors.pop("threshold"))
        model.load_state_dict(tensors)
    except (OSError, KeyError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        raise WeightsError(
            f"{path} is missing or damaged; make it again with: python -m cnnviz train novelty."
        ) from error
    return model.eval(), threshold


def save_novelty(model: nn.Module, threshold: float, directory: Path = PRETRAINED) -> None:
    """Write the network and its threshold, whole or not at all."""
    tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
    tensors["threshold"] = torch.tensor(threshold, dtype=torch.float64)
    directory.mkdir(parents=True, exist_ok=True)
    write_listed(directory / NOVELTY_FILE, safetensors.torch.save(tensors))
    load_novelty.cache_clear()


def fit_novelty(
    data: TrainingData,
    config: TrainConfig = CONFIG,
    marks: int = MARKS,
    pairs: int = PAIRS,
    variants: int = VARIANTS,
) -> tuple[nn.Module, Iterator[FitEvent]]:
    """A fresh network, and the generator that trains it on digits and on what is none.

    Parameters
    ----------
    data : TrainingData
    config : TrainConfig
    marks, pairs, variants : int
        How many random marks, how many pictures of two digits, and how many of each of the known
        drawings.

    Returns
    -------
    (torch.nn.Module, iterator of BatchEnd or EpochEnd)
        When the iterator is used up, `choose_threshold` and `save_novelty` come next.
    """
    rng = np.random.default_rng(config.seed)
    others = non_digit_pictures(marks, pairs, data.train.images, rng, variants)
    images = np.concatenate([data.train.images, others])
    labels = np.concatenate([data.train.labels, np.full(len(others), NO_DIGIT)])
    torch.manual_seed(config.seed)
    model = _network()
    train = DigitSet("digits and others", images, labels)
    return model, fit(model, TrainingData(train, data.check), config)


def choose_threshold(model: nn.Module, check: DigitSet) -> float:
    """The probability of "no digit" that the part `QUIET` of these digits stays below."""
    scores = torch.softmax(predict_logits(model, check).double(), dim=1)[:, NO_DIGIT]
    return float(torch.quantile(scores, QUIET))


def _network() -> nn.Sequential:
    """(N, 1, 28, 28) in [0, 1] -> logits (N, 11); 33,147 parameters."""
    layers: list[nn.Module] = []
    for inputs, outputs, kernel in ((1, 16, 5), (16, 32, 3), (32, 48, 3)):
        layers += [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
    layers += [nn.Flatten(), nn.Linear(48 * 3 * 3, 32), nn.ReLU(), nn.Linear(32, NO_DIGIT + 1)]
    return nn.Sequential(*layers)
