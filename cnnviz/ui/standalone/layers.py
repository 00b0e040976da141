"""Which maps of a layer stand in the document, and all that is said of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import map_computation
from cnnviz.core.explore.map_parts import MapComputation, computation_of
from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord, Trace
from cnnviz.figures.theme import number, scale_for, size
from cnnviz.ui.components.arithmetic import pack_arithmetic
from cnnviz.ui.components.computation import pack_computation
from cnnviz.ui.standalone.pool import Pool, chunks_of, opened
from cnnviz.ui.standalone.rules import cell_rule, has_arrangement
from cnnviz.ui.standalone.shorten import shortened, with_few_rows, with_rest
from cnnviz.ui.words.glossary import kind_title
from cnnviz.ui.words.speech import say


@dataclass(frozen=True)
class Limits:
    """How much a document holds.

    Attributes
    ----------
    total : int
        Bytes of everything, before compression.
    maps : int
        Maps of all layers together, beside the strongest of each.
    parts : int
        Maps that a map's computation draws; the others stand there as one sum.
    """

    total: int = 18_000_000
    maps: int = 1500
    parts: int = 16


@dataclass(frozen=True)
class Source:
    """What the document is about: a trace, the names of its answers, how much of it."""

    trace: Trace
    classes: tuple[str, ...]
    limits: Limits


def pack_layers(source: Source, pool: Pool) -> list[dict[str, Any]]:
    """A block of the pool for each layer; what stands in each.

    Every layer gets its strongest map, then every layer its second, until the document is full:
    what is left out is the weakest of each layer, and more of layers with large maps. Where not
    even the strongest maps have room together, those that take least of it are there.
    """
    orders = map_orders(source.trace.records)
    layers = [
        LayerBlock(source, record, orders[record.name], pool) for record in source.trace.records
    ]
    limit, room = source.limits.total, source.limits.maps
    first = [(layer, layer.next_map()) for layer in layers]
    first.sort(key=lambda pair: pair[1].size if pair[1] else 0)
    growing = [layer for layer, map_ in first if layer.add(map_, limit)]
    del first
    while growing and room > 0:
        growing = [layer for layer in growing[:room] if layer.add(layer.next_map(), limit)]
        room -= len(growing)
    return [layer.entry() for layer in layers]


def map_orders(records: Sequence[LayerRecord]) -> dict[str, list[int]]:
    """The maps of each layer, the strongest (mean magnitude) first.

    A layer that makes each map from the same map of one other keeps that layer's order, so that
    the same maps are there and can be followed.
    """
    orders: dict[str, list[int]] = {}
    for record in records:
        maps = planes(record)
        parent = record.parents[0] if record.parents else ""
        if record.kind in _KEEPING and len(orders.get(parent, ())) == len(maps):
            orders[record.name] = orders[parent]
            continue
        strengths = maps.double().abs().mean(dim=(1, 2)).nan_to_num().numpy()
        if record is records[-1]:  # of answers, the largest
            strengths = maps.double().amax(dim=(1, 2)).nan_to_num().numpy()
        orders[record.name] = np.argsort(-strengths, kind="stable").tolist()
    return orders


_KEEPING = (
    LayerKind.BATCH_NORM,
    LayerKind.ACTIVATION,
    LayerKind.POOL,
    LayerKind.GLOBAL_POOL,
    LayerKind.ADD,
    LayerKind.DROPOUT,
)


class LayerBlock:
    """The maps of one layer, added one by one to a block of the pool."""

    def __init__(self, source: Source, record: LayerRecord, order: list[int], pool: Pool) -> None:
        self._source, self._record, self._order, self._pool = source, record, order, pool
        self._block = pool.open_block()
        self._maps: dict[int, dict[str, Any]] = {}

    def next_map(self) -> MapMessages | None:
        """The strongest map that is not there yet; None if all are."""
        if len(self._maps) == len(self._order):
            return None
        return MapMessages.of(self._source, self._record, self._order[len(self._maps)])

    def add(self, map_: MapMessages | None, limit: int) -> bool:
        """Add a map if the pool stays within the limit; whether it was added."""
        if map_ is None or self._pool.size + self._pool.cost(map_.chunks) > limit:
            return False
        self._maps[map_.facts["channel"]] = map_.kept(self._pool, self._block)
        return True

    def entry(self) -> dict[str, Any]:
        """What the document says of the layer before its block is unpacked."""
        record, held = self._record, sorted(self._maps)
        values = planes(record).float().numpy()
        scale = scale_for(values[np.isfinite(values)])
        index = {
            "scale": {"diverging": scale.diverging, "low": scale.low, "high": scale.high},
            "maps": [self._maps[channel] for channel in held],
        }
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        return {
            "name": record.name,
            "kind": kind_title(record),
            "shape": size(tuple(record.first.shape)),
            "range": _span(values),
            "total": len(values),
            "units": values[0].size == 1,
            "missing": left_out(held, len(values)),
            "strongest": self._order[0],
            "index": self._pool.add(self._block, text.encode()),
        }


def left_out(held: Sequence[int], total: int) -> str:
    """The numbers of the maps that are not held, counted from 1, as they are written.

    Examples
    --------
    >>> left_out([0, 1, 4], 8), left_out([0, 1], 2)
    ('3–4, 6–8', '')
    """
    ends = [-1, *held, total]
    gaps = [(low + 2, high) for low, high in pairwise(ends) if high - low > 1]
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in gaps)


@dataclass(frozen=True)
class MapMessages:
    """One map's numbers, its computation, and the arithmetic of its strongest cell, in chunks."""

    facts: dict[str, Any]
    output: bytes
    computation: list[bytes]
    arithmetic: list[bytes]

    @classmethod
    def of(cls, source: Source, record: LayerRecord, channel: int) -> MapMessages:
        """All that stands in the document of one map."""
        values = planes(record)[channel].float().numpy()
        row, column = strongest_cell(values)
        cell = Cell(record.name, channel, row, column)
        title = name_of(source, record, channel)
        unfolded, why = _computation(source.trace, record, channel)
        short = shortened(unfolded, source.limits.parts)
        message = pack_computation(
            short.unfolded, selected=(row, column), title=f"{record.name} · {title}"
        )
        header, body = with_rest(*opened(message), short)
        header = with_few_rows(header, source.limits.parts)
        facts = {
            "channel": channel,
            "title": title,
            "range": _span(values),
            "rows": values.shape[0],
            "columns": values.shape[1],
            "cell": [row, column],
            "rule": "" if why or short.others else cell_rule(unfolded),
            "why": why,
        }
        sums = [] if why else _arithmetic(source, record, cell, title)
        return cls(facts, values.tobytes(), chunks_of(header, body), sums)

    @property
    def chunks(self) -> list[bytes]:
        """Everything that is kept in the pool."""
        return [self.output, *self.computation, *self.arithmetic]

    @property
    def size(self) -> int:
        """Bytes, were all of it new."""
        return sum(map(len, self.chunks))

    def kept(self, pool: Pool, block: int) -> dict[str, Any]:
        """The facts, with the numbers of the chunks in the pool."""
        return {
            **self.facts,
            "output": pool.add(block, self.output),
            "computation": [pool.add(block, chunk) for chunk in self.computation],
            "arithmetic": [pool.add(block, chunk) for chunk in self.arithmetic],
        }


