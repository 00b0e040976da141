"""The parts a map is the sum of: one for each map before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.cells import planes
from cnnviz.core.trace import LayerKind, LayerRecord

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MapPart:
    """What one map of the layer before adds.

    Attributes
    ----------
    source : str
        Name of the record that is read.
    origin : str
        Name of the layer whose map `input` is (see `cnnviz.core.explore.arithmetic.Part`).
    channel : int
        Of `origin`.
    input : array (H, W)
    kernel : array (kh, kw) or None
        A convolution's slice for this map; a dense unit's weights for it, (H, W).
    result : array (oh, ow)
        The intermediate map: what this map alone adds to the output, before the bias.
        For a dense unit the products, (H, W).
    strength : float
        Sum of the magnitudes in `result`: for putting the strongest first.
    """

    source: str
    origin: str
    channel: int
    input: Singles
    kernel: Singles | None
    result: Singles
    strength: float


@dataclass(frozen=True, eq=False)
class MapComputation:
    """One map of a layer, unfolded.

    Attributes
    ----------
    layer : str
    channel : int
    kind : LayerKind
    record : LayerRecord
        Its spec says how a window moves or which function is applied.
    parts : tuple of MapPart
        All of them, in order of the maps before; empty for the input.
    sum : array (oh, ow)
        All results together, before the bias.
    bias : float
    output : array (oh, ow)
        What the network computed.
    winners : bool array (H, W) or None
        For max pooling: the input cells that won some window.
    scale, shift : float or None
        For batch norm, ``output = scale * input + shift``.
    """

    layer: str
    channel: int
    kind: LayerKind
    record: LayerRecord
    parts: tuple[MapPart, ...]
    sum: Singles
    bias: float
    output: Singles
    winners: NDArray[np.bool_] | None = None
    scale: float | None = None
    shift: float | None = None


def maps_of(record: LayerRecord) -> Singles:
    """All maps of a layer (C, H, W)."""
    values: Singles = planes(record).detach().to(torch.float32).numpy()
    return values


def computation_of(
    record: LayerRecord,
    channel: int,
    parts: tuple[MapPart, ...],
    total: Singles,
    *,
    bias: float = 0.0,
    winners: NDArray[np.bool_] | None = None,
    line: tuple[float, float] | None = None,
) -> MapComputation:
    """The account of one map; `line` is batch norm's scale and shift."""
    scale, shift = line or (None, None)
    output = maps_of(record)[channel]
    return MapComputation(
        record.name, channel, record.kind, record, parts, total, bias, output, winners, scale, shift
    )


def map_part(source: LayerRecord, channel: int, result: Singles) -> MapPart:
    """The part of a layer without a kernel."""
    strength = float(np.abs(result).sum())
    image = maps_of(source)[channel]
    return MapPart(source.name, source.name, channel, image, None, result, strength)


def map_parts(
    source: LayerRecord,
    origin: LayerRecord,
    images: Singles,
    kernels: Singles,
    results: Singles,
    first: int = 0,
) -> tuple[MapPart, ...]:
    """One part for each map before, numbered from `first`; arrays (C, ...)."""
    strengths = np.abs(results).sum(axis=(1, 2))
    return tuple(
        MapPart(
            source.name, origin.name, first + i, images[i], kernels[i], results[i], float(strength)
        )
        for i, strength in enumerate(strengths)
    )
