"""Which cell of the input each place of a window operation reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.windows.specs import ConvSpec, Pair, PoolSpec
from cnnviz.core.windows.steps import pad_image


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
        spec = ConvSpec(spec.kernel, spec.steps, spec.padding, spec.dilation)
    sources: NDArray[np.int32] = pad_image(numbers, spec)[0].astype(np.int32) - 1
    return sources
