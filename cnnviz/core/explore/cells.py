"""One number of a trace, by its address."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.core.trace import LayerRecord, Trace


@dataclass(frozen=True)
class Cell:
    """One number of one layer's output, for the first digit of the batch.

    Attributes
    ----------
    layer : str
        Name of the record.
    channel : int
        Map, or unit of a layer without maps, counted from 0.
    row, column : int
        Place in the map, counted from 0; (0, 0) for a layer without maps.
    """

    layer: str
    channel: int
    row: int = 0
    column: int = 0

    def value(self, trace: Trace) -> float:
        """The number itself.

        Raises
        ------
        KeyError
            If the trace has no such layer.
        IndexError
            If the layer has no such cell.
        """
        return float(planes(trace.record(self.layer))[self.channel, self.row, self.column])


def planes(record: LayerRecord) -> torch.Tensor:
    """The first input's output as maps (C, H, W).

    A layer without maps has maps of 1x1; rows of numbers (rows, numbers), as a transformer's
    tokens, are one map; what has more axes is a map for each place on the first of them.
    """
    return as_maps(record.first)


def as_maps(values: torch.Tensor) -> torch.Tensor:
    """One input's values as maps (C, H, W), as `planes` shapes a record's."""
    if values.ndim == 3:
        return values
    if values.ndim < 2:
        return values.reshape(-1, 1, 1)
    return values.reshape(-1, values.shape[-2], values.shape[-1])


def clamped(cell: Cell, record: LayerRecord) -> Cell:
    """The nearest cell that the record has."""
    channels, rows, columns = planes(record).shape
    return Cell(
        record.name,
        min(max(cell.channel, 0), channels - 1),
        min(max(cell.row, 0), rows - 1),
        min(max(cell.column, 0), columns - 1),
    )


def check_cell(record: LayerRecord, cell: Cell) -> tuple[int, int, int]:
    """The shape of the layer's maps; IndexError if the cell is none of theirs."""
    channels, rows, columns = planes(record).shape
    place = (cell.channel, cell.row, cell.column)
    if any(not 0 <= i < n for i, n in zip(place, (channels, rows, columns), strict=True)):
        raise IndexError(
            f"layer {cell.layer!r} has maps of shape {(channels, rows, columns)}, "
            f"and no cell {place}"
        )
    return channels, rows, columns


def one_at(record: LayerRecord, cell: Cell) -> torch.Tensor:
    """A 1 at one cell of the first input, 0 elsewhere: float64, of the output's shape.

    Raises
    ------
    IndexError
        If the layer has no such cell.
    """
    shape = check_cell(record, cell)
    ones = torch.zeros(record.output.shape, dtype=torch.float64)
    # The first input's numbers come first.
    ones.view(-1)[(cell.channel * shape[1] + cell.row) * shape[2] + cell.column] = 1.0
    return ones
