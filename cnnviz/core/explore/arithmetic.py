"""The arithmetic of one number, written out so that its terms sum to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.core.explore.accounts import ACCOUNTS
from cnnviz.core.explore.cells import Cell, check_cell
from cnnviz.core.explore.parts import Part
from cnnviz.core.explore.reading import Doubles, doubles, unknown
from cnnviz.core.trace import LayerKind, Trace

__all__ = [
    "CellArithmetic",
    "Doubles",
    "Part",
    "SoftmaxTerms",
    "cell_arithmetic",
    "softmax_terms",
]


@dataclass(frozen=True, eq=False)
class CellArithmetic:
    """How one number came about: ``value = sum of all parts + bias``.

    Attributes
    ----------
    cell : Cell
    kind : LayerKind
    parts : tuple of Part
        One for each map read; empty for the input, which nothing was computed from.
    bias : float
        The constant: a bias, or batch norm's ``bias - mean * scale``; for the input its value.
    value : float
        What the network computed (float32).
    """

    cell: Cell
    kind: LayerKind
    parts: tuple[Part, ...]
    bias: float
    value: float

    @property
    def total(self) -> float:
        """The terms and the bias, summed in float64."""
        return sum(part.sum for part in self.parts) + self.bias


@dataclass(frozen=True, eq=False)
class SoftmaxTerms:
    """The softmax, term by term; all arrays (classes,), float64.

    ``shares = exp(logits) / exp(logits).sum()``
    """

    logits: Doubles
    exponentials: Doubles
    total: float
    shares: Doubles


def cell_arithmetic(trace: Trace, cell: Cell) -> CellArithmetic:
    """How one number of a trace was computed from the layer before, for the first digit.

    Parameters
    ----------
    trace : Trace
    cell : Cell

    Returns
    -------
    CellArithmetic
        Computed in float64 from the traced (float32) numbers, so that `total` is `value` up to
        the rounding of the network itself.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    IndexError
        If the layer has no such cell; a negative index is none.
    ValueError
        If the layer's arithmetic is not known (`LayerKind.OTHER`, or a setting that the trace
        has no word for).

    References
    ----------
    https://docs.pytorch.org/docs/stable/nn.html

    Examples
    --------
    >>> import torch
    >>> from cnnviz.core.trace import trace
    >>> layer = torch.nn.Conv2d(1, 1, 2)
    >>> layer.weight.data[:], layer.bias.data[:] = 2, 0.5
    >>> result = trace(torch.nn.Sequential(layer), torch.arange(9.0).reshape(1, 1, 3, 3))
    >>> found = cell_arithmetic(result, Cell("0", 0, 1, 1))
    >>> found.parts[0].terms, found.bias, found.total
    (array([[ 8., 10.],
           [14., 16.]]), 0.5, 48.5)
    """
    record = trace.record(cell.layer)
    account = ACCOUNTS.get(record.kind)
    if account is None:
        raise unknown(record)
    check_cell(record, cell)
    parts, bias = account(trace, record, cell)
    return CellArithmetic(cell, record.kind, parts, bias, cell.value(trace))


def softmax_terms(trace: Trace) -> SoftmaxTerms:
    """The softmax of the first digit's logits, in float64.

    Raises
    ------
    ValueError
        If the network's answer is not one row of logits a digit.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
    """
    if trace.logits.ndim != 2:
        raise ValueError(f"Logits are (digits, classes), got {tuple(trace.logits.shape)}.")
    logits = doubles(trace.logits[0])
    with np.errstate(over="ignore"):  # beyond 709 the exponential is inf; the shares are not
        exponentials = np.exp(logits)
        total = float(exponentials.sum())
    # The largest logit may be subtracted everywhere: it cancels, and nothing overflows.
    safe = np.exp(logits - logits.max())
    return SoftmaxTerms(logits, exponentials, total, safe / safe.sum())
