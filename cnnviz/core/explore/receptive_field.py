"""Which pixels can reach one number of a trace at all: its receptive field.

By index arithmetic alone (Dumoulin, Visin: "A guide to convolution arithmetic for deep
learning", arXiv:1603.07285; Araujo, Norris, Sim: "Computing Receptive Fields of Convolutional
Neural Networks", Distill 2019, doi:10.23915/distill.00021): which gates are open and which
weights happen to be zero does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.linear_path import ancestors, unknown_layer
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, PoolSpec

Mask = NDArray[np.bool_]


def receptive_field(trace: Trace, cell: Cell) -> Mask:
    """All pixels with a path to the cell.

    Parameters
    ----------
    trace : Trace
    cell : Cell

    Returns
    -------
    bool array (H, W)
        Of the network's input. All False only if every window on the way lies in the padding.

    Raises
    ------
    KeyError, IndexError
        If the trace has no such layer, or the layer no such cell.
    ValueError
        If a layer on the way does what no record describes.

    Examples
    --------
    >>> import torch
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> answer = trace(nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2)), torch.zeros(1, 1, 5, 5))
    >>> receptive_field(answer, Cell("0", 0)).astype(int)
    array([[1, 0, 1, 0, 1],
           [0, 0, 0, 0, 0],
           [1, 0, 1, 0, 1],
           [0, 0, 0, 0, 0],
           [1, 0, 1, 0, 1]])
    """
    return fields_by_layer(trace, cell)[trace.records[0].name]


def fields_by_layer(trace: Trace, cell: Cell) -> dict[str, Mask]:
    """What the cell can see in every layer before it, its own included.

    Parameters and errors are those of `receptive_field`.

    Returns
    -------
    dict of str to bool array (H, W)
        By name of the record, in order of computation; (1, 1) for a layer without maps.
    """
    path = ancestors(trace, cell.layer)
    records = {record.name: record for record in path}
    seen: dict[str, Mask] = {record.name: np.zeros(_shape(record), np.bool_) for record in path}
    start = np.zeros(planes(path[-1]).shape, np.bool_)
    start[cell.channel, cell.row, cell.column] = True
    seen[cell.layer] = start.reshape(_shape(path[-1]))
    for record in reversed(path):
        if record.kind is LayerKind.INPUT:
            continue
        step = _STEPS.get(record.kind)
        if step is None or not record.parents:
            raise ValueError(unknown_layer(record))
        for parent in record.parents:
            # A layer that is read twice sees the union of both.
            seen[parent] = seen[parent] | step(record, seen[record.name], _shape(records[parent]))
    # As `planes` shapes a record.
    return {
        name: _any(mask if mask.ndim == 3 else mask.reshape(-1, 1, 1), (0,))[0]
        for name, mask in seen.items()
    }


def bounding_box(mask: Mask) -> tuple[int, int, int, int] | None:
    """The smallest rectangle around all True cells, half-open.

    Parameters
    ----------
    mask : bool array (H, W)

    Returns
    -------
    (top, left, bottom, right) or None
        Such that ``mask[top:bottom, left:right]`` holds them all; None if there are none.

    Examples
    --------
    >>> bounding_box(np.array([[False, False, False], [False, True, True]]))
    (1, 1, 2, 3)
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _shape(record: LayerRecord) -> tuple[int, ...]:
    """Of one digit's output; its cells are in the same order as those of `planes`."""
    return tuple(record.output.shape[1:])


# Each step gets the layer's record, what is seen of its output, and the shape of one digit's
# input, and gives what is seen of that input.


def _same_place(record: LayerRecord, mask: Mask, shape: tuple[int, ...]) -> Mask:
    """What works on every number by itself; a sum may have spread a smaller summand."""
    sizes = (1,) * (mask.ndim - len(shape)) + shape
    spread = tuple(axis for axis, size in enumerate(sizes) if size < mask.shape[axis])
    return _any(mask, spread).reshape(shape)


def _reshaped(record: LayerRecord, mask: Mask, shape: tuple[int, ...]) -> Mask:
    if mask.size != np.prod(shape):
        raise ValueError(unknown_layer(record))
    return mask.reshape(shape)


def _dense(record: LayerRecord, mask: Mask, shape: tuple[int, ...]) -> Mask:
    return np.broadcast_to(_any(mask, (-1,)), shape)


def _whole_maps(record: LayerRecord, mask: Mask, shape: tuple[int, ...]) -> Mask:
    return np.broadcast_to(_any(mask, (-2, -1)), shape)


def _windows(record: LayerRecord, mask: Mask, shape: tuple[int, ...]) -> Mask:
    spec = record.spec
    if not isinstance(spec, ConvSpec | PoolSpec):
        raise ValueError(unknown_layer(record))
    rows, columns = (_reads(spec, axis, shape[1 + axis], mask.shape[1 + axis]) for axis in range(2))
    if isinstance(spec, ConvSpec):  # every filter reads all maps
        mask = _any(mask, (0,))
    # Products of booleans: an input cell is seen if some seen output cell reads its row and
    # its column. Pooling keeps to its own map; where all see the same, one stands for all.
    if len(mask) > 1 and (mask == mask[:1]).all():
        mask = mask[:1]
    return np.broadcast_to(rows.T @ mask @ columns, shape)


def _any(mask: Mask, axes: tuple[int, ...]) -> Mask:
    """Whether anything is seen along these axes, which stay, with length 1."""
    return np.logical_or.reduce(mask, axis=axes, keepdims=True) if axes else mask


@lru_cache(maxsize=512)
def _reads(spec: ConvSpec | PoolSpec, axis: int, size: int, count: int) -> Mask:
    """Which of `size` input rows (columns) each of `count` output rows reads: (count, size)."""
    kernel, stride = spec.kernel[axis], spec.steps[axis]
    if isinstance(spec, ConvSpec):
        dilation, lead, mode = spec.dilations[axis], spec.pads[axis][0], spec.padding_mode
    else:
        dilation, lead, mode = 1, spec.pads[axis], "zeros"
    outputs = np.arange(count)[:, None]
    places = outputs * stride + np.arange(kernel) * dilation - lead
    sources = _REPEATS[mode](places, size)
    inside = (sources >= 0) & (sources < size)  # the rest is filled in, or over the edge
    reads = np.zeros((count, size), np.bool_)
    reads[np.broadcast_to(outputs, places.shape)[inside], sources[inside]] = True
    reads.flags.writeable = False  # the cache hands out this very array
    return reads


Places = NDArray[np.intp]

# Which cell a place in the padding repeats.
_REPEATS: dict[str, Callable[[Places, int], Places]] = {
    "zeros": lambda places, size: places,
    "reflect": lambda places, size: size - 1 - np.abs(size - 1 - np.abs(places)),
    "replicate": lambda places, size: np.clip(places, 0, size - 1),
    "circular": lambda places, size: places % size,
}

_STEPS: dict[LayerKind, Callable[[LayerRecord, Mask, tuple[int, ...]], Mask]] = {
    LayerKind.CONV: _windows,
    LayerKind.POOL: _windows,
    LayerKind.GLOBAL_POOL: _whole_maps,
    LayerKind.DENSE: _dense,
    LayerKind.FLATTEN: _reshaped,
    LayerKind.BATCH_NORM: _same_place,
    LayerKind.ACTIVATION: _same_place,
    LayerKind.DROPOUT: _same_place,
    LayerKind.ADD: _same_place,
}
