"""What is known of a sliding window before it moves: its sizes, and what it never reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.windows import ConvSpec, Pair, PoolSpec

Spec = ConvSpec | PoolSpec


def size_formula(size: Pair, spec: Spec) -> tuple[str, str]:
    """The output height and width as formulas with the numbers put in.

    PyTorch's formula, https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html.

    Parameters
    ----------
    size : (int, int)
        Height and width of the input.
    spec : ConvSpec or PoolSpec

    Raises
    ------
    ValueError
        Where the spec does not fit the size.

    Examples
    --------
    >>> size_formula((6, 6), ConvSpec(3))[0]
    'floor((6 + 2*0 - 1*(3-1) - 1)/1) + 1 = 4'
    """
    kernel, stride, dilation, pads = spec.kernel, spec.steps, spec.dilations, spec.pads
    outputs = spec.output_size(size)
    ceil = isinstance(spec, PoolSpec) and spec.ceil_mode
    formulas = []
    for axis in (0, 1):
        first, last = pads[axis]
        padding = f"2*{first}" if first == last else f"({first}+{last})"
        text = (
            f"{'ceil' if ceil else 'floor'}(({size[axis]} + {padding} "
            f"- {dilation[axis]}*({kernel[axis]}-1) - 1)/{stride[axis]}) + 1"
        )
        room = size[axis] + first + last - dilation[axis] * (kernel[axis] - 1) - 1
        count = (-(-room // stride[axis]) if ceil else room // stride[axis]) + 1
        # In ceil mode a window that would lie in the padding alone is dropped.
        dropped = f" - {count - outputs[axis]}" if count > outputs[axis] else ""
        formulas.append(f"{text}{dropped} = {outputs[axis]}")
    return formulas[0], formulas[1]


def never_read(size: Pair, spec: Spec) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Input rows and columns, counted from 0, that no window reads.

    A row that a reflected or repeated copy of itself stands for is still not read itself.

    Examples
    --------
    >>> never_read((6, 6), ConvSpec(3, stride=2))
    ((5,), (5,))
    """
    kernel, stride, dilation, pads = spec.kernel, spec.steps, spec.dilations, spec.pads
    unread = []
    for axis, count in enumerate(spec.output_size(size)):
        read = {
            step * stride[axis] + tap * dilation[axis] - pads[axis][0]
            for step in range(count)
            for tap in range(kernel[axis])
        }
        unread.append(tuple(place for place in range(size[axis]) if place not in read))
    return unread[0], unread[1]


@dataclass(frozen=True)
class Change:
    """How far two pictures of one shape lie apart.

    Attributes
    ----------
    cells, total : int
        Cells that differ, and all of them.
    mean, largest : float
        Of the absolute differences, all cells counted.
    """

    cells: int
    total: int
    mean: float
    largest: float


def change_between(before: NDArray[np.floating], after: NDArray[np.floating]) -> Change:
    """Compare two arrays cell by cell.

    Examples
    --------
    >>> change_between(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    Change(cells=1, total=2, mean=1.5, largest=3.0)
    """
    apart = np.abs(np.asarray(after, np.float64) - before)
    return Change(int((apart > 0).sum()), apart.size, float(apart.mean()), float(apart.max()))


def torch_message(shape: tuple[int, int, int], spec: Spec | dict[str, object]) -> str | None:
    """PyTorch's own words about a setting it refuses; None if it accepts it.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, height and width of the input.
    spec : ConvSpec, PoolSpec or dict
        A dict holds the arguments of `ConvSpec`, or with the key "kind" those of `PoolSpec`,
        for settings no spec can be made of.

    Examples
    --------
    >>> torch_message((1, 6, 6), {"kernel_size": 3, "stride": 2, "padding": "same"})
    "padding='same' is not supported for strided convolutions"
    """
    settings = dict(spec) if isinstance(spec, dict) else dict(vars(spec))
    # Each kind of pooling has settings that the other lacks.
    lacking = {"max": ("count_include_pad", "divisor_override"), "average": ("dilation",)}
    settings = {
        name: value
        for name, value in settings.items()
        if name not in lacking.get(str(settings.get("kind")), ())
    }
    try:
        with torch.no_grad():
            _layer(shape[0], settings)(torch.zeros(1, *shape))
    except (RuntimeError, ValueError, TypeError, NotImplementedError) as error:
        return str(error).splitlines()[0]
    return None


def _layer(channels: int, settings: dict[str, object]) -> nn.Module:
    kind = settings.pop("kind", None)
    if kind is not None:
        make: type[nn.Module] = nn.MaxPool2d if kind == "max" else nn.AvgPool2d
        return make(**settings)
    # Without its random weights: nobody's random numbers change because of a question.
    skip_init: Callable[..., nn.Module] = nn.utils.skip_init
    layer = skip_init(nn.Conv2d, channels, 1, **settings)
    return layer
