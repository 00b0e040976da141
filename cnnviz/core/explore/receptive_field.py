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
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.ancestors import ancestors
from cnnviz.core.explore.cells import Cell, as_maps, one_at
from cnnviz.core.explore.field_axes import (
    Masks,
    attention_field,
    maximum_field,
    norm_field,
    softmax_field,
    unspread,
)
from cnnviz.core.explore.pullbacks import by_call, unknown_layer
from cnnviz.core.layer_kinds import LayerKind, OperationSpec, PlacesSpec
from cnnviz.core.records import first_of
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, Pair, PoolSpec, TransposedConvSpec

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
    seen: dict[str, torch.Tensor] = {cell.layer: one_at(path[-1], cell) > 0}
    for record in reversed(path):
        own = seen.get(record.name)
        if own is None or record.kind is LayerKind.INPUT:
            continue
        step = STEPS.get(record.kind)
        if step is None or not record.operands:
            raise ValueError(unknown_layer(record))
        sources = tuple(trace.record(name) for name in record.operands)
        for source, mask in zip(sources, step(record, sources, own), strict=True):
            # A layer that is read twice sees the union of both.
            known = seen.get(source.name)
            seen[source.name] = mask if known is None else known | mask
    return {record.name: _flat(record, seen.get(record.name)) for record in path}


def _flat(record: LayerRecord, mask: torch.Tensor | None) -> Mask:
    """Of the first input, all maps together: (H, W), as `planes` shapes a record."""
    if mask is None:
        shape = as_maps(record.first).shape
        return np.zeros(shape[1:], np.bool_)
    found: Mask = as_maps(first_of(mask, record.batch)).any(dim=0).numpy()
    return found


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


# Each step gets the layer's record, the records it read, and what is seen of its output, and
# gives what is seen of each of those. All masks have the shape of the output, batch included.


