"""What the network map shows of a trace, packed into one message."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.cells import planes
from cnnviz.core.trace import Head, LayerKind, LayerRecord, Trace
from cnnviz.figures.probabilities import short_name, shown_classes
from cnnviz.figures.theme import (
    input_scale,
    number,
    number_writer,
    palette,
    percent,
    scale_for,
    size,
)
from cnnviz.ui.components.network_map.folding import Column, columns_of
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.glossary import brief_title, kind_title, kind_words
from cnnviz.ui.words.speech import patterns, say

# More maps than this in one column would be too small to see on a laptop.
MOST_MAPS = 16
# Of a network of more layers than these; it has maps enough as it is.
_DEEP = 40
_FEW_MAPS = 6
# A map is drawn on at most 56 screen pixels: of a larger one, cells at equal distances are sent.
_LARGEST_SIDE = 64
# What the view says itself, with the placeholders that it fills.
_WORDS = {
    "map-keys": (),
    "map-layers": ("count",),
    "map-more": (),
    "map-logit": ("value",),
    "map-share": ("value",),
    "map-whole": ("name", "count", "last"),
    "map-of": ("name", "number", "total"),
    "map-numbers": ("count",),
    "map-min": ("value",),
    "map-max": ("value",),
    "map-mean": ("value",),
    "map-unit": ("number", "value"),
    "map-act": ("act",),
    "map-open-block": (),
    "map-unfold": (),
    "map-open-layer": (),
}
# Numbers of a strip that can be read out one by one.
_MOST_UNITS = 1040


def pack_network(
    trace: Trace,
    names: Sequence[str],
    *,
    idle: bool,
    height: int,
    selected: tuple[str, int] | None = None,
    way: Mapping[str, bool] | None = None,
) -> bytes:
    """The whole network as one message for the browser.

    Parameters
    ----------
    trace : Trace
        Of one input.
    names : sequence of str
        What the network's answers are called.
    idle : bool
        Nothing is drawn yet: structure only, no picture and no number.
    height : int
        Of the view where the layers stand side by side, in pixels.
    selected : (layer, channel), optional
        The map that stays lit; it is among those shown of its layer.
    way : dict of str to bool, optional
        How the view unfolds: whether it does ("unfolds"), has ("unfolded"), and closes ("folds").

    Returns
    -------
    bytes
        Length of the header (4 bytes, little-endian), the header (JSON), one byte a value:
        the index of its colour. The two palettes come first.
    """
    pixels = bytearray(palette(False) + palette(True))
    layout = columns_of(trace.records, selected[0] if selected else None)
    places = _places(trace.records, layout)
    most = MOST_MAPS if len(trace.records) <= _DEEP else _FEW_MAPS
    channels = shown_channels(tuple(column.record for column in layout), selected, most)
    columns = []
    for place, column in enumerate(layout):
        members = [trace.record(name) for name in column.members]
        read = {places[name] for member in members for name in member.parents if name in places}
        is_last = place == len(layout) - 1
        packed = _column(column, is_last, trace, names, channels, pixels, selected)
        columns.append({**packed, "parents": sorted(read - {place})})
    header = {
        "idle": idle,
        "height": height,
        "palettes": {"sequential": 0, "diverging": 768},
        "columns": columns,
        "selected": selected and {"layer": selected[0], "channel": selected[1]},
        "words": patterns(_WORDS),
        **(way or {}),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + bytes(pixels)


def _places(records: tuple[LayerRecord, ...], layout: list[Column]) -> dict[str, int]:
    """The column that stands for each record."""
    places = {name: place for place, column in enumerate(layout) for name in column.members}
    for record in records:
        # A dropped record stands for its own parent.
        if record.name not in places and record.parents and record.parents[0] in places:
            places[record.name] = places[record.parents[0]]
    return places


def _column(
    column: Column,
    is_last: bool,
    trace: Trace,
    names: Sequence[str],
    shown: dict[str, NDArray[np.int64]],
    pixels: bytearray,
    selected: tuple[str, int] | None,
) -> dict[str, Any]:
    record = column.record
    values = planes(record).float().numpy()
    scale = input_scale(values) if record.kind is LayerKind.INPUT else scale_for(values)
    kind = kind_title(record)
    packed: dict[str, Any] = {
        "name": column.block or record.name,
        "layer": record.name,
        "kind": kind,
        "shape": size(tuple(record.first.shape)),
        "diverging": scale.diverging,
        "short": brief_title(record),
        "scale": _range(scale.diverging, number(scale.high)),
        "link": "all" if _joins_all(record) else "one",
        "hidden": 0,
        "height": 1,
        "width": 1,
        "members": len(column.members) if column.block else 0,
        "about": kind_words(record),
    }
    if column.block:
        packed["about"] = say("map-block", members=", ".join(column.members))
        packed["kind"] = packed["short"] = say("map-layers", count=len(column.members))
    if is_last and record.first.ndim == 1 and trace.probabilities.shape[-1] == values.size:
        chosen = selected[1] if selected and selected[0] == record.name else None
        nodes = output_nodes(trace, names, chosen)
        after = {Head.LOGITS: " + softmax", Head.LOGIT: " + sigmoid"}.get(trace.head, "")
        packed |= {"form": "outputs", "kind": f"{kind}{after}", "short": f"{kind}{after}"}
        packed["letters"] = max(len(node["name"]) for node in nodes)
        return {**packed, "hidden": values.size - len(nodes), "nodes": nodes}
    if values.shape[1:] == (1, 1):
        return packed | _strip(values.ravel(), scale.to_bytes(values).ravel(), pixels)
    # Cells at equal distances, each with its own value.
    step = -(-max(values.shape[1:]) // _LARGEST_SIDE)
    nodes = []
    for channel in shown[record.name]:
        nodes.append(_facts(int(channel), values[channel], len(pixels)))
        pixels += scale.to_bytes(values[channel, ::step, ::step]).tobytes()
    rows, columns = values[0, ::step, ::step].shape
    packed |= {"form": "maps", "height": rows, "width": columns, "total": len(values)}
    packed["cells"] = f"{values.shape[1]} × {values.shape[2]}"
    return {**packed, "hidden": len(values) - len(nodes), "nodes": nodes}


def _range(diverging: bool, high: str) -> str:
    return f"±{high}" if diverging else say("map-scale", high=high)


def _joins_all(record: LayerRecord) -> bool:
    if record.kind is LayerKind.CONV:
        return getattr(record.spec, "groups", 1) == 1
    return record.kind in (LayerKind.DENSE, LayerKind.TRANSPOSED_CONV, LayerKind.MATMUL)


def _strip(
    values: NDArray[np.float32], coloured: NDArray[np.uint8], pixels: bytearray
) -> dict[str, Any]:
    """Numbers without maps, in one strip; of very many, numbers at equal distances."""
    step = -(-values.size // _MOST_UNITS)
    node = _facts(0, values, len(pixels))
    write = number_writer()
    node["values"] = [write(float(v)) for v in values[::step]]
    pixels += coloured[::step].tobytes()
    units = len(values[::step])
    counts = {"units": units, "total": int(values.size), "step": step}
    return {"form": "strip", **counts, "nodes": [node]}


def shown_channels(
    records: tuple[LayerRecord, ...],
    selected: tuple[str, int] | None = None,
    most: int = MOST_MAPS,
) -> dict[str, NDArray[np.int64]]:
    """Channels to show of each layer with maps: all, or the `most` most active, in order.

    The selected map of a layer is always among them, in place of the least active.

    Layers that hand each map on for itself (batch norm, ReLU, pooling, a residual sum) show the
    same channels as the layer before, so that a map can be followed; most active is then what is
    most active in all of them together, each measured by its own strongest map.
    """
    groups: dict[str, list[LayerRecord]] = {}
    for record in records:
        if planes(record)[0].numel() == 1:
            continue
        joined = [record]
        count = len(planes(record))
        if record.kind is not LayerKind.CONV and count > most:
            for name in record.parents:
                if name in groups and len(planes(groups[name][0])) == count:
                    joined += [r for r in groups[name] if r not in joined]
        groups |= {member.name: joined for member in joined}
    layer, channel = selected or ("", 0)
    activities: dict[str, NDArray[np.float64]] = {}
    chosen: dict[int, NDArray[np.int64]] = {}
    for group in groups.values():
        if id(group) not in chosen:
            wanted = channel if any(r.name == layer for r in group) else None
            chosen[id(group)] = _most_active(group, wanted, most, activities)
    return {name: chosen[id(group)] for name, group in groups.items()}


def _most_active(
    group: list[LayerRecord],
    wanted: int | None,
    most: int,
    activities: dict[str, NDArray[np.float64]],
) -> NDArray[np.int64]:
    count = len(planes(group[0]))
    if count <= most:
        return np.arange(count)
    activity = np.zeros(count)
    for record in group:
        if record.name not in activities:
            strength = planes(record).abs().mean(dim=(1, 2)).double().numpy()
            activities[record.name] = strength / max(float(strength.max()), 1e-12)
        activity += activities[record.name]
    if wanted is not None:
        activity[wanted] = np.inf
    return np.sort(np.argsort(-activity, kind="stable")[:most])


def _facts(channel: int, values: NDArray[np.float32], offset: int) -> dict[str, Any]:
    write = number_writer()
    return {
        "channel": channel,
        "offset": offset,
        "min": write(float(values.min())),
        "max": write(float(values.max())),
        "mean": write(float(values.mean(dtype=np.float64))),
    }


def output_nodes(
    trace: Trace, names: Sequence[str], chosen: int | None = None
) -> list[dict[str, Any]]:
    """All answers of few, in order; of many the most probable, and the chosen one."""
    shares, logits = trace.probabilities[0].float().reshape(-1), trace.logits[0].reshape(-1)
    best = int(shares.argmax())
    order = shown_classes(shares.double().numpy())
    if chosen is not None and chosen not in order:
        order[-1] = chosen
    return [
        {
            "channel": index,
            "name": short_name(names[index]),
            "title": class_title(names[index]),
            "share": round(float(shares[index]), 8),
            "percent": percent(float(shares[index])),
            "logit": number(float(logits[index])),
            "best": index == best,
        }
        for index in order
    ]
