"""What gradient ascent climbs: a region of a map, and what that region reads."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.core.explore.cells import as_maps
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import PoolSpec

# Layers that do nothing but pass a map on, or close it: where no gradient comes through them,
# the same map of the layer before tells which way they would open.
_GATES = (
    LayerKind.ACTIVATION,
    LayerKind.POOL,
    LayerKind.GLOBAL_POOL,
    LayerKind.DROPOUT,
    LayerKind.FLATTEN,
)


# First and last + 1 row, first and last + 1 column of a map.
_Region = tuple[int, int, int, int]


@dataclass(frozen=True)
class Target:
    """A number to climb: the mean of a region of a channel's map.

    To open what reads it, the mean and the largest cell together: that cell is the nearest to
    opening, and the mean moves others where it cannot get there.
    """

    layer: str
    channel: int
    region: _Region
    opening: bool = False

    def of(self, output: torch.Tensor) -> torch.Tensor:
        """The number itself, for the first image of a batch."""
        top, bottom, left, right = self.region
        patch = _maps(output)[self.channel, top:bottom, left:right]
        return patch.mean() + patch.max() if self.opening else patch.mean()


def _maps(output: torch.Tensor) -> torch.Tensor:
    """The first image's output as maps (C, H, W); a layer without maps has maps of 1x1."""
    return as_maps(output[0] if output.ndim > 1 else output)


def target_of(traced: Trace, layer: str, channel: int, cell: tuple[int, int] | None) -> Target:
    """A whole map, or one cell of it; ValueError if the network has no such one."""
    records = {record.name: record for record in traced.records}
    if layer not in records:
        raise ValueError(f"there is no layer {layer!r}")
    channels, height, width = _maps(records[layer].output).shape
    if not 0 <= channel < channels:
        raise ValueError(f"channel must be in 0..{channels - 1} of {layer}, got {channel}")
    if cell is None:
        return Target(layer, channel, (0, height, 0, width))
    row, column = cell
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"cell must lie in the {height} × {width} of {layer}, got {cell}")
    return Target(layer, channel, (row, row + 1, column, column + 1))


def chain_of(traced: Trace, target: Target) -> tuple[Target, ...]:
    """The target, then what it came from in each layer before it as long as those are gates."""
    records = {record.name: record for record in traced.records}
    record, chain = records[target.layer], [target]
    while len(record.parents) == 1 and record.kind in _GATES:
        before = records[record.parents[0]]
        shape = _maps(before.output).shape
        channel, region = _source(record, chain[-1], (shape[0], shape[1], shape[2]))
        chain.append(Target(before.name, channel, region, opening=True))
        record = before
    return tuple(chain)


def _source(
    record: LayerRecord, target: Target, shape: tuple[int, int, int]
) -> tuple[int, _Region]:
    """Channel and region of the layer before, of that shape, which a gate's region reads."""
    _, height, width = shape
    if record.kind is LayerKind.FLATTEN:
        channel, place = divmod(target.channel, height * width)
        row, column = divmod(place, width)
        return channel, (row, row + 1, column, column + 1)
    if isinstance(record.spec, PoolSpec):
        edges: list[int] = []
        spans = (target.region[:2], target.region[2:])
        for axis, (first, end) in enumerate(spans):
            kernel, step = record.spec.kernel[axis], record.spec.steps[axis]
            corner = first * step - record.spec.pads[axis][0]
            last = (end - 1) * step - record.spec.pads[axis][0] + kernel
            edges += [max(corner, 0), min(last, shape[axis + 1])]
        return target.channel, (edges[0], edges[1], edges[2], edges[3])
    same = record.kind in (LayerKind.ACTIVATION, LayerKind.DROPOUT)
    return target.channel, target.region if same else (0, height, 0, width)
