"""Which layers a layer was computed from."""

from __future__ import annotations

from cnnviz.core.trace import LayerRecord, Trace


def ancestors(trace: Trace, layer: str) -> tuple[LayerRecord, ...]:
    """All records that `layer` was computed from and its own, in order of computation.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    """
    wanted = {trace.record(layer).name}
    found: list[LayerRecord] = []
    # Parents come before their children, so one walk backwards meets them all.
    for record in reversed(trace.records):
        if record.name in wanted:
            found.append(record)
            wanted.update(record.parents)
    return tuple(reversed(found))
