"""Does a drawing look like a digit at all? One answer, whichever network is chosen.

Two networks answer together. A small convolutional network of its own knows eleven answers: the ten
digits, and "no digit". For the eleventh it was shown random pen marks (lines, curves, arcs and
hatching thrown together, lines with bars between them, dented outlines), digits written side by
side or across each other, and letters, signs and things. And SimpleNet, which reads digits best and
learned to be sure of none of these: what it lacks to be sure counts as much. The warning appears
when both together doubt as much as a network of which the app says that it is unsure.

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
from torch import Tensor, nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.outliers import non_digit_pictures
from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.networks.pretrained import (
    PRETRAINED,
    WeightsError,
    load_pretrained,
    read_listed,
    write_listed,
)
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import (
    FitEvent,
    TrainingData,
    fit,
)

NOVELTY_FILE = "novelty.safetensors"
NO_DIGIT = 10
# The network whose doubt counts, too.
DOUBTER = "simplenet"
# As for one network alone: an answer of less than 60 % is none to rely on.
THRESHOLD = 0.4
# Random marks, pairs of digits, and how often each letter, sign and thing is drawn.
MARKS, PAIRS, VARIANTS = 40_000, 4_000, 120
CONFIG = TrainConfig(10, batch_size=256)


@dataclass(frozen=True)
class Novelty:
    """How little a drawing looks like a digit.

    Attributes
    ----------
    score : float in [0, 1]
        Mean of the probability of "no digit" and of what SimpleNet lacks to be sure; 0 for a blank
        drawing.
    """

    score: float

    @property
    def is_unfamiliar(self) -> bool:
        """Whether the score exceeds `THRESHOLD`: time for the warning."""
        return self.score > THRESHOLD


class Doubt(nn.Module):
    """(N, 1, 28, 28) in [0, 1] -> (N,): how little each looks like a digit, in [0, 1].

    Parameters
    ----------
    eleven : torch.nn.Module
        Of `fit_novelty`.
    reader : torch.nn.Module
        Answers with ten logits.
    """

    def __init__(self, eleven: nn.Module, reader: nn.Module) -> None:
        super().__init__()
        self.eleven, self.reader = eleven, reader

    def forward(self, digits: Tensor) -> Tensor:
        """Mean of both networks' doubt."""
        none = torch.softmax(self.eleven(digits), dim=1)[:, NO_DIGIT]
        sure = torch.softmax(self.reader(digits), dim=1).amax(dim=1)
        return (none + 1 - sure) / 2


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
    doubt = load_novelty(directory)
    if digit.is_blank:
        return Novelty(0.0)
    with torch.inference_mode():
        return Novelty(float(doubt(digit.tensor)[0]))


@lru_cache(maxsize=4)
def load_novelty(directory: Path = PRETRAINED) -> Doubt:
    """Both networks, in evaluation mode; read once for each folder.

    SimpleNet is that of the folder, or the one that ships where it has none.
    """
    path = directory / NOVELTY_FILE
    model = _network()
    content = read_listed(path, "novelty")
    try:
        model.load_state_dict(safetensors.torch.load(content))
    except (OSError, KeyError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        raise WeightsError(
            f"{path} is missing or damaged; make it again with: python -m cnnviz train novelty."
        ) from error
    has_reader = (directory / f"{DOUBTER}.safetensors").exists()
    doubt = Doubt(model, load_pretrained(DOUBTER, directory if has_reader else PRETRAINED))
    doubt.eval()
    return doubt


def save_novelty(model: nn.Module, directory: Path = PRETRAINED) -> None:
    """Write what `fit_novelty` trained, whole or not at all."""
    tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
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
        When the iterator is used up, `save_novelty` comes next.
    """
    rng = np.random.default_rng(config.seed)
    others = non_digit_pictures(marks, pairs, data.train.images, rng, variants)
    images = np.concatenate([data.train.images, others])
    labels = np.concatenate([data.train.labels, np.full(len(others), NO_DIGIT)])
    torch.manual_seed(config.seed)
    model = _network()
    train = DigitSet("digits and others", images, labels)
    return model, fit(model, TrainingData(train, data.check), config)


def _network() -> nn.Sequential:
    """(N, 1, 28, 28) in [0, 1] -> logits (N, 11); 33,147 parameters."""
    layers: list[nn.Module] = []
    for inputs, outputs, kernel in ((1, 16, 5), (16, 32, 3), (32, 48, 3)):
        layers += [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
    layers += [nn.Flatten(), nn.Linear(48 * 3 * 3, 32), nn.ReLU(), nn.Linear(32, NO_DIGIT + 1)]
    return nn.Sequential(*layers)
