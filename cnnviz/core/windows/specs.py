"""Sliding windows: how a kernel or a pooling window moves, and the sizes that it gives.

The rules are those of `torch.nn.Conv2d`, `torch.nn.MaxPool2d` and `torch.nn.AvgPool2d`
(https://docs.pytorch.org/docs/stable/nn.html); a setting that PyTorch would refuse is a
`ValueError` here that names the argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

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


class _Window:
    """What a kernel and a pooling window have in common, once their settings are pairs."""

    kernel_size: IntOrPair
    stride: IntOrPair | None
    dilation: IntOrPair

    @property
    def kernel(self) -> Pair:
        """Height and width of the window."""
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
        """Height and width that a dilated window covers: ``dilation * (kernel - 1) + 1``."""
        (kh, kw), (dh, dw) = self.kernel, self.dilations
        return dh * (kh - 1) + 1, dw * (kw - 1) + 1


@dataclass(frozen=True)
class ConvSpec(_Window):
    """How a convolution kernel moves over its input.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or (int, int)
        As in `torch.nn.Conv2d`, (vertical, horizontal); stored as pairs. `padding` may also
        be ``"same"``, which PyTorch allows for stride 1 only.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the padding is filled with.
    groups : int
        Into how many groups input and output channels are put; each reads its own only.

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
    groups: int = 1

    def __post_init__(self) -> None:
        if isinstance(self.groups, bool) or not isinstance(self.groups, int) or self.groups < 1:
            raise ValueError(f"groups must be a whole number from 1 up, got {self.groups!r}")
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
class PoolSpec(_Window):
    """How a pooling window moves over its input.

    Parameters
    ----------
    kind : {"max", "average"}
    kernel_size, stride, padding : int or (int, int)
        (vertical, horizontal); `stride` defaults to the kernel size; `padding` is at most
        half the kernel size.
    ceil_mode : bool
        Keep a last window that hangs over the edge.
    dilation : int or (int, int)
        Distance between the cells that a window reads; max pooling only.
    count_include_pad : bool
        Whether average pooling divides by the cells of padding as well, as PyTorch does by
        default.
    divisor_override : int, optional
        What average pooling divides by in place of the number of cells.

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
    >>> PoolSpec("max", 3, stride=1, dilation=2).output_size((7, 7))
    (3, 3)
    """

    kind: PoolKind
    kernel_size: IntOrPair
    stride: IntOrPair | None = None
    padding: IntOrPair = 0
    ceil_mode: bool = False
    dilation: IntOrPair = 1
    count_include_pad: bool = True
    divisor_override: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in POOL_KINDS:
            raise ValueError(f"kind must be 'max' or 'average', got {self.kind!r}")
        for flag in ("ceil_mode", "count_include_pad"):
            if not isinstance(getattr(self, flag), bool):
                raise ValueError(f"{flag} must be True or False, got {getattr(self, flag)!r}")
        kernel = _pair("kernel_size", self.kernel_size, 1)
        stride = kernel if self.stride is None else _pair("stride", self.stride, 1)
        padding = _pair("padding", self.padding, 0)
        dilation = _pair("dilation", self.dilation, 1)
        if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
            raise ValueError(
                f"padding must be at most half of kernel_size, got {padding} for {kernel}"
            )
        if self.kind == "average" and dilation != (1, 1):
            raise ValueError(f"dilation must be 1 for average pooling, got {dilation}")
        if self.divisor_override is not None and self.divisor_override < 1:
            raise ValueError(f"divisor_override must be at least 1, got {self.divisor_override}")
        object.__setattr__(self, "kernel_size", kernel)
        object.__setattr__(self, "stride", stride)
        object.__setattr__(self, "padding", padding)
        object.__setattr__(self, "dilation", dilation)

    @property
    def pads(self) -> tuple[Pair, Pair]:
        """Cells added as ((top, bottom), (left, right))."""
        vertical, horizontal = cast(Pair, self.padding)
        return (vertical, vertical), (horizontal, horizontal)

    def output_size(self, size: Pair) -> Pair:
        """Height and width of the output for an input of height and width `size`.

        Raises
        ------
        ValueError
            If the window does not fit the padded input.
        """
        height_width = _pair("size", size, 1)
        out = []
        for n, extent, stride, (pad, _), axis in zip(
            height_width, self.extent, self.steps, self.pads, ("height", "width"), strict=True
        ):
            room = n + 2 * pad - extent
            count = (-(-room // stride) if self.ceil_mode else room // stride) + 1
            # A window that would start beyond the input and its leading padding is dropped.
            if self.ceil_mode and (count - 1) * stride >= n + pad:
                count -= 1
            if count < 1:
                raise ValueError(
                    f"kernel_size {extent} is larger than the padded input's {axis} {n + 2 * pad}"
                )
            out.append(count)
        return out[0], out[1]


@dataclass(frozen=True)
class AdaptivePoolSpec:
    """Pooling to a given size: windows as equal as whole cells allow.

    Output row i of n reads the rows from ``floor(i * H / n)`` to ``ceil((i + 1) * H / n)``.

    Parameters
    ----------
    kind : {"max", "average"}
    size : (int, int)
        Of the output.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html

    Examples
    --------
    >>> AdaptivePoolSpec("average", (3, 1)).spans((5, 4), 0)
    [(0, 2), (1, 4), (3, 5)]
    """

    kind: PoolKind
    size: Pair

    def spans(self, size: Pair, axis: int) -> list[tuple[int, int]]:
        """First and last + 1 input row (axis 0) or column (1) that each output one reads."""
        n, count = size[axis], self.size[axis]
        return [(i * n // count, -(-(i + 1) * n // count)) for i in range(count)]


@dataclass(frozen=True)
class TransposedConvSpec:
    """How a transposed convolution spreads each input cell over its output.

    Parameters
    ----------
    kernel_size, stride, padding, output_padding, dilation : (int, int)
    groups : int

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
    """

    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    output_padding: Pair = (0, 0)
    groups: int = 1
    dilation: Pair = (1, 1)
