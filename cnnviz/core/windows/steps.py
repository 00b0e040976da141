"""The arithmetic of a sliding window, one step at a time.

The rules are those of `torch.nn.Conv2d`, `torch.nn.MaxPool2d` and `torch.nn.AvgPool2d`
(https://docs.pytorch.org/docs/stable/nn.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.windows.specs import ConvSpec, PoolSpec


@dataclass(frozen=True)
class WindowStep:
    """One output cell and how it came about.

    Attributes
    ----------
    row, column : int
        Position of the output cell.
    window : ndarray
        The input cells under the window, padding included: (C, kh, kw) for a convolution,
        at most (kh, kw) for pooling (smaller where `ceil_mode` lets it hang over the edge;
        padding is -inf for max pooling).
    terms : ndarray
        Same shape, float64: what each cell adds to the value. Pixel times weight for a
        convolution, cell divided by the cells that count for average pooling; for max pooling the
        winner at its place (the first in row-major order where several tie), zero elsewhere.
    bias : float
        Zero for pooling.
    value : float
        ``terms.sum() + bias``.
    """

    row: int
    column: int
    window: NDArray[np.float32]
    terms: NDArray[np.float64]
    bias: float
    value: float


def pad_image(image: NDArray[np.float32], spec: ConvSpec) -> NDArray[np.float32]:
    """The (C, H, W) image with the padding that `spec` adds."""
    mode = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    widths = ((0, 0), *spec.pads)
    return np.pad(image, widths, mode=mode[spec.padding_mode])  # type: ignore[call-overload,no-any-return]


def _as_float32(name: str, array: object, dimensions: int) -> NDArray[np.float32]:
    result = np.asarray(array, dtype=np.float32)
    if result.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimensions, got shape {result.shape}")
    return result


def convolve_steps(
    image: NDArray[np.float32],
    kernel: NDArray[np.float32],
    spec: ConvSpec,
    bias: float = 0.0,
) -> Iterator[WindowStep]:
    """Every step of one filter's convolution, in row-major order of the output.

    Parameters
    ----------
    image : array (C, H, W)
    kernel : array (C, kh, kw)
    spec : ConvSpec
        Its `kernel_size` is (kh, kw).
    bias : float
        Added once to every cell.

    Yields
    ------
    WindowStep
        One for every output cell.

    Raises
    ------
    ValueError
        If the shapes do not belong together or the kernel does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> steps = list(convolve_steps(np.ones((1, 3, 3)), np.ones((1, 2, 2)), ConvSpec(2), bias=0.5))
    >>> len(steps), steps[0].value
    (4, 4.5)
    """
    image = _as_float32("image", image, 3)
    kernel = _as_float32("kernel", kernel, 3)
    if kernel.shape[0] != image.shape[0]:
        raise ValueError(
            f"kernel has {kernel.shape[0]} channels but image has {image.shape[0]}: "
            "a kernel needs one slice per input channel"
        )
    if kernel.shape[1:] != spec.kernel:
        raise ValueError(f"kernel is {kernel.shape[1:]} but spec says kernel_size {spec.kernel}")
    rows, columns = spec.output_size((image.shape[1], image.shape[2]))
    return _convolve(pad_image(image, spec), kernel, spec, bias, rows, columns)


def _convolve(
    padded: NDArray[np.float32],
    kernel: NDArray[np.float32],
    spec: ConvSpec,
    bias: float,
    rows: int,
    columns: int,
) -> Iterator[WindowStep]:
    (eh, ew), (dh, dw), (sh, sw) = spec.extent, spec.dilations, spec.steps
    weights = kernel.astype(np.float64)
    for row in range(rows):
        for column in range(columns):
            top, left = row * sh, column * sw
            window = padded[:, top : top + eh : dh, left : left + ew : dw].copy()
            terms = window * weights
            yield WindowStep(row, column, window, terms, bias, float(terms.sum()) + bias)


def pool_steps(image: NDArray[np.float32], spec: PoolSpec) -> Iterator[WindowStep]:
    """Every step of pooling one map, in row-major order of the output.

    Parameters
    ----------
    image : array (H, W)
    spec : PoolSpec

    Yields
    ------
    WindowStep
        One for every output cell.

    Raises
    ------
    ValueError
        If `image` is not two-dimensional or the window does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> [s.value for s in pool_steps(np.array([[1., 2.], [3., 4.]]), PoolSpec("max", 2))]
    [4.0]
    """
    image = _as_float32("image", image, 2)
    rows, columns = spec.output_size((image.shape[0], image.shape[1]))
    return _pool(image, spec, rows, columns)


def _pool(
    image: NDArray[np.float32], spec: PoolSpec, rows: int, columns: int
) -> Iterator[WindowStep]:
    (eh, ew), (dh, dw), (sh, sw) = spec.extent, spec.dilations, spec.steps
    fill = -np.inf if spec.kind == "max" else 0.0
    padded = np.pad(image, spec.pads, constant_values=fill)
    counted = np.pad(np.ones(image.shape), spec.pads, constant_values=spec.count_include_pad)
    for row in range(rows):
        for column in range(columns):
            top, left = row * sh, column * sw
            # Slicing stops at the padded edge, as PyTorch's divisor does in ceil mode.
            part = slice(top, top + eh, dh), slice(left, left + ew, dw)
            window = padded[part].copy()
            if spec.kind == "max":
                terms = np.zeros(window.shape)
                winner = np.unravel_index(int(window.argmax()), window.shape)
                terms[winner] = window[winner]
            else:
                cells = spec.divisor_override or counted[part].sum()
                terms = window.astype(np.float64) / cells
            yield WindowStep(row, column, window, terms, 0.0, float(terms.sum()))
