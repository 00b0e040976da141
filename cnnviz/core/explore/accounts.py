"""The arithmetic of each kind of layer: one function each, in float64.

Each takes a trace, a record and one of its cells, and returns the parts and the constant that
sum to the cell. The rules are PyTorch's (https://docs.pytorch.org/docs/stable/nn.html).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.parts import Part, parts_of, read, single_part, value_at
from cnnviz.core.explore.reading import (
    batch_norm_line,
    constant,
    doubles,
    flattened_maps,
    padded_places,
    reshaped_places,
    source_maps,
    source_of,
    summands,
    unknown,
)
from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, PoolSpec

Account = tuple[tuple[Part, ...], float]


def _input(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    return (), cell.value(trace)


def _same_place(record: LayerRecord, cell: Cell) -> int:
    """The place of a cell in its own layer; it reads that place where the layer keeps the shape."""
    _, rows, columns = planes(record).shape
    return (cell.channel * rows + cell.row) * columns + cell.column


def _convolution(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec, weight = source_maps(trace, record), record.spec, record.weight
    assert isinstance(spec, ConvSpec) and weight is not None
    channels, rows, columns = planes(source).shape
    (eh, ew), (dh, dw), (sh, sw) = spec.extent, spec.dilations, spec.steps
    top, left = cell.row * sh, cell.column * sw
    window = padded_places((rows, columns), spec)[top : top + eh : dh, left : left + ew : dw]
    first = np.arange(channels).reshape(-1, 1, 1) * (rows * columns)
    places = np.where(window < 0, -1, first + window)
    inputs, weights = read(source, places), doubles(weight[cell.channel])
    parts = parts_of(source, places, inputs, weights, inputs * weights, range(channels))
    return parts, constant(record, cell.channel)


def _pooling(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec = source_maps(trace, record), record.spec
    if not isinstance(spec, PoolSpec):  # a setting that `PoolSpec` has no word for
        raise unknown(record)
    _, rows, columns = planes(source).shape
    (kh, kw), (sh, sw) = spec.kernel, spec.steps
    top, left = cell.row * sh, cell.column * sw
    # Slicing stops at the padded edge, as PyTorch's divisor does in ceil mode.
    window = padded_places((rows, columns), spec)[None, top : top + kh, left : left + kw]
    places = np.where(window < 0, -1, cell.channel * rows * columns + window)
    if spec.kind == "average":
        inputs = read(source, places)
        weights, terms = np.full(inputs.shape, 1 / inputs.size), inputs / inputs.size
    else:
        inputs = read(source, places, padding=-np.inf)
        weights = np.zeros(inputs.shape)
        weights.flat[int(inputs.argmax())] = 1  # of several, the first: PyTorch's choice
        terms = np.where(weights == 1, inputs, 0.0)  # 0 * -inf would be NaN
    return parts_of(source, places, inputs, weights, terms, [cell.channel]), 0.0


def _global_pooling(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source = source_maps(trace, record)
    _, rows, columns = planes(source).shape
    size = rows * columns
    places = np.arange(size).reshape(1, rows, columns) + cell.channel * size
    inputs = read(source, places)
    weights = np.full(inputs.shape, 1 / size)
    return parts_of(source, places, inputs, weights, inputs / size, [cell.channel]), 0.0


def _batch_norm(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source = source_maps(trace, record)
    scale, shift = batch_norm_line(record, cell.channel)
    place = _same_place(record, cell)
    return single_part(source, place, scale, scale * value_at(source, place)), shift


def _dropout(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, place = source_of(trace, record), _same_place(record, cell)
    return single_part(source, place, 1.0, value_at(source, place)), 0.0


def _flatten(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source = source_of(trace, record)
    place = int(reshaped_places(record, source)[cell.channel, cell.row, cell.column])
    return single_part(source, place, 1.0, value_at(source, place)), 0.0


def _sum(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    parts: tuple[Part, ...] = ()
    for source, places in summands(trace, record):
        place = int(places[cell.channel, cell.row, cell.column])
        parts += single_part(source, place, 1.0, value_at(source, place))
    return parts, 0.0


def _dense(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, weight = source_of(trace, record), record.weight
    if source.output.ndim != 2 or weight is None:  # PyTorch would apply it to every row of a map
        raise unknown(record)
    origin = flattened_maps(trace, source)
    shape = (1, 1, source.output.shape[1]) if origin is None else tuple(planes(origin).shape)
    places = np.arange(source.output.shape[1]).reshape(shape)
    inputs, weights = read(source, places), doubles(weight[cell.channel]).reshape(shape)
    blocks = range(shape[0])
    parts = parts_of(source, places, inputs, weights, inputs * weights, blocks, origin)
    return parts, constant(record, cell.channel)


# By the names of `ActivationSpec`.
_CURVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "silu": F.silu,
    "elu": F.elu,
}


def _activation(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec, place = source_of(trace, record), record.spec, _same_place(record, cell)
    assert isinstance(spec, ActivationSpec)
    x, traced = value_at(source, place), cell.value(trace)
    if spec.function == "relu":
        weight = 1.0 if x > 0 else 0.0
    elif spec.function in ("leakyrelu", "leaky_relu"):
        weight = 1.0 if x >= 0 else _slope(record, source)
    else:
        return single_part(source, place, None, _curve(spec.function, x, traced)), 0.0
    return single_part(source, place, weight, weight * x if weight else 0.0), 0.0


def _slope(record: LayerRecord, source: LayerRecord) -> float:
    """Leaky ReLU's slope below 0, read off where rounding matters least: the lowest input."""
    inputs, outputs = doubles(planes(source)).ravel(), doubles(planes(record)).ravel()
    lowest = int(inputs.argmin())
    return float(outputs[lowest] / inputs[lowest])


def _curve(function: str, x: float, traced: float) -> float:
    """The function in float64, or what the network computed where that is something else.

    It is where the layer has a setting of its own (ELU's alpha, GELU's approximation), which
    the trace does not hold, or where float32 lost all digits (the far tail of GELU).
    """
    if function not in _CURVES:
        return traced
    exact = float(_CURVES[function](torch.tensor(x, dtype=torch.float64)))
    return exact if abs(exact - traced) <= 1e-5 * abs(traced) else traced


ACCOUNTS: dict[LayerKind, Callable[[Trace, LayerRecord, Cell], Account]] = {
    LayerKind.INPUT: _input,
    LayerKind.CONV: _convolution,
    LayerKind.POOL: _pooling,
    LayerKind.GLOBAL_POOL: _global_pooling,
    LayerKind.BATCH_NORM: _batch_norm,
    LayerKind.ACTIVATION: _activation,
    LayerKind.ADD: _sum,
    LayerKind.FLATTEN: _flatten,
    LayerKind.DROPOUT: _dropout,
    LayerKind.DENSE: _dense,
}
