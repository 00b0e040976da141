"""The pictures of a computation and the signs between them, packed into one message.

The message holds values, never colours: the browser paints the numbers that it names.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.map_parts import MapComputation, MapPart, Singles
from cnnviz.core.trace import INPUT_NAME, LayerKind
from cnnviz.figures.theme import (
    ColourScale,
    decimals_for,
    input_scale,
    number,
    palette,
    scale_for,
    size,
)
from cnnviz.ui.words.channels import input_plane
from cnnviz.ui.words.speech import patterns, say

Item = dict[str, Any]
# More input maps than this stand in a grid that scrolls.
MOST_ROWS = 6


# What the view says itself, with the placeholders that it fills.
_WORDS = {
    "sum-from": ("name",),
    "sum-strongest-first": (),
    "sum-in-order": (),
    "sum-white": (),
    "sum-play": (),
    "sum-pause": (),
    "sum-play-help": (),
    "sum-by-map": ("title",),
    "sum-by-number": ("title",),
    "sum-others": ("count",),
    "sum-bias": (),
    "sum-bias-of": ("value",),
    "sum-place": ("row", "column"),
    "sum-leads": ("value",),
    "sum-window": ("where", "value", "then"),
    "sum-mean-of": ("list",),
    "sum-largest-of": ("list",),
    "sum-cells": ("count",),
    "sum-padding": (),
    "sum-weight": ("row", "column"),
    "sum-here": ("weight", "read"),
    "sum-point": (),
    "sum-at": ("name", "row", "column"),
    "sum-unit-title": ("layer", "number"),
}


def map_title(layer: str, channel: int, values: NDArray[Any]) -> str:
    """How a map is called; a map of one number is a unit.

    Examples
    --------
    >>> map_title("conv2", 4, np.zeros((10, 10))), map_title("dense1", 4, np.zeros((1, 1)))
    ('conv2 · map 5', 'dense1 · unit 5')
    """
    if layer == INPUT_NAME:
        return layer
    key = "sum-unit-title" if values.size == 1 else "sum-map-title"
    return say(key, layer=layer, number=str(channel + 1))


def origin_title(part: MapPart) -> str:
    """How the map that a part reads is called."""
    if part.origin == INPUT_NAME or part.input.shape[0] == 1 < part.input.shape[1]:
        return part.origin
    return map_title(part.origin, part.channel, part.input)


def kernels(parts: Sequence[MapPart]) -> list[Singles]:
    """What the parts are multiplied by."""
    return [part.kernel for part in parts if part.kernel is not None]


class Scene:
    """Pictures and signs in their order, the scales they share, the arrays behind them."""

    def __init__(self, unfolded: MapComputation, title: str) -> None:
        self.unfolded = unfolded
        self.title = title
        self.rows: list[list[Item]] = []
        self.tail: list[Item] = []
        self.scales: dict[str, tuple[str, ColourScale]] = {}
        self.facts: dict[str, Any] = {"geometry": {"moves": "cell"}}
        self._body = bytearray(palette(False) + palette(True))

    def add(self, array: NDArray[Any]) -> dict[str, Any]:
        """Append an array; what the header says of it."""
        values = np.ascontiguousarray(array, np.float32)
        place = {"at": len(self._body), "length": int(values.size), "type": "float32"}
        self._body += values.tobytes()
        return place

    def scale(self, name: str, label: str, *arrays: NDArray[Any], signed: bool = False) -> None:
        """One scale for all `arrays`; `signed` where it is diverging whatever they hold."""
        values = np.concatenate([array.ravel() for array in arrays])
        scale = scale_for(values)
        if signed:
            limit = float(np.abs(values).max(initial=0.0)) or 1.0
            scale = ColourScale(True, -limit, limit)
        self.scales[name] = (label, scale)

    @property
    def planes_read(self) -> set[int]:
        """Which planes of the network's input are read."""
        return {part.channel for part in self.unfolded.parts if part.origin == INPUT_NAME}

    def input_scale(self) -> None:
        """One scale for all maps that are read; the digit has that of the canvas."""
        parts = self.unfolded.parts
        self.scale(
            "input",
            say("sum-input" if len(parts) == 1 else "sum-inputs"),
            *(p.input for p in parts),
        )
        if {part.origin for part in parts} == {INPUT_NAME}:
            values = np.stack([part.input for part in parts])
            self.scales["input"] = (say("sum-input"), input_scale(values))

    def picture(
        self, role: str, title: str, values: NDArray[Any], scale: str, part: int | None = None
    ) -> Item:
        """A picture of a map, a kernel or a row of numbers."""
        # Adding 0 turns a product's minus zero into zero.
        low, high = (number(float(end) + 0.0) for end in (values.min(), values.max()))
        span = low if low == high else say("sum-span", low=low, high=high)
        return {
            "type": "picture",
            "role": role,
            "part": part,
            "title": title,
            "facts": [size(values.shape), span],
            "rows": values.shape[0],
            "columns": values.shape[1],
            "scale": scale,
            "values": self.add(values),
        }

    def source(self, index: int) -> Item:
        """The map that a part reads; a click on it leads there."""
        part = self.unfolded.parts[index]
        title = origin_title(part)
        if part.origin == INPUT_NAME:
            title = input_plane(part.channel, self.planes_read)
        picture = self.picture("input", title, part.input, "input", index)
        target: Item = {"layer": part.source, "channel": part.channel}
        if self.unfolded.kind is LayerKind.DENSE:
            # What a dense layer reads are the numbers of one row, map after map.
            target = {"layer": part.source, "unit": part.channel * part.input.size}
        return picture | {"target": target}

    def output(self) -> Item:
        """The map itself."""
        unfolded = self.unfolded
        picture = self.picture("output", self.title, unfolded.output, "result")
        return picture | {"target": {"layer": unfolded.layer, "channel": unfolded.channel}}

    def pack(self, selected: tuple[int, int]) -> bytes:
        """The message."""
        unfolded = self.unfolded
        numbers = [unfolded.sum, unfolded.output, np.array([unfolded.bias])]
        if unfolded.kind is not LayerKind.BATCH_NORM:
            numbers += [part.result for part in unfolded.parts]
        if not kernels(unfolded.parts):
            numbers += [part.input for part in unfolded.parts]
        header = {
            "kind": unfolded.kind.name.lower(),
            "title": self.title,
            "layer": unfolded.layer,
            "channel": unfolded.channel,
            "selected": list(selected),
            "bias": unfolded.bias,
            "decimals": shown_decimals(*numbers),
            "weightDecimals": self._weight_decimals(),
            "palettes": [{"at": 768 * i, "length": 768, "type": "uint8"} for i in (0, 1)],
            "scales": {
                name: {
                    "label": label,
                    "diverging": scale.diverging,
                    "low": scale.low,
                    "high": scale.high,
                    "limits": [number(scale.low), number(scale.high)],
                }
                for name, (label, scale) in self.scales.items()
            },
            "strengths": [round(part.strength, 6) for part in unfolded.parts],
            "many": len(self.rows) > MOST_ROWS,
            "rows": self.rows,
            "tail": self.tail,
            "words": patterns(_WORDS),
            **self.facts,
        }
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
        return struct.pack("<I", len(text)) + text + bytes(self._body)

    def _weight_decimals(self) -> int:
        kernels = [part.kernel for part in self.unfolded.parts if part.kernel is not None]
        return shown_decimals(*kernels) if kernels else 0


def sign(text: str, words: str = "") -> Item:
    """A sign between two pictures, with a few words under it."""
    return {"type": "sign", "text": text, "words": words}


def share_scale(scene: Scene) -> None:
    """One scale for what is read and what comes of it, where both are of one kind."""
    unfolded = scene.unfolded
    scene.scale("result", say("sum-all"), *(p.input for p in unfolded.parts), unfolded.output)
    scene.scales["input"] = scene.scales["result"]


def shown_decimals(*arrays: NDArray[Any]) -> int:
    """Decimals for numbers that are summed on screen, the same for all of them.

    Examples
    --------
    >>> shown_decimals(np.array([1 / 3, 2.0])), shown_decimals(np.array([0.00123456]))
    (3, 6)
    """
    values = np.concatenate([array.ravel() for array in arrays])
    decimals, exact = decimals_for(values)
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max(initial=0.0))
    if largest >= 100:
        return min(decimals, 1)
    if exact or largest >= 0.01:
        return decimals
    return min(8, 3 - math.floor(math.log10(largest)))
