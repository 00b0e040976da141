"""All steps of a sliding window as arrays: what the stepping view shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from cnnviz.core.windows import ConvSpec, Pair, PoolSpec, convolve_steps, pad_image, pool_steps

Doubles = NDArray[np.float64]

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "none": lambda x: x,
    "ReLU": functional.relu,
    "leaky ReLU": functional.leaky_relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


@dataclass(frozen=True)
class WindowTable:
    """Every step of one window operation, in row-major order of the output.

    Attributes
    ----------
    size : (int, int)
        Output height and width.
    terms : array (steps, C, kh, kw)
        What each cell adds; NaN where a window in ceil mode hangs over the edge.
    sums : array (steps, C)
        Of the terms of each channel; for average pooling, of the cells, before the division.
    totals : array (steps,)
        Sums and bias together; for pooling, the pooled value.
    values : array (steps,)
        After the activation: what lands in the output.
    winners : array (steps, kh, kw) or None
        For max pooling: 2 where the value was taken, 1 where a cell ties with it, else 0.
    counts : array (steps,)
        Cells in the window.
    """

    size: Pair
    terms: Doubles
    sums: Doubles
    totals: Doubles
    values: Doubles
    winners: NDArray[np.uint8] | None
    counts: NDArray[np.int64]


def activate(values: Doubles, activation: str) -> Doubles:
    """An activation of `ACTIVATIONS`, as PyTorch computes it."""
    result: Doubles = ACTIVATIONS[activation](torch.from_numpy(values)).numpy()
    return result


def convolution_table(
    image: NDArray[np.float32],
    kernel: NDArray[np.float32],
    spec: ConvSpec,
    bias: float = 0.0,
    activation: str = "none",
) -> WindowTable:
    """Every step of one filter over an image (C, H, W); arguments of `convolve_steps`.

    Examples
    --------
    >>> table = convolution_table(np.ones((1, 3, 3)), np.ones((1, 2, 2)), ConvSpec(2), bias=-5.0)
    >>> table.size, table.sums[0], table.totals[0]
    ((2, 2), array([4.]), np.float64(-1.0))
    """
    steps = list(convolve_steps(image, kernel, spec, bias))
    terms = np.stack([step.terms for step in steps])
    totals = np.array([step.value for step in steps])
    return WindowTable(
        size=(steps[-1].row + 1, steps[-1].column + 1),
        terms=terms,
        sums=terms.sum(axis=(2, 3)),
        totals=totals,
        values=activate(totals, activation),
        winners=None,
        counts=np.full(len(steps), kernel.size),
    )


def pooling_table(image: NDArray[np.float32], spec: PoolSpec) -> WindowTable:
    """Every step of pooling one map (H, W); arguments of `pool_steps`.

    Examples
    --------
    >>> table = pooling_table(np.array([[4.0, 1.0], [4.0, 2.0]]), PoolSpec("max", 2))
    >>> table.values, table.winners[0].tolist()
    (array([4.]), [[2, 0], [1, 0]])
    """
    steps = list(pool_steps(image, spec))
    terms = np.full((len(steps), 1, *spec.kernel), np.nan)
    winners = np.zeros((len(steps), *spec.kernel), np.uint8)
    sums = np.zeros((len(steps), 1))
    for index, step in enumerate(steps):
        rows, columns = step.window.shape
        terms[index, 0, :rows, :columns] = step.terms
        sums[index] = step.window.sum(dtype=np.float64)
        winners[index, :rows, :columns] = step.window == step.window.max()
        # The first in row-major order is the one whose place PyTorch reports.
        row, column = divmod(int(step.window.argmax()), columns)
        winners[index, row, column] = 2
    values = np.array([step.value for step in steps])
    return WindowTable(
        size=(steps[-1].row + 1, steps[-1].column + 1),
        terms=terms,
        sums=sums,
        totals=values,
        values=values,
        winners=winners if spec.kind == "max" else None,
        counts=np.array([step.window.size for step in steps]),
    )


def padded_sources(size: Pair, spec: ConvSpec | PoolSpec) -> NDArray[np.int32]:
    """For every cell of the padded input, the input cell it repeats, or -1 for a filled-in one.

    Parameters
    ----------
    size : (int, int)
        Height and width of the input.
    spec : ConvSpec or PoolSpec

    Examples
    --------
    >>> padded_sources((1, 2), ConvSpec(1, padding=(0, 1), padding_mode="replicate"))
    array([[0, 0, 1, 1]], dtype=int32)
    """
    # Numbered from 1, so that zeros, which no cell has, are what was filled in.
    numbers = np.arange(1, size[0] * size[1] + 1, dtype=np.float32).reshape(1, *size)
    if isinstance(spec, PoolSpec):
        spec = ConvSpec(spec.kernel, spec.steps, spec.pads)
    sources: NDArray[np.int32] = pad_image(numbers, spec)[0].astype(np.int32) - 1
    return sources


def decimals_for(*arrays: NDArray[np.floating], most: int = 3) -> tuple[int, bool]:
    """How many decimals show these numbers, and whether they show them exactly.

    Examples
    --------
    >>> decimals_for(np.array([1.0, -2.0])), decimals_for(np.array([0.25, 1.0]))
    ((0, True), (2, True))
    >>> decimals_for(np.array([1 / 3]))
    (3, False)
    """
    numbers = np.concatenate([np.asarray(array, np.float64).ravel() for array in arrays])
    numbers = numbers[np.isfinite(numbers)]
    largest = float(np.abs(numbers).max()) if numbers.size else 0.0
    for decimals in range(most + 2):
        # Decimals typed by a person are float32: exact to seven digits.
        if np.abs(numbers - numbers.round(decimals)).max(initial=0.0) <= 2e-7 * max(largest, 1e-3):
            return decimals, True
    if 0 < largest < 0.1:
        return most + 1, False
    return (most if largest < 100 else max(most - 2, 1)), False