def _same_place(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    """What works on every number by itself; a smaller operand may have been spread."""
    return tuple(unspread(mask, source.output.shape) for source in sources)


def _moved(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    """Which cells of the operands have a weight in the seen ones, told by the call itself.

    Odd weights on the seen cells keep what comes from several of them from cancelling out.
    """
    if isinstance(record.spec, PlacesSpec):
        return _scattered(record.spec, sources, mask)
    generator = torch.Generator().manual_seed(0)
    odd = torch.rand(mask.shape, generator=generator, dtype=torch.float64) + 0.5
    ones = [torch.ones_like(source.output, dtype=torch.float64) for source in sources]
    gradients, _ = by_call(record, ones, odd * mask)
    return tuple(gradient != 0 for gradient in gradients)


def _scattered(spec: PlacesSpec, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    parent, place = torch.from_numpy(spec.parent), torch.from_numpy(spec.place)
    found = []
    for index, source in enumerate(sources):
        own = torch.zeros(source.output.numel(), dtype=torch.bool)
        own[place[(parent == index) & mask]] = True
        found.append(own.reshape(source.output.shape))
    return tuple(found)


def _product(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    spec = record.spec
    if isinstance(spec, OperationSpec) and spec.function == "glu":
        return (torch.cat([mask, mask], dim=dict(spec.settings)["dim"]),)
    return _same_place(record, sources, mask)


def _dense(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    return (mask.any(dim=-1, keepdim=True).expand(sources[0].output.shape),)


def _whole_maps(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    shape = sources[0].output.shape
    return (mask.reshape(*shape[:2], 1, 1).expand(shape),)


def _windows(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    """Products of masks: an input cell is seen if some seen cell reads its row and its column."""
    spec, shape = record.spec, sources[0].output.shape
    if not isinstance(spec, ConvSpec | PoolSpec | AdaptivePoolSpec | TransposedConvSpec):
        raise ValueError(unknown_layer(record))
    if mask.ndim == 2:  # the largest of whole maps, without their axes
        mask = mask[:, :, None, None]
    size, counts = (shape[2], shape[3]), (mask.shape[2], mask.shape[3])
    rows, columns = (_reads(spec, axis, size, counts) for axis in range(2))
    if isinstance(spec, ConvSpec | TransposedConvSpec):  # each group's filters read all its maps
        groups = spec.groups
        grouped = mask.reshape(mask.shape[0], groups, -1, *counts).any(dim=2)
        found = _read_by(grouped, rows, columns)[:, :, None]
        return (found.expand(-1, -1, shape[1] // groups, -1, -1).reshape(shape),)
    same = mask[:, :1]
    if mask.shape[1] > 1 and bool((mask == same).all()):
        return (_read_by(same, rows, columns).expand(shape),)
    return (_read_by(mask, rows, columns),)


def _read_by(mask: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    return (rows.T @ mask.float() @ columns) > 0


def _both(record: LayerRecord, sources: tuple[LayerRecord, ...], mask: torch.Tensor) -> Masks:
    """A product of two results reads both, whatever their values."""
    return _moved(record, sources, mask)


@lru_cache(maxsize=512)
def _reads(
    spec: ConvSpec | PoolSpec | AdaptivePoolSpec | TransposedConvSpec,
    axis: int,
    size: Pair,
    counts: Pair,
) -> torch.Tensor:
    """Which input rows (columns) each output row reads: float32 (count, size), 0 or 1."""
    reads = torch.zeros(counts[axis], size[axis])
    if isinstance(spec, AdaptivePoolSpec):
        for output, (first, end) in enumerate(spec.spans(size, axis)):
            reads[output, first:end] = 1
        return reads
    if isinstance(spec, TransposedConvSpec):
        taps = np.arange(spec.kernel_size[axis]) * spec.dilation[axis] - spec.padding[axis]
        places = np.arange(size[axis])[:, None] * spec.stride[axis] + taps
        inside = (places >= 0) & (places < counts[axis])
        reads.T[
            np.broadcast_to(np.arange(size[axis])[:, None], places.shape)[inside], places[inside]
        ] = 1
        return reads
    outputs = np.arange(counts[axis])[:, None]
    taps = np.arange(spec.kernel[axis]) * spec.dilations[axis] - spec.pads[axis][0]
    places = outputs * spec.steps[axis] + taps
    mode = spec.padding_mode if isinstance(spec, ConvSpec) else "zeros"
    found = _REPEATS[mode](places, size[axis])
    inside = (found >= 0) & (found < size[axis])  # the rest is filled in, or over the edge
    reads[np.broadcast_to(outputs, places.shape)[inside], found[inside]] = 1
    return reads


Places = NDArray[np.intp]

# Which cell a place in the padding repeats.
_REPEATS: dict[str, Callable[[Places, int], Places]] = {
    "zeros": lambda places, size: places,
    "reflect": lambda places, size: size - 1 - np.abs(size - 1 - np.abs(places)),
    "replicate": lambda places, size: np.clip(places, 0, size - 1),
    "circular": lambda places, size: places % size,
}

_Step = Callable[[LayerRecord, tuple[LayerRecord, ...], torch.Tensor], Masks]

# `LayerKind.OTHER` is missing: what an unknown function reads is not known.
STEPS: dict[LayerKind, _Step] = {
    LayerKind.CONV: _windows,
    LayerKind.TRANSPOSED_CONV: _windows,
    LayerKind.POOL: _windows,
    LayerKind.GLOBAL_POOL: _whole_maps,
    LayerKind.DENSE: _dense,
    LayerKind.FLATTEN: _moved,
    LayerKind.CONCAT: _moved,
    LayerKind.REARRANGE: _moved,
    LayerKind.UPSAMPLE: _moved,
    LayerKind.LINEAR: _moved,
    LayerKind.MATMUL: _both,
    LayerKind.BATCH_NORM: _same_place,
    LayerKind.NORM: norm_field,
    LayerKind.ACTIVATION: _same_place,
    LayerKind.SCALE: _same_place,
    LayerKind.PRODUCT: _product,
    LayerKind.MAXIMUM: maximum_field,
    LayerKind.ATTENTION: attention_field,
    LayerKind.DROPOUT: _same_place,
    LayerKind.SOFTMAX: softmax_field,
    LayerKind.ADD: _same_place,
}
