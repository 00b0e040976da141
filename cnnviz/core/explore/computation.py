"""How one whole map was computed from the maps before it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from cnnviz.core.explore.cells import as_maps, planes
from cnnviz.core.explore.map_parts import (
    MapComputation,
    MapPart,
    Singles,
    computation_of,
    map_part,
    map_parts,
    maps_of,
)
from cnnviz.core.explore.moves import moved_places
from cnnviz.core.explore.pullbacks import pull_back, winning_places
from cnnviz.core.explore.reading import (
    batch_norm_line,
    channel_of,
    constant,
    flattened_maps,
    source_maps,
    source_of,
    summands,
    unknown,
)
from cnnviz.core.records import first_of
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, PoolSpec, pad_image

__all__ = ["MapComputation", "MapPart", "Singles", "map_computation"]


def map_computation(trace: Trace, layer: str, channel: int) -> MapComputation:
    """How one map of a layer was computed from the maps before it, for the first digit.

    Parameters
    ----------
    trace : Trace
    layer : str
        Name of a record.
    channel : int
        Map of the layer, or unit of a layer without maps, counted from 0.

    Returns
    -------
    MapComputation
        ``sum + bias`` is `output` up to the rounding of float32.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    IndexError
        If the layer has no such map; a negative index is none.
    ValueError
        If the layer's arithmetic is not known (`LayerKind.OTHER`, or a setting that the trace
        has no word for).

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

    Examples
    --------
    >>> from cnnviz.core.trace import trace
    >>> model = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3))
    >>> found = map_computation(trace(model, torch.ones(1, 3, 8, 8)), "0", 1)
    >>> [part.result.shape for part in found.parts]
    [(6, 6), (6, 6), (6, 6)]
    >>> bool(np.allclose(found.sum + found.bias, found.output, atol=1e-6))
    True
    """
    record = trace.record(layer)
    unfold = UNFOLDINGS.get(record.kind)
    if unfold is None:
        raise unknown(record)
    maps = planes(record).shape[0]
    if not 0 <= channel < maps:
        raise IndexError(f"layer {layer!r} has {maps} maps, and no map {channel}")
    return unfold(trace, record, channel)


# --- one function for each kind ---------------------------------------------------------------


def _input(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    return computation_of(record, channel, (), maps_of(record)[channel])


def _convolution(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    source, spec, weight = source_maps(trace, record), record.spec, record.weight
    assert isinstance(spec, ConvSpec) and weight is not None
    count = weight.shape[1]
    begin = channel // (weight.shape[0] // spec.groups) * count
    images = maps_of(source)[begin : begin + count]
    kernels = weight[channel].detach().to(torch.float32)
    # One group a map: each is convolved with its own slice, and nothing is summed yet.
    padded = torch.from_numpy(pad_image(images, spec))[None]
    with torch.no_grad():
        results = F.conv2d(
            padded,
            kernels[:, None],
            stride=spec.steps,
            dilation=spec.dilations,
            groups=len(images),
        )[0].numpy()
    parts = map_parts(source, source, images, kernels.numpy(), results, first=begin)
    total = results.sum(axis=0, dtype=np.float64).astype(np.float32)
    return computation_of(record, channel, parts, total, bias=constant(record, channel))


def _dense(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    source, weight = source_of(trace, record), record.weight
    assert weight is not None
    if record.first.ndim > 1:  # every row of numbers by itself: no map of it is one sum
        return _whole(trace, record, channel)
    origin = flattened_maps(trace, source)
    shape = (1, 1, weight.shape[1]) if origin is None else tuple(planes(origin).shape)
    images = maps_of(source).reshape(shape)
    kernels: Singles = weight[channel].detach().to(torch.float32).numpy().reshape(shape)
    products = images * kernels
    parts = map_parts(source, origin or source, images, kernels, products)
    total = products.sum(dtype=np.float64).astype(np.float32).reshape(1, 1)
    return computation_of(record, channel, parts, total, bias=constant(record, channel))


def _pooling(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    source, spec = source_maps(trace, record), record.spec
    assert isinstance(spec, PoolSpec | AdaptivePoolSpec)
    output = maps_of(record)[channel]
    part = map_part(source, channel, output)
    winners = _winners(part.input, spec) if spec.kind == "max" else None
    return computation_of(record, channel, (part,), output, winners=winners)


def _winners(image: Singles, spec: PoolSpec | AdaptivePoolSpec) -> NDArray[np.bool_]:
    """Which cells of a map (H, W) max pooling took, by PyTorch's own report."""
    places = winning_places(torch.from_numpy(image)[None, None], spec)
    winners = np.zeros(image.size, np.bool_)
    winners[places.numpy().ravel()] = True
    return winners.reshape(image.shape)


