"""Who wrote last into the memory that tensors share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from cnnviz.core.layer_kinds import PlacesSpec

_Geometry = tuple[int, tuple[int, ...], tuple[int, ...]]


def memory_of(tensor: torch.Tensor) -> int:
    """A number for the memory that a tensor lies in; views of it have the same."""
    return int(tensor.untyped_storage()._cdata)


def _geometry(tensor: torch.Tensor) -> _Geometry:
    return int(tensor.storage_offset()), tuple(tensor.shape), tuple(tensor.stride())


@dataclass(frozen=True, eq=False)
class _Write:
    geometry: _Geometry
    step: int


class Writes:
    """The writes of one run, by memory.

    A tensor whose memory was written into since it was made holds other numbers than its step
    put out; `sources` tells which.
    """

    def __init__(self) -> None:
        self.any = False
        self._by_memory: dict[int, list[_Write]] = defaultdict(list)

    def count(self, tensor: torch.Tensor) -> int:
        """How many writes its memory has seen."""
        if not self.any:
            return 0
        return len(self._by_memory.get(memory_of(tensor), ()))

    def add(self, tensor: torch.Tensor, step: int) -> None:
        """Note that a step has just written this tensor."""
        self.any = True
        self._by_memory[memory_of(tensor)].append(_Write(_geometry(tensor), step))

    def sources(
        self, tensor: torch.Tensor, step: int, since: int
    ) -> int | tuple[tuple[int, ...], PlacesSpec]:
        """Where a tensor's present numbers come from.

        Parameters
        ----------
        tensor : torch.Tensor
        step : int
            The step that its numbers came from when `since` writes had happened.

        Returns
        -------
        int, or (tuple of int, PlacesSpec)
            The one step whose output it is now; or the steps it is mixed of, and how.
        """
        own = _geometry(tensor)
        writes = self._by_memory[memory_of(tensor)][since:]
        cells = _places(own)
        steps = [step, *(write.step for write in writes)]
        parent = np.zeros(cells.shape, np.int8)
        place = np.arange(cells.size, dtype=np.int64).reshape(cells.shape)
        for index, write in enumerate(writes, 1):
            written = _places(write.geometry).ravel()
            order = np.argsort(written, kind="stable")
            at = np.searchsorted(written[order], cells.ravel()).clip(0, written.size - 1)
            hit = (written[order][at] == cells.ravel()).reshape(cells.shape)
            parent[hit] = index
            place[hit] = order[at].reshape(cells.shape)[hit]
        used = np.unique(parent)
        if len(used) == 1 and np.array_equal(place.ravel(), np.arange(place.size)):
            last = int(used[0])
            if last == 0 or writes[last - 1].geometry[1] == own[1]:
                return steps[last]
        kept = [steps[index] for index in used]
        return tuple(kept), PlacesSpec(np.searchsorted(used, parent).astype(np.int8), place)


def _places(geometry: _Geometry) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The place in memory of every number of a tensor, in the tensor's shape."""
    offset, shape, strides = geometry
    places = np.full(shape, offset, np.int64)
    for axis, (length, stride) in enumerate(zip(shape, strides, strict=True)):
        steps = np.arange(length, dtype=np.int64) * stride
        places += steps.reshape([-1 if axis == other else 1 for other in range(len(shape))])
    return places
