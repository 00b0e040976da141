"""The parts a number is the sum of: blocks of cells read, each with its weight and its term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.cells import planes
from cnnviz.core.explore.reading import Doubles, Places, addresses, doubles
from cnnviz.core.trace import LayerRecord


@dataclass(frozen=True, eq=False)
class Part:
    """What one map, or one block of numbers, adds to a cell.

    Attributes
    ----------
    source : str
        Name of the record that is read.
    origin : str
        Name of the layer whose map these numbers are; `source` itself, save where a dense layer
        reads a flattened map: there the layer that was flattened.
    channel : int
        Of `origin`.
    inputs : array (h, w)
        The cells read, padding included (-inf is the padding of max pooling).
    weights : array (h, w) or None
        What each is multiplied by; None where the layer does not multiply (an activation that
        is neither ReLU nor leaky ReLU).
    terms : array (h, w)
        What each adds to the value.
    cells : int array (h, w, 3)
        (channel, row, column) of each in `source`; -1 throughout for padding that repeats no cell.
    """

    source: str
    origin: str
    channel: int
    inputs: Doubles
    weights: Doubles | None
    terms: Doubles
    cells: NDArray[np.int32]

    @property
    def sum(self) -> float:
        """All terms together."""
        return float(self.terms.sum())


def read(source: LayerRecord, places: Places, padding: float = 0.0) -> Doubles:
    """The numbers at these places."""
    # Only what is read becomes float64: a layer may have millions of numbers.
    values = planes(source).reshape(-1)[torch.from_numpy(places.clip(0))]
    return np.where(places < 0, padding, doubles(values))


def parts_of(
    source: LayerRecord,
    places: Places,
    inputs: Doubles,
    weights: Doubles | None,
    terms: Doubles,
    channels: Iterable[int],
    origin: LayerRecord | None = None,
) -> tuple[Part, ...]:
    """One part for each block of arrays (blocks, h, w)."""
    cells, name = addresses(places, source), (origin or source).name
    return tuple(
        Part(
            source.name,
            name,
            channel,
            inputs[i],
            None if weights is None else weights[i],
            terms[i],
            cells[i],
        )
        for i, channel in enumerate(channels)
    )


def single_part(source: LayerRecord, place: int, weight: float | None, term: float) -> tuple[Part]:
    """The part of a layer that reads one cell."""
    places = np.full((1, 1, 1), place)
    weights = None if weight is None else np.full((1, 1, 1), weight)
    _, rows, columns = planes(source).shape
    channel = place // (rows * columns)
    inputs, terms = read(source, places), np.full((1, 1, 1), term)
    (part,) = parts_of(source, places, inputs, weights, terms, [channel])
    return (part,)


def value_at(source: LayerRecord, place: int) -> float:
    """One number of a layer."""
    return float(planes(source).reshape(-1)[place])


def weighted_parts(source: LayerRecord, weights: Doubles) -> tuple[Part, ...]:
    """One part for each map with a weight in it: the smallest block that holds all of them.

    Parameters
    ----------
    source : LayerRecord
    weights : float64 array (C, H, W)
        What each of its cells is multiplied by.
    """
    values = doubles(planes(source))
    _, rows, columns = values.shape
    parts: tuple[Part, ...] = ()
    for channel in np.flatnonzero(weights.any(axis=(1, 2))):
        own = weights[channel]
        across, down = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        block = slice(across[0], across[-1] + 1), slice(down[0], down[-1] + 1)
        places = np.arange(rows * columns).reshape(rows, columns)[block] + channel * rows * columns
        inputs, own = values[channel][block], own[block]
        # Infinity times nothing is nothing here.
        terms = np.where(own == 0, 0.0, inputs * own)
        parts += parts_of(
            source, places[None], inputs[None], own[None], terms[None], [int(channel)]
        )
    return parts