def _global_pooling(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    output = maps_of(record)[channel]
    return computation_of(
        record, channel, (map_part(source_maps(trace, record), channel, output),), output
    )


def _batch_norm(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    source = source_of(trace, record)
    if record.first.ndim == 2:  # channels are the rows of one map
        return _whole(trace, record, channel)
    first = planes(record)[0].numel() * channel
    scale, shift = line = batch_norm_line(record, channel_of(record, first))
    scaled = (maps_of(source)[channel] * np.float64(scale)).astype(np.float32)
    part = map_part(source, channel, scaled)
    return computation_of(record, channel, (part,), scaled, bias=shift, line=line)


def _same_map(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    """An activation or a dropout: each cell from the cell at its own place."""
    output = maps_of(record)[channel]
    part = map_part(source_of(trace, record), channel, output)
    return computation_of(record, channel, (part,), output)


def _sum(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    parts = []
    for source, places in summands(trace, record):
        images = maps_of(source)
        result = images.ravel()[places[channel]]
        # A summand of fewer maps is repeated: which of them this one reads, its first place says.
        first = int(places[channel].flat[0]) // images[0].size
        parts.append(map_part(source, first, result))
    return computation_of(record, channel, tuple(parts), parts[0].result + parts[1].result)


def _moved(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    """One part for each map that this one draws on; a reshape may draw on several."""
    output = maps_of(record)[channel]
    operands, places = (
        as_maps(first_of(torch.from_numpy(each), record.batch))[channel].numpy()
        for each in moved_places(trace, record)
    )
    parts: list[MapPart] = []
    for index, name in enumerate(record.operands):
        source = trace.record(name)
        maps = np.where(operands == index, places // maps_of(source)[0].size, -1)
        parts += [
            map_part(source, int(own), np.where(maps == own, output, np.float32(0)))
            for own in np.unique(maps[maps >= 0])[:MOST_PARTS]
        ]
    return computation_of(record, channel, tuple(parts), output)


def _whole(trace: Trace, record: LayerRecord, channel: int) -> MapComputation:
    """Any other layer: the maps that it reads for this one, the strongest `MOST_PARTS` of them.

    What each adds by itself is not worked out: the first stands for the whole result.
    """
    output = maps_of(record)[channel]
    ones = torch.zeros(record.output.shape, dtype=torch.float64)
    size = output.size
    # A one on every cell of the map; odd ones, so that nothing cancels out.
    odd = torch.rand(size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    ones.view(-1)[channel * size : (channel + 1) * size] = odd + 0.5
    found: list[tuple[float, LayerRecord, int]] = []
    for name, weights in zip(record.operands, pull_back(trace, record, ones).weights, strict=True):
        source = trace.record(name)
        strengths = as_maps(first_of(weights, source.batch)).abs().sum(dim=(1, 2))
        found += [
            (float(strengths[index]), source, int(index)) for index in strengths.nonzero().ravel()
        ]
    found.sort(key=lambda each: -each[0])
    zeros = np.zeros_like(output)
    parts = tuple(
        map_part(source, index, zeros if place else output)
        for place, (_, source, index) in enumerate(found[:MOST_PARTS])
    )
    return computation_of(record, channel, parts, output)


# A layer that reads more maps than this shows the strongest.
MOST_PARTS = 64

UNFOLDINGS: dict[LayerKind, Callable[[Trace, LayerRecord, int], MapComputation]] = {
    LayerKind.INPUT: _input,
    LayerKind.CONV: _convolution,
    LayerKind.TRANSPOSED_CONV: _whole,
    LayerKind.POOL: _pooling,
    LayerKind.GLOBAL_POOL: _global_pooling,
    LayerKind.BATCH_NORM: _batch_norm,
    LayerKind.NORM: _whole,
    LayerKind.ACTIVATION: _same_map,
    LayerKind.ADD: _sum,
    LayerKind.PRODUCT: _whole,
    LayerKind.SCALE: _whole,
    LayerKind.CONCAT: _moved,
    LayerKind.REARRANGE: _moved,
    LayerKind.UPSAMPLE: _whole,
    LayerKind.FLATTEN: _moved,
    LayerKind.DROPOUT: _same_map,
    LayerKind.DENSE: _dense,
    LayerKind.LINEAR: _whole,
    LayerKind.MATMUL: _whole,
    LayerKind.MAXIMUM: _whole,
    LayerKind.ATTENTION: _whole,
    LayerKind.SOFTMAX: _same_map,
}
