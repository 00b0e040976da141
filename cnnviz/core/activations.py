"""The curves that networks apply to every number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

Doubles = NDArray[np.float64]

# By the names of `ActivationSpec`: straight lines, so that a slope and a constant are all there
# is to them, for a given input.
PIECEWISE_LINEAR = frozenset(
    [
        "relu",
        "relu6",
        "leakyrelu",
        "prelu",
        "rrelu",
        "hardtanh",
        "hardsigmoid",
        "abs",
        "absolute",
        "clamp",
        "clip",
        "clampmin",
        "clampmax",
        "threshold",
        "hardshrink",
        "softshrink",
    ]
)

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "none": lambda x: x,
    "ReLU": functional.relu,
    "leaky ReLU": functional.leaky_relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


def activate(values: Doubles, activation: str) -> Doubles:
    """An activation of `ACTIVATIONS`, as PyTorch computes it."""
    result: Doubles = ACTIVATIONS[activation](torch.from_numpy(values)).numpy()
    return result
