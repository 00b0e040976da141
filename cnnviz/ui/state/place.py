"""Where in the network a person looks, as a cell that exists."""

from __future__ import annotations

from cnnviz.core.explore.cells import Cell, clamped, planes
from cnnviz.core.explore.influence import answer_cell, telling_cell
from cnnviz.core.trace import Trace
from cnnviz.ui.state.session import Session


def standing_cell(session: Session, result: Trace) -> Cell:
    """The cell that is shown; the session then names a layer and a map that exist.

    Where nobody has chosen a cell, the one of the map on which the answer rests most.
    """
    names = [record.name for record in result.records]
    if session.layer not in names:
        session.layer, session.channel = names[0], 0
        session.row = session.column = None
    record = result.record(session.layer)
    row, column = session.row, session.column
    cell = clamped(Cell(record.name, session.channel, row or 0, column or 0), record)
    session.channel = cell.channel
    if row is None or column is None:
        return telling_cell(result, record.name, cell.channel)
    session.row, session.column = cell.row, cell.column
    return cell


def go_to_layer(session: Session, result: Trace, layer: str) -> None:
    """Look at another layer: the same map and place there, the answer in the last one."""
    if layer == result.records[-1].name:
        return session.go(layer, answer_cell(result).channel)
    channels, rows, columns = planes(result.record(layer)).shape
    channel = min(session.channel, channels - 1)
    if session.row is None or session.column is None or session.layer not in result.names:
        return session.go(layer, channel)
    _, now_rows, now_columns = planes(result.record(session.layer)).shape
    row, column = session.row * rows // now_rows, session.column * columns // now_columns
    session.go(layer, channel, row, column)
