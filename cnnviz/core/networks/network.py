"""A network as a value: the model, what goes into it, and what its answers are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from torch import nn

from cnnviz.core.images import ImageSet, Preparation, Shape
from cnnviz.core.trace import Head, Trace


class Origin(Enum):
    """Where a network comes from."""

    SHIPPED = "shipped"
    ONNX = "an ONNX file"
    DEFINITION = "a definition with its weights"
    PYTHON = "a Python module"
    TRAINED = "a training"


__all__ = [
    "Answer",
    "Head",
    "LayerCheck",
    "Network",
    "NetworkCheck",
    "Origin",
]


@dataclass(frozen=True)
class LayerCheck:
    """One layer compared with another program's: its name and the largest difference."""

    layer: str
    difference: float


@dataclass(frozen=True)
class NetworkCheck:
    """A network's layers compared with what another program makes of the same file.

    Attributes
    ----------
    program : str
        With its version, as "onnxruntime 1.31.0".
    layers : tuple of LayerCheck
        In order of computation. A difference is the largest of all cells, divided by the
        largest magnitude in the layer or 1, whichever is larger.
    """

    program: str
    layers: tuple[LayerCheck, ...]

    @property
    def largest(self) -> float:
        """The largest difference of all layers; 0 if none was compared."""
        return max((layer.difference for layer in self.layers), default=0.0)


@dataclass(frozen=True)
class Answer:
    """The class a network chose: its index, its name, and its share in [0, 1]."""

    index: int
    name: str
    share: float


@dataclass(frozen=True, eq=False)
class Network:
    """A network that all pages can show; equal if its key is.

    Attributes
    ----------
    key : str
        A shipped network's name, or the hash of the content it was made of.
    title : str
        As shown on screen.
    model : torch.nn.Module
        In evaluation mode; nobody changes it.
    preparation : Preparation
        The input's shape, and how a picture becomes one.
    classes : tuple of str
        Names of the answers, in order.
    head : Head
    origin : Origin
    source : str
        The paper, or the file it was opened from.
    is_digits : bool
        Whether it reads single handwritten digits, so that a drawing is prepared as MNIST's were
        and what is known of digits can be said of it.
    check : NetworkCheck or None
        How it compares with another program, where it was compared.
    pictures : (ImageSet, ImageSet) or None
        What it was trained on and what it is judged by, where its training was seen.
    """

    key: str
    title: str
    model: nn.Module
    preparation: Preparation
    classes: tuple[str, ...]
    head: Head = Head.LOGITS
    origin: Origin = Origin.SHIPPED
    source: str = ""
    is_digits: bool = False
    check: NetworkCheck | None = None
    pictures: tuple[ImageSet, ImageSet] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def input_shape(self) -> Shape:
        """Channels, height and width of the input."""
        return self.preparation.shape

    def class_name(self, index: int) -> str:
        """What an answer is called; its number, counted from 1, where it has no name."""
        return self.classes[index] if index < len(self.classes) else f"class {index + 1}"

    def ranked(self, probabilities: torch.Tensor, most: int | None = None) -> tuple[Answer, ...]:
        """The answers of one input's probabilities (classes,), the most probable first."""
        shares = probabilities.double().numpy()
        if shares.ndim > 1:  # maps: each class by its mean over all places
            shares = shares.reshape(len(shares), -1).mean(axis=1)
        order = np.argsort(-shares, kind="stable")[:most]
        return tuple(Answer(int(i), self.class_name(int(i)), float(shares[i])) for i in order)

    def answer(self, trace: Trace) -> Answer:
        """The class that a trace of this network chose for its first input."""
        return self.ranked(trace.probabilities[0], 1)[0]
