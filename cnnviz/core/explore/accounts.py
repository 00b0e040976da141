"""The arithmetic of each kind of layer: one function each, in float64.

Each takes a trace, a record and one of its cells, and returns the parts and the constant that
sum to the cell. The rules are PyTorch's (https://docs.pytorch.org/docs/stable/nn.html).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.activations import PIECEWISE_LINEAR
from cnnviz.core.explore.cells import Cell, as_maps, one_at, planes
from cnnviz.core.explore.parts import (
    Part,
    parts_of,
    read,
    single_part,
    value_at,
    weighted_parts,
)
from cnnviz.core.explore.pullbacks import by_call, pull_back
from cnnviz.core.explore.reading import (
    batch_norm_line,
    channel_of,
    constant,
    doubles,
    flattened_maps,
    padded_places,
    reshaped_places,
    source_maps,
    source_of,
    summands,
)
from cnnviz.core.layer_kinds import ActivationSpec, LayerKind, SoftmaxSpec
from cnnviz.core.records import first_of
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, PoolSpec

Account = tuple[tuple[Part, ...], float]
Places = NDArray[np.int64]


def _input(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    return (), cell.value(trace)


def _same_place(record: LayerRecord, cell: Cell) -> int:
    """The place of a cell in its own layer; it reads that place where the layer keeps the shape."""
    _, rows, columns = planes(record).shape
    return (cell.channel * rows + cell.row) * columns + cell.column


def _convolution(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec, weight = source_maps(trace, record), record.spec, record.weight
    assert isinstance(spec, ConvSpec) and weight is not None
    _, rows, columns = planes(source).shape
    (eh, ew), (dh, dw), (sh, sw) = spec.extent, spec.dilations, spec.steps
    top, left = cell.row * sh, cell.column * sw
    window = padded_places((rows, columns), spec)[top : top + eh : dh, left : left + ew : dw]
    # A group's filters read their own maps only.
    count = weight.shape[1]
    begin = cell.channel // (weight.shape[0] // spec.groups) * count
    channels = np.arange(begin, begin + count)
    places = np.where(window < 0, -1, channels.reshape(-1, 1, 1) * (rows * columns) + window)
    inputs, weights = read(source, places), doubles(weight[cell.channel])
    parts = parts_of(source, places, inputs, weights, inputs * weights, channels.tolist())
    return parts, constant(record, cell.channel)


def _pooling(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec = source_maps(trace, record), record.spec
    assert isinstance(spec, PoolSpec | AdaptivePoolSpec)
    _, rows, columns = planes(source).shape
    window, divisor = _pooled_window(spec, (rows, columns), cell)
    places = np.where(window < 0, -1, cell.channel * rows * columns + window)[None]
    if spec.kind == "average":
        inputs = read(source, places)
        weights, terms = np.full(inputs.shape, 1 / divisor), inputs / divisor
    else:
        inputs = read(source, places, padding=-np.inf)
        weights = np.zeros(inputs.shape)
        weights.flat[int(inputs.argmax())] = 1  # of several, the first: PyTorch's choice
        terms = np.where(weights == 1, inputs, 0.0)  # 0 * -inf would be NaN
    return parts_of(source, places, inputs, weights, terms, [cell.channel]), 0.0


def _pooled_window(
    spec: PoolSpec | AdaptivePoolSpec, size: tuple[int, int], cell: Cell
) -> tuple[Places, float]:
    """Places of the window in one map, -1 for padding, and what an average divides by."""
    if isinstance(spec, AdaptivePoolSpec):
        (top, bottom) = spec.spans(size, 0)[cell.row]
        (left, right) = spec.spans(size, 1)[cell.column]
        window = np.arange(size[0] * size[1]).reshape(size)[top:bottom, left:right]
        return window, float(window.size)
    (eh, ew), (dh, dw), (sh, sw) = spec.extent, spec.dilations, spec.steps
    top, left = cell.row * sh, cell.column * sw
    # Slicing stops at the padded edge, as PyTorch's divisor does in ceil mode.
    window = padded_places(size, spec)[top : top + eh : dh, left : left + ew : dw]
    counted = window.size if spec.count_include_pad else int((window >= 0).sum())
    return window, float(spec.divisor_override or counted)


def _global_pooling(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source = source_maps(trace, record)
    _, rows, columns = planes(source).shape
    size = rows * columns
    channel = _same_place(record, cell)
    places = np.arange(size).reshape(1, rows, columns) + channel * size
    inputs = read(source, places)
    weights = np.full(inputs.shape, 1 / size)
    return parts_of(source, places, inputs, weights, inputs / size, [channel]), 0.0


def _batch_norm(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, place = source_of(trace, record), _same_place(record, cell)
    scale, shift = batch_norm_line(record, channel_of(record, place))
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
    assert weight is not None
    count = weight.shape[1]
    if record.first.ndim > 1:  # applied to every row of numbers, as to a transformer's tokens
        _, rows, _ = planes(record).shape
        line = cell.channel * rows + cell.row
        places = line * count + np.arange(count).reshape(1, 1, -1)
        inputs, weights = read(source, places), doubles(weight[cell.column]).reshape(1, 1, -1)
        block = line // max(1, planes(source).shape[1])
        parts = parts_of(source, places, inputs, weights, inputs * weights, [block])
        return parts, constant(record, cell.column)
    origin = flattened_maps(trace, source)
    shape = (1, 1, count) if origin is None else tuple(planes(origin).shape)
    places = np.arange(count).reshape(shape)
    inputs, weights = read(source, places), doubles(weight[cell.channel]).reshape(shape)
    blocks = range(shape[0])
    parts = parts_of(source, places, inputs, weights, inputs * weights, blocks, origin)
    return parts, constant(record, cell.channel)


def _activation(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec, place = source_of(trace, record), record.spec, _same_place(record, cell)
    assert isinstance(spec, ActivationSpec)
    x, traced = value_at(source, place), cell.value(trace)
    if spec.function == "relu":
        weight = 1.0 if x > 0 else 0.0
        return single_part(source, place, weight, x if weight else 0.0), 0.0
    if spec.function in ("leakyrelu", "prelu"):
        weight = 1.0 if x >= 0 else _own_slope(record, spec, place)
        return single_part(source, place, weight, weight * x), 0.0
    (slopes,), output = by_call(record, [torch.tensor([x], dtype=torch.float64)], _ONE)
    if spec.function in PIECEWISE_LINEAR:
        weight = float(slopes)
        term = weight * x if weight else 0.0
        return single_part(source, place, weight, term), float(output) - term
    # Where float32 lost all digits (the far tail of GELU), what the network computed.
    exact = float(output)
    term = exact if abs(exact - traced) <= 1e-5 * abs(traced) else traced
    return single_part(source, place, None, term), 0.0


_ONE = torch.ones(1, dtype=torch.float64)


def _own_slope(record: LayerRecord, spec: ActivationSpec, place: int) -> float:
    """What numbers below 0 are multiplied by."""
    if record.weight is None:
        return float(dict(spec.settings).get("negative_slope", 0.01))
    channel = channel_of(record, place) if record.weight.numel() > 1 else 0
    return float(record.weight[channel])


def _softmax(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    source, spec, place = source_of(trace, record), record.spec, _same_place(record, cell)
    assert isinstance(spec, SoftmaxSpec)
    function = torch.log_softmax if spec.log else torch.softmax
    shares = first_of(function(source.output.double(), dim=spec.axis), record.batch)
    return single_part(source, place, None, float(shares.reshape(-1)[place])), 0.0


def _weighted(trace: Trace, record: LayerRecord, cell: Cell) -> Account:
    """Any layer that is a weighted sum for this input: the weights from its pullback."""
    pulled = pull_back(trace, record, one_at(record, cell))
    parts: tuple[Part, ...] = ()
    for name, weights in zip(record.operands, pulled.weights, strict=True):
        source = trace.record(name)
        parts += weighted_parts(source, as_maps(first_of(weights, source.batch)).numpy())
    return parts, pulled.constant


# `LayerKind.OTHER` is missing: its arithmetic is not known.
ACCOUNTS: dict[LayerKind, Callable[[Trace, LayerRecord, Cell], Account]] = {
    LayerKind.INPUT: _input,
    LayerKind.CONV: _convolution,
    LayerKind.TRANSPOSED_CONV: _weighted,
    LayerKind.POOL: _pooling,
    LayerKind.GLOBAL_POOL: _global_pooling,
    LayerKind.BATCH_NORM: _batch_norm,
    LayerKind.NORM: _weighted,
    LayerKind.ACTIVATION: _activation,
    LayerKind.ADD: _sum,
    LayerKind.PRODUCT: _weighted,
    LayerKind.SCALE: _weighted,
    LayerKind.CONCAT: _weighted,
    LayerKind.REARRANGE: _weighted,
    LayerKind.UPSAMPLE: _weighted,
    LayerKind.FLATTEN: _flatten,
    LayerKind.DROPOUT: _dropout,
    LayerKind.DENSE: _dense,
    LayerKind.LINEAR: _weighted,
    LayerKind.MATMUL: _weighted,
    LayerKind.MAXIMUM: _weighted,
    LayerKind.ATTENTION: _weighted,
    LayerKind.SOFTMAX: _softmax,
}
