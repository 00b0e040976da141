"""What the network map shows of a trace, packed into one message."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import PoolSpec
from cnnviz.figures.theme import UNIT_SCALE, number, palette, percent, scale_for, size

# More maps than this in one column would be too small to see on a laptop.
MOST_MAPS = 16

_SHORT_KINDS = {
    LayerKind.INPUT: "the digit",
    LayerKind.GLOBAL_POOL: "global avg",
    LayerKind.ADD: "sum",
}


# For networks of so many layers that a column is narrower than these words.
_BRIEF_KINDS = {
    "convolution": "conv",
    "batch norm": "norm",
    "max pooling": "max pool",
    "average pooling": "avg pool",
    "global avg": "avg",
}


def pack_network(
    trace: Trace, *, idle: bool, height: int, selected: tuple[str, int] | None = None
) -> bytes:
    """The whole network as one message for the browser.

    Parameters
    ----------
    trace : Trace
        Of one digit.
    idle : bool
        Nothing is drawn yet: structure only, no picture and no number.
    height : int
        Of the view where the layers stand side by side, in pixels.
    selected : (layer, channel), optional
        The map that stays lit; it is among those shown of its layer.

    Returns
    -------
    bytes
        Length of the header (4 bytes, little-endian), the header (JSON), one byte a value:
        the index of its colour. The two palettes come first.
    """
    pixels = bytearray(palette(False) + palette(True))
    shown = [record for record in trace.records if record.kind is not LayerKind.DROPOUT]
    places = _places(trace.records, shown)
    channels = shown_channels(trace.records, selected)
    columns = []
    for record in shown:
        # A dropped record stands for its own parent.
        parents = sorted({places[name] for name in record.parents if name in places})
        column = _column(record, record is shown[-1], trace, channels, pixels)
        columns.append({**column, "parents": parents})
    header = {
        "idle": idle,
        "height": height,
        "palettes": {"sequential": 0, "diverging": 768},
        "columns": columns,
        "selected": selected and {"layer": selected[0], "channel": selected[1]},
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + bytes(pixels)


def _places(records: tuple[LayerRecord, ...], shown: list[LayerRecord]) -> dict[str, int]:
    """The column that stands for each record."""
    places: dict[str, int] = {}
    for record in records:
        if record in shown:
            places[record.name] = shown.index(record)
        elif record.parents and record.parents[0] in places:
            places[record.name] = places[record.parents[0]]
    return places


def _column(
    record: LayerRecord,
    is_output: bool,
    trace: Trace,
    shown: dict[str, NDArray[np.int64]],
    pixels: bytearray,
) -> dict[str, Any]:
    values = record.output[0].numpy()
    scale = UNIT_SCALE if record.kind is LayerKind.INPUT else scale_for(values)
    column: dict[str, Any] = {
        "name": record.name,
        "kind": kind_title(record),
        "shape": size(values.shape),
        "diverging": scale.diverging,
        "short": _BRIEF_KINDS.get(kind_title(record), kind_title(record)),
        "scale": f"{'±' if scale.diverging else '0 to '}{number(scale.high)}",
        "link": "all" if record.kind in (LayerKind.CONV, LayerKind.DENSE) else "one",
        "hidden": 0,
        "height": 1,
        "width": 1,
    }
    if is_output and values.shape == (10,):
        column |= {"form": "outputs", "kind": f"{kind_title(record)} + softmax"}
        column["short"] = column["kind"]
        return {**column, "nodes": _output_nodes(trace)}
    coloured = scale.to_bytes(values)
    if values.ndim != 3 or values.shape[1:] == (1, 1):
        column |= {"form": "strip", "units": values.size}
        node = _facts(0, values, len(pixels)) | {"values": [number(v) for v in values.ravel()]}
        pixels += coloured.tobytes()
        return {**column, "nodes": [node]}
    chosen = shown[record.name]
    nodes = []
    for channel in chosen:
        nodes.append(_facts(int(channel), values[channel], len(pixels)))
        pixels += coloured[channel].tobytes()
    channels, rows, columns = values.shape
    column |= {"form": "maps", "height": rows, "width": columns, "total": channels}
    return {**column, "hidden": channels - len(chosen), "nodes": nodes}


def kind_title(record: LayerRecord) -> str:
    """The layer's kind in at most a dozen letters."""
    if record.kind is LayerKind.ACTIVATION and record.spec is not None:
        function = getattr(record.spec, "function", "")
        return "ReLU" if function == "relu" else function
    if isinstance(record.spec, PoolSpec):
        return f"{'max' if record.spec.kind == 'max' else 'average'} pooling"
    return _SHORT_KINDS.get(record.kind, record.kind.value)


def shown_channels(
    records: tuple[LayerRecord, ...], selected: tuple[str, int] | None = None
) -> dict[str, NDArray[np.int64]]:
    """Channels to show of each layer with maps: all, or the most active `MOST_MAPS`, in order.

    The selected map of a layer is always among them, in place of the least active.

    Layers that hand each map on for itself (batch norm, ReLU, pooling, a residual sum) show the
    same channels as the layer before, so that a map can be followed; most active is then what is
    most active in all of them together, each measured by its own strongest map.
    """
    groups: dict[str, list[LayerRecord]] = {}
    for record in records:
        if record.output.ndim != 4:
            continue
        joined = [record]
        if record.kind is not LayerKind.CONV:
            for name in record.parents:
                if name in groups and groups[name][0].output.shape[1] == record.output.shape[1]:
                    joined += [r for r in groups[name] if r not in joined]
        groups |= {member.name: joined for member in joined}
    layer, channel = selected or ("", 0)
    return {
        name: _most_active(group, channel if any(r.name == layer for r in group) else None)
        for name, group in groups.items()
    }


def _most_active(group: list[LayerRecord], wanted: int | None) -> NDArray[np.int64]:
    count = group[0].output.shape[1]
    if count <= MOST_MAPS:
        return np.arange(count)
    activity = np.zeros(count)
    for record in group:
        strength = record.output[0].abs().mean(dim=(1, 2)).double().numpy()
        activity += strength / max(float(strength.max()), 1e-12)
    if wanted is not None:
        activity[wanted] = np.inf
    return np.sort(np.argsort(-activity, kind="stable")[:MOST_MAPS])


def _facts(channel: int, values: NDArray[np.float32], offset: int) -> dict[str, Any]:
    return {
        "channel": channel,
        "offset": offset,
        "min": number(float(values.min())),
        "max": number(float(values.max())),
        "mean": number(float(values.mean(dtype=np.float64))),
    }


def _output_nodes(trace: Trace) -> list[dict[str, Any]]:
    shares, logits = trace.probabilities[0], trace.logits[0]
    best = int(shares.argmax())
    return [
        {
            "channel": digit,
            "share": round(float(shares[digit]), 4),
            "percent": percent(float(shares[digit])),
            "logit": number(float(logits[digit])),
            "best": digit == best,
        }
        for digit in range(10)
    ]
