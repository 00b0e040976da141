"""All steps of a sliding window as arrays: what the stepping view shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from cnnviz.core.activations import activate
from cnnviz.core.windows.specs import ConvSpec, Pair, PoolSpec
from cnnviz.core.windows.steps import convolve_steps, pad_image, pool_steps

Doubles = NDArray[np.float64]


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


def convolution_table(
    image: NDArray[np.float32],
    kernel: NDArray[np.float32],
    spec: ConvSpec,
    bias: float = 0.0,
    activation: str = "none",
    rest: Doubles | None = None,
) -> WindowTable:
    """Every step of one filter over an image (C, H, W); arguments of `convolve_steps`.

    `rest`, (output height, output width), is added to the sums: what channels give that are not
    shown.

    Examples
    --------
    >>> table = convolution_table(np.ones((1, 3, 3)), np.ones((1, 2, 2)), ConvSpec(2), bias=-5.0)
    >>> table.size, table.sums[0], table.totals[0]
    ((2, 2), array([4.]), np.float64(-1.0))
    """
    steps = list(convolve_steps(image, kernel, spec, bias))
    terms = np.stack([step.terms for step in steps])
    totals = np.array([step.value for step in steps])
    if rest is not None:
        totals += rest.ravel()
    return WindowTable(
        size=(steps[-1].row + 1, steps[-1].column + 1),
        terms=terms,
        sums=terms.sum(axis=(2, 3)),
        totals=totals,
        values=activate(totals, activation),
        winners=None,
        counts=np.full(len(steps), kernel.size),
    )


def convolved(image: NDArray[np.float32], kernel: NDArray[np.float32], spec: ConvSpec) -> Doubles:
    """The sums of one filter over an image (C, H, W), without a bias: (oh, ow).

    Examples
    --------
    >>> convolved(np.ones((2, 3, 3)), np.ones((2, 2, 2)), ConvSpec(2)).tolist()
    [[8.0, 8.0], [8.0, 8.0]]
    """
    padded = torch.from_numpy(pad_image(image, spec).astype(np.float64))[None]
    weight = torch.from_numpy(kernel.astype(np.float64))[None]
    sums: Doubles = functional.conv2d(padded, weight, stride=spec.steps, dilation=spec.dilations)[
        0, 0
    ].numpy()
    return sums


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