def strongest_cell(values: NDArray[np.float32]) -> tuple[int, int]:
    """Row and column of the number of the largest magnitude; the first of several."""
    magnitudes = np.nan_to_num(np.abs(values), nan=-1.0)
    row, column = divmod(int(magnitudes.argmax()), values.shape[1])
    return row, column


def name_of(source: Source, record: LayerRecord, channel: int) -> str:
    """What a map is called beside its layer: an answer by its class."""
    maps = planes(record)
    if maps[0].numel() > 1:
        return say("name-map", number=channel + 1)
    if record is source.trace.records[-1] and len(maps) == len(source.classes):
        return source.classes[channel]
    return say("name-number", number=channel + 1)


def _computation(trace: Trace, record: LayerRecord, channel: int) -> tuple[MapComputation, str]:
    """How the map came about; where that is not known, the map alone, and why."""
    try:
        unfolded = map_computation(trace, record.name, channel)
    except ValueError as error:
        output = planes(record)[channel].float().numpy()
        alone = computation_of(record, channel, (), output)
        return replace(alone, kind=LayerKind.OTHER), str(error)
    if not has_arrangement(unfolded):
        unfolded = replace(unfolded, kind=LayerKind.OTHER)
    return unfolded, ""


def _span(values: NDArray[np.float32]) -> str:
    return say("sum-span", low=number(float(values.min())), high=number(float(values.max())))


def _arithmetic(source: Source, record: LayerRecord, cell: Cell, title: str) -> list[bytes]:
    """The arithmetic of one cell; nothing where it is not known."""
    units = planes(record)[0].numel() == 1
    name = f"{record.name}, {title}"
    if not units:
        name = say("number-place", name=name, row=cell.row + 1, column=cell.column + 1)
    spec = record.spec
    try:
        message = pack_arithmetic(
            cell_arithmetic(source.trace, cell),
            title=name,
            units=units,
            function=spec.function if isinstance(spec, ActivationSpec) else "",
        )
    except ValueError:
        return []
    return chunks_of(*opened(message))
