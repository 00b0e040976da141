"""The gradient of one weight, written out: what it met, times the gradient there, summed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch

from cnnviz.core.explore.reading import Doubles, Places, doubles
from cnnviz.core.learning.backward import Backward
from cnnviz.core.learning.factors import Factors, factors_of
from cnnviz.core.learning.seen import Use

# Beside this share of the value, float32 may lose this share of the magnitudes that it adds.
TOLERANCE = 1e-4
_ROUNDINGS = 16.0


class Missing(Enum):
    """Why a gradient has no such arithmetic."""

    COMPUTED = "no layer reads the weight itself, but numbers computed from it"
    FORMULA = "a layer that reads it is no plain sum of products"
    ELSEWHERE = "it acts in other ways, too"


@dataclass(frozen=True, eq=False)
class WeightTerms:
    """What one use of a weight adds to its gradient; all arrays are (rows, columns).

    A convolution's have a cell for each place of the output map; a transposed one's, for each of
    the input map.

    Attributes
    ----------
    use : Use
    source : str
        Name of the record that the layer read.
    inputs : float64 array
        What the weight was multiplied by; 0 in the padding. Ones for a bias.
    gradients : float64 array
        The gradient of the loss with respect to the number that the product went into; 0 where
        a transposed convolution's window hangs over the edge.
    products : float64 array
        ``inputs * gradients``.
    read : int64 array
        Place of each input in the source's whole output, row-major; -1 for padding, and
        throughout for a bias.
    answers : int64 array
        Place in the layer's whole output of each number that the product went into; -1 outside.
    normalised : bool
        Whether `inputs` are the source's numbers brought to mean 0 and spread 1.
    """

    use: Use
    source: str
    inputs: Doubles
    gradients: Doubles
    products: Doubles
    read: Places
    answers: Places
    normalised: bool

    @property
    def sum(self) -> float:
        """All products together."""
        return float(self.products.sum())

    @property
    def padding(self) -> int:
        """How many of the inputs are padding."""
        is_bias = self.use.role == "bias" or bool((self.read < 0).all() and self.inputs.any())
        return 0 if is_bias else int((self.read < 0).sum())


@dataclass(frozen=True, eq=False)
class WeightArithmetic:
    """The gradient of the loss with respect to one weight.

    Attributes
    ----------
    parameter : str
    place : tuple of int
    weight : float
        The number itself.
    gradient : float
        PyTorch's.
    terms : tuple of WeightTerms
        One for each use of the weight; a layer that runs twice has two.
    missing : Missing or None
        Why the terms are not all of it; None where they are.
    """

    parameter: str
    place: tuple[int, ...]
    weight: float
    gradient: float
    terms: tuple[WeightTerms, ...]
    missing: Missing | None

    @property
    def total(self) -> float:
        """The terms' sum; PyTorch's gradient where there are none, or they are not all."""
        return self.gradient if self.missing else math.fsum(each.sum for each in self.terms)

    @property
    def is_shared(self) -> bool:
        """Whether several uses of the weight are summed."""
        return len(self.terms) > 1


def weight_arithmetic(
    found: Backward, parameter: str, place: tuple[int, ...] = ()
) -> WeightArithmetic:
    """The gradient of one weight as the sum over all places it acted at.

    Parameters
    ----------
    found : Backward
    parameter : str
        Its name in ``state_dict``, as ``"conv1.weight"``.
    place : tuple of int
        Of the weight in it, counted from 0: (out channel, in channel of the group, row, column)
        for a convolution, (output, input) for a dense layer.

    Raises
    ------
    KeyError
        If there is no such parameter.
    IndexError
        If it has no such place.

    Examples
    --------
    >>> from torch import nn
    >>> from cnnviz.core.learning.backward import backward
    >>> found = backward(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), torch.ones(1, 1, 2, 2), 0)
    >>> weight = weight_arithmetic(found, "1.weight", (1, 3))
    >>> weight.terms[0].inputs.tolist(), round(weight.total / weight.gradient, 4)
    ([[1.0]], 1.0)
    """
    if parameter not in found.weights:
        known = ", ".join(found.weights)
        raise KeyError(f"there is no parameter {parameter!r}; there are {known}")
    values = found.values[parameter]
    if len(place) != values.ndim or any(
        not 0 <= at < count for at, count in zip(place, values.shape, strict=True)
    ):
        raise IndexError(f"{parameter!r} is of shape {tuple(values.shape)}, and has no {place}")
    weight, gradient = float(values[place]), float(found.weights[parameter][place])
    uses = found.uses.get(parameter, ())
    terms: list[WeightTerms] = []
    missing = None if uses or gradient == 0 else Missing.COMPUTED
    for use in uses:
        arriving = found.gradients.get(use.layer)
        factors = factors_of(found.trace, use, place, values)
        if factors is None or arriving is None:
            missing = Missing.FORMULA
            break
        terms.append(_terms(found, use, factors, arriving))
    if missing is None and not _agree(terms, gradient, values.dtype):
        missing = Missing.ELSEWHERE
    return WeightArithmetic(parameter, place, weight, gradient, tuple(terms), missing)


def _terms(found: Backward, use: Use, factors: Factors, arriving: torch.Tensor) -> WeightTerms:
    flat = doubles(arriving.reshape(-1)[torch.from_numpy(factors.answers.clip(0))])
    gradients = np.where(factors.answers < 0, 0.0, flat)
    return WeightTerms(
        use,
        found.trace.record(use.layer).parents[0],
        factors.inputs,
        gradients,
        factors.inputs * gradients,
        factors.read,
        factors.answers,
        factors.normalised,
    )


def _agree(terms: list[WeightTerms], gradient: float, dtype: torch.dtype) -> bool:
    total = math.fsum(each.sum for each in terms)
    magnitudes = math.fsum(float(np.abs(each.products).sum()) for each in terms)
    rounding = _ROUNDINGS * torch.finfo(dtype).eps * magnitudes
    return not abs(total - gradient) > TOLERANCE * abs(gradient) + rounding
