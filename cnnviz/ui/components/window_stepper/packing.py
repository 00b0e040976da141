"""What the stepping window shows, packed into one message."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.windows import ConvSpec, Pair, PoolSpec, pad_image
from cnnviz.core.windows.facts import never_read
from cnnviz.core.windows.places import padded_sources
from cnnviz.core.windows.tables import WindowTable
from cnnviz.figures.theme import ColourScale, decimals_for, number, palette, scale_for, size
from cnnviz.ui.words.speech import patterns, say

# More products than this are multiplied in the browser, from the same numbers.
MOST_TERMS = 12_000

# What the view says, and what it puts into that.
_SAYS: dict[str, tuple[str, ...]] = {
    "step-first": (),
    "step-back": (),
    "step-play": (),
    "step-pause": (),
    "step-step": (),
    "step-last": (),
    "step-speed": (),
    "step-fastest": (),
    "step-output-cell": (),
    "step-products": (),
    "step-cells": (),
    "step-product": (),
    "step-bias": (),
    "step-total": (),
    "step-no-activation": (),
    "step-kernel": (),
    "step-unchanged": (),
    "step-rounded": (),
    "step-pad": (),
    "step-a-second": ("count",),
    "step-sum-of": ("name",),
    "step-sum-of-products": ("count",),
    "step-padded": ("rows", "columns"),
    "step-at": ("step", "steps", "where"),
    "step-place": ("row", "column"),
    "step-input-keys": ("name", "shape"),
    "step-output-keys": ("title", "shape"),
    "step-marked": ("where", "count"),
    "step-marked-one": ("where",),
    "step-output": ("place",),
    "step-mean": ("count",),
    "step-mean-one": ("count",),
    "step-tie": ("count",),
    "step-largest": ("count",),
    "step-largest-one": ("count",),
    "step-apart": ("sum", "exactly"),
}


@dataclass(frozen=True)
class Picture:
    """The input of a window operation, and how it is called.

    Attributes
    ----------
    title : str
    values : array (C, H, W)
    channels : tuple of str
        One name for each channel; empty if there is only one.
    scale : ColourScale or None
        By default what holds all values.
    is_whole : bool
        Whether all of the output is to be seen at first, and not what the first step gives.
    """

    title: str
    values: NDArray[np.float32]
    channels: tuple[str, ...] = ()
    scale: ColourScale | None = None
    is_whole: bool = False


@dataclass
class _Message:
    """A JSON header, and the arrays it names, one after the other."""

    header: dict[str, Any] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    def add(self, array: NDArray[Any]) -> dict[str, Any]:
        """Append an array; what the header says of it."""
        place = {"at": len(self.body), "length": int(array.size), "type": array.dtype.name}
        self.body += array.tobytes()
        return place

    def plane(
        self,
        title: str,
        values: NDArray[np.floating[Any]],
        scale: ColourScale | None = None,
        shown: NDArray[np.floating[Any]] | None = None,
    ) -> dict[str, Any]:
        """A grid or several of one shape (C, H, W): numbers, colours and a legend.

        The range is that of `shown`, which leaves out padding.
        """
        shown = values if shown is None else shown
        scale = scale or scale_for(shown.astype(np.float32))
        low, high = number(float(shown.min())), number(float(shown.max()))
        decimals, _ = decimals_for(shown, most=2)
        return {
            "title": title,
            "shape": size(shown.shape),
            "range": say("strip-span", low=low, high=high),
            "decimals": decimals,
            "rows": values.shape[1],
            "columns": values.shape[2],
            "diverging": scale.diverging,
            "limits": [number(scale.low), number(scale.high)],
            "values": self.add(values),
            "colours": self.add(scale.to_bytes(values.astype(np.float32))),
        }

    def pack(self) -> bytes:
        """Length of the header (4 bytes, little-endian), the header, the arrays."""
        text = json.dumps(self.header, ensure_ascii=False, separators=(",", ":")).encode()
        return struct.pack("<I", len(text)) + text + bytes(self.body)


def _start(
    picture: Picture, padded: NDArray[np.float32], spec: ConvSpec | PoolSpec, pads: Pair
) -> _Message:
    """A message that holds the input and the way of the window over it."""
    message = _Message()
    _, height, width = picture.values.shape
    rows, columns = never_read((height, width), spec)
    message.header = {
        "words": patterns(_SAYS),
        "palettes": [message.add(np.frombuffer(palette(d), np.uint8)) for d in (False, True)],
        "input": message.plane(picture.title, padded, picture.scale, picture.values),
        "channels": list(picture.channels) or [""],
        "whole": picture.is_whole,
        "inner": [pads[0], pads[1], height, width],
        "sources": message.add(padded_sources((height, width), spec)),
        "window": [*spec.kernel],
        "stride": [*spec.steps],
        "dilation": [*spec.dilations],
        "unread": [list(rows), list(columns)],
    }
    return message


def _output(
    message: _Message, title: str, table: WindowTable, scale: ColourScale | None = None
) -> dict[str, Any]:
    values = table.values.reshape(1, *table.size)
    plane = message.plane(title, values, scale)
    decimals, exact = decimals_for(table.values)
    return {
        **plane,
        "sums": message.add(table.sums),
        "totals": message.add(table.totals),
        "counts": message.add(table.counts.astype(np.int32)),
        "fine": decimals,
        "exact": exact,
    }


def pack_convolution(
    picture: Picture,
    kernel: NDArray[np.float32],
    spec: ConvSpec,
    table: WindowTable,
    *,
    bias: float,
    activation: str,
    rest: tuple[str, NDArray[np.float64]] | None = None,
) -> bytes:
    """One filter's convolution as one message for the browser.

    Parameters
    ----------
    picture : Picture
    kernel : array (C, kh, kw)
    spec : ConvSpec
    table : WindowTable
        Of `convolution_table` with the same arguments.
    bias : float
    activation : str
    rest : (str, array (oh, ow)), optional
        What is added beside the channels shown, and what it is called.
    """
    padded = pad_image(picture.values, spec)
    message = _start(picture, padded, spec, (spec.pads[0][0], spec.pads[1][0]))
    others = () if rest is None else (rest[1],)
    decimals, exact = decimals_for(table.terms, table.sums, table.totals, np.array([bias]), *others)
    message.header |= {
        "kind": "convolution",
        "rest": {"title": rest[0], "values": message.add(rest[1])} if rest else None,
        "kernel": message.plane(say("step-grid-kernel"), kernel),
        "outputs": [_output(message, say("step-grid-output"), table)],
        "terms": message.add(table.terms) if table.terms.size <= MOST_TERMS else None,
        "bias": bias,
        "activation": activation,
        "decimals": decimals,
        "exact": exact,
    }
    return message.pack()


def pack_pooling(picture: Picture, spec: PoolSpec, tables: dict[str, WindowTable]) -> bytes:
    """One or two poolings of one map with the same window, as one message for the browser.

    Parameters
    ----------
    picture : Picture
        With one channel.
    spec : PoolSpec
        Its `kind` is not looked at.
    tables : dict
        "max", "average" or "none" -> `pooling_table`; all of one size.
    """
    widths = ((0, 0), *spec.pads)
    # What no maximum takes; an average reads 0 there.
    fill = -np.inf if "max" in tables else 0.0
    padded = np.pad(picture.values, widths, constant_values=fill)
    message = _start(picture, padded, spec, (spec.pads[0][0], spec.pads[1][0]))
    scale = picture.scale or scale_for(picture.values)
    outputs = []
    for kind, table in tables.items():
        # Pooled values lie among those of the input: one scale lets them be compared.
        output = {**_output(message, say(f"step-pool-{kind}"), table, scale), "kind": kind}
        if table.winners is not None:
            output["winners"] = message.add(table.winners)
        outputs.append(output)
    decimals, exact = decimals_for(picture.values, *(table.sums for table in tables.values()))
    message.header |= {
        "kind": "pooling",
        "outputs": outputs,
        "terms": None,
        "decimals": decimals,
        "exact": exact,
    }
    return message.pack()
