"""The parts a number is the sum of: blocks of cells read, each with its weight and its term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
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
    values = doubles(planes(source)).ravel()
    return np.where(places < 0, padding, values[places.clip(0)])


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
