"""Which numbers a layer reads and where they stand: what every account of it starts from.

The numbers of one layer, maps (C, H, W), are numbered in row-major order from 0; that number is
a cell's place. A place of -1 is padding that repeats no cell.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.cells import planes
from cnnviz.core.trace import BatchNormSpec, LayerKind, LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, Pair, PoolSpec
from cnnviz.core.windows.places import padded_sources

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


def unknown(record: LayerRecord) -> ValueError:
    """The error for a layer that computes in a way this program has no account of."""
    return ValueError(f"The arithmetic of layer {record.name!r} is not known.")


def source_of(trace: Trace, record: LayerRecord) -> LayerRecord:
    """The one record that a layer computes from.

    A reshape may have further parents, whose size alone it reads: the first is the one.
    """
    if not record.parents:
        raise unknown(record)
    return trace.record(record.parents[0])


def source_maps(trace: Trace, record: LayerRecord) -> LayerRecord:
    """The same for a layer that reads maps; ValueError if it was given something else."""
    source = source_of(trace, record)
    if source.output.ndim != 4:
        raise unknown(record)
    return source


def flattened_maps(trace: Trace, source: LayerRecord) -> LayerRecord | None:
    """The record whose maps `source` holds in a row, dropouts skipped; None if there is none.

    A single map of 1x1 counts as none: there is nothing to unfold.
    """
    origin, flattened = source, False
    while origin.parents and origin.kind in (LayerKind.DROPOUT, LayerKind.FLATTEN):
        if origin.kind is LayerKind.FLATTEN:
            if origin.output.ndim != 2:  # a reshape into other maps
                break
            flattened = True
        origin = trace.record(origin.parents[0])
    if not flattened or origin.output.ndim != 4:
        return None
    count = origin.first.numel()
    return origin if 1 < count == source.first.numel() else None


def summands(trace: Trace, record: LayerRecord) -> tuple[tuple[LayerRecord, Places], ...]:
    """The two records a sum adds, each with the places (C, H, W) that the sum's cells read.

    Where a summand is smaller, PyTorch repeats it
    (https://docs.pytorch.org/docs/stable/notes/broadcasting.html).
    """
    shape, found = record.first.shape, []
    for name in record.operands:
        source = trace.record(name)
        first = source.first
        if first.ndim > len(shape):
            raise unknown(record)
        places = torch.arange(first.numel()).reshape(first.shape).expand(shape)
        found.append((source, places.numpy().reshape(planes(record).shape)))
    return tuple(found)


def reshaped_places(record: LayerRecord, source: LayerRecord) -> Places:
    """Where in `source` each number (C, H, W) of a flattened layer stands."""
    shape = planes(record).shape
    count = int(np.prod(shape))
    if count > source.first.numel():  # it puts several inputs into one row
        raise unknown(record)
    return np.arange(count).reshape(shape)


def addresses(places: Places, source: LayerRecord) -> NDArray[np.int32]:
    """(channel, row, column) of every place, in a last axis of 3; -1 throughout for padding."""
    indices = np.unravel_index(places.clip(0), tuple(planes(source).shape))
    found = np.stack(indices, axis=-1).astype(np.int32)
    found[places < 0] = -1
    return found


@lru_cache(maxsize=128)
def padded_places(size: Pair, spec: ConvSpec | PoolSpec) -> Places:
    """The places of the padded input of one map (H, W); read-only."""
    places = padded_sources(size, spec).astype(np.int64)
    places.flags.writeable = False
    return places


def channel_of(record: LayerRecord, place: int) -> int:
    """The channel that a cell's place lies in, for layers that keep numbers by channel."""
    first = record.first
    if 1 < first.ndim == record.output.ndim:  # pieces of one input in the place of the batch
        return place // max(1, first[0, 0].numel()) % first.shape[1]
    return place // max(1, first[0].numel()) if first.ndim else 0


def batch_norm_line(record: LayerRecord, channel: int) -> tuple[float, float]:
    """Scale and shift of batch norm: ``output = scale * input + shift``."""
    spec = record.spec
    assert isinstance(spec, BatchNormSpec)
    scale = 1.0 / float(np.sqrt(float(spec.variance[channel]) + spec.eps))
    if record.weight is not None:
        scale *= float(record.weight[channel])
    return scale, constant(record, channel) - float(spec.mean[channel]) * scale


def constant(record: LayerRecord, channel: int) -> float:
    """The bias of one filter or unit; 0 if the layer has none."""
    return 0.0 if record.bias is None else float(record.bias[channel])


def doubles(tensor: torch.Tensor) -> Doubles:
    """The numbers in float64, where a product of two float32 is exact."""
    values: Doubles = tensor.detach().to(torch.float64).numpy()
    return values
