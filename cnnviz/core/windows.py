"""Sliding windows: the sizes a convolution or pooling gives, and its arithmetic one step at a time.

The rules are those of `torch.nn.Conv2d`, `torch.nn.MaxPool2d` and `torch.nn.AvgPool2d`
(https://docs.pytorch.org/docs/stable/nn.html); a setting that PyTorch would refuse is a
`ValueError` here that names the argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
IntOrPair = int | tuple[int, int]
PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
PoolKind = Literal["max", "average"]

PADDING_MODES: tuple[str, ...] = ("zeros", "reflect", "replicate", "circular")
POOL_KINDS: tuple[str, ...] = ("max", "average")


def _pair(name: str, value: object, minimum: int) -> Pair:
    """Read an int or a (vertical, horizontal) pair; a bool or a float is neither."""
    values = value if isinstance(value, tuple | list) else (value, value)
    if len(values) != 2 or any(
        isinstance(v, bool) or not isinstance(v, int | np.integer) for v in values
    ):
        raise ValueError(
            f"{name} must be an int or a (vertical, horizontal) pair of ints, got {value!r}"
        )
    if min(values) < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value!r}")
    return int(values[0]), int(values[1])


@dataclass(frozen=True)
class ConvSpec:
    """How a convolution kernel moves over its input.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or (int, int)
        As in `torch.nn.Conv2d`, (vertical, horizontal); stored as pairs. `padding` may also
        be ``"same"``, which PyTorch allows for stride 1 only.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the padding is filled with.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

    Examples
    --------
    >>> ConvSpec(3).output_size((6, 6))
    (4, 4)
    >>> ConvSpec(5, stride=2, padding=2).output_size((28, 28))
    (14, 14)
    """

    kernel_size: IntOrPair
    stride: IntOrPair = 1
    padding: IntOrPair | Literal["same"] = 0
    dilation: IntOrPair = 1
    padding_mode: PaddingMode = "zeros"

    def __post_init__(self) -> None:
        for name, minimum in (("kernel_size", 1), ("stride", 1), ("dilation", 1)):
            object.__setattr__(self, name, _pair(name, getattr(self, name), minimum))
        if isinstance(self.padding, str):
            if self.padding != "same":
                raise ValueError(f"padding must be 'same' or a number, got {self.padding!r}")
            if self.stride != (1, 1):
                raise ValueError(f"padding='same' needs stride 1, got stride {self.stride}")
        else:
            object.__setattr__(self, "padding", _pair("padding", self.padding, 0))
        if self.padding_mode not in PADDING_MODES:
            raise ValueError(
                f"padding_mode must be one of {', '.join(PADDING_MODES)}, got {self.padding_mode!r}"
            )

    @property
    def kernel(self) -> Pair:
        """Kernel height and width."""
        return cast(Pair, self.kernel_size)

    @property
    def steps(self) -> Pair:
        """Vertical and horizontal stride."""
        return cast(Pair, self.stride)

    @property
    def dilations(self) -> Pair:
        """Vertical and horizontal dilation."""
        return cast(Pair, self.dilation)

    @property
    def extent(self) -> Pair:
        """Height and width a dilated kernel covers: ``dilation * (kernel - 1) + 1``."""
        (kh, kw), (dh, dw) = self.kernel, self.dilations
        return dh * (kh - 1) + 1, dw * (kw - 1) + 1

    @property
    def pads(self) -> tuple[Pair, Pair]:
        """Cells added as ((top, bottom), (left, right))."""
        if self.padding == "same":
            # PyTorch puts the odd cell of an even kernel at the bottom and right.
            (top, bottom), (left, right) = (
                ((e - 1) // 2, (e - 1) - (e - 1) // 2) for e in self.extent
            )
            return (top, bottom), (left, right)
        vertical, horizontal = cast(Pair, self.padding)
        return (vertical, vertical), (horizontal, horizontal)

    def output_size(self, size: Pair) -> Pair:
        """Height and width of the output for an input of height and width `size`.

        Raises
        ------
        ValueError
            If the kernel does not fit the padded input, or the padding mode cannot fill
            this much padding from this input.
        """
        height_width = _pair("size", size, 1)
        limit = {"reflect": -1, "circular": 0}.get(self.padding_mode)
        out = []
        for n, pads, extent, stride, axis in zip(
            height_width, self.pads, self.extent, self.steps, ("height", "width"), strict=True
        ):
            if limit is not None and max(pads) > n + limit:
                raise ValueError(
                    f"padding {max(pads)} is too large for padding_mode "
                    f"{self.padding_mode!r} on an input of {axis} {n}"
                )
            padded = n + sum(pads)
            if extent > padded:
                raise ValueError(
                    f"kernel_size covers {extent} cells (dilation included), "
                    f"more than the padded input's {axis} {padded}"
                )
            out.append((padded - extent) // stride + 1)
        return out[0], out[1]


@dataclass(frozen=True)
class PoolSpec:
    """How a pooling window moves over its input.

    Parameters
    ----------
    kind : {"max", "average"}
        Average pooling counts padding cells as zeros, as PyTorch does by default.
    kernel_size, stride, padding : int or (int, int)
        (vertical, horizontal); `stride` defaults to the kernel size; `padding` is at most
        half the kernel size.
    ceil_mode : bool
        Keep a last window that hangs over the edge.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html

    Examples
    --------
    >>> PoolSpec("max", 2).output_size((28, 28))
    (14, 14)
    >>> PoolSpec("average", 3, stride=2, ceil_mode=True).output_size((6, 6))
    (3, 3)
    """

    kind: PoolKind
    kernel_size: IntOrPair
    stride: IntOrPair | None = None
    padding: IntOrPair = 0
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        if self.kind not in POOL_KINDS:
            raise ValueError(f"kind must be 'max' or 'average', got {self.kind!r}")
        if not isinstance(self.ceil_mode, bool):
            raise ValueError(f"ceil_mode must be True or False, got {self.ceil_mode!r}")
        kernel = _pair("kernel_size", self.kernel_size, 1)
        stride = kernel if self.stride is None else _pair("stride", self.stride, 1)
        padding = _pair("padding", self.padding, 0)
        if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
            raise ValueError(
                f"padding must be at most half of kernel_size, got {padding} for {kernel}"
            )
        object.__setattr__(self, "kernel_size", kernel)
        object.__setattr__(self, "stride", stride)
        object.__setattr__(self, "padding", padding)

    @property
    def kernel(self) -> Pair:
        """Window height and width."""
        return cast(Pair, self.kernel_size)

    @property
    def steps(self) -> Pair:
        """Vertical and horizontal stride."""
        return cast(Pair, self.stride)

    @property
    def pads(self) -> Pair:
        """Cells of padding on each side, (vertical, horizontal)."""
        return cast(Pair, self.padding)

    def output_size(self, size: Pair) -> Pair:
        """Height and width of the output for an input of height and width `size`.

        Raises
        ------
        ValueError
            If the window does not fit the padded input.
        """
        height_width = _pair("size", size, 1)
        out = []
        for n, kernel, stride, pad, axis in zip(
            height_width, self.kernel, self.steps, self.pads, ("height", "width"), strict=True
        ):
            room = n + 2 * pad - kernel
            count = (-(-room // stride) if self.ceil_mode else room // stride) + 1
            # A window that would start beyond the input and its leading padding is dropped.
            if self.ceil_mode and (count - 1) * stride >= n + pad:
                count -= 1
            if count < 1:
                raise ValueError(
                    f"kernel_size {kernel} is larger than the padded input's {axis} {n + 2 * pad}"
                )
            out.append(count)
        return out[0], out[1]


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
        convolution, cell divided by window size for average pooling; for max pooling the
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
    (kh, kw), (sh, sw), (ph, pw) = spec.kernel, spec.steps, spec.pads
    fill = -np.inf if spec.kind == "max" else 0.0
    padded = np.pad(image, ((ph, ph), (pw, pw)), constant_values=fill)
    for row in range(rows):
        for column in range(columns):
            top, left = row * sh, column * sw
            # Slicing stops at the padded edge, as PyTorch's divisor does in ceil mode.
            window = padded[top : top + kh, left : left + kw].copy()
            if spec.kind == "max":
                terms = np.zeros(window.shape)
                winner = np.unravel_index(int(window.argmax()), window.shape)
                terms[winner] = window[winner]
            else:
                terms = window.astype(np.float64) / window.size
            yield WindowStep(row, column, window, terms, 0.0, float(terms.sum()))
