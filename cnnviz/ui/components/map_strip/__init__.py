"""All maps of a layer in one line, each small; a click chooses one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.figures.theme import ColourScale, palette
from cnnviz.ui.components.assets import DOM, MESSAGE, browser_view
from cnnviz.ui.components.shared.packing import Message
from cnnviz.ui.said import told
from cnnviz.ui.words.speech import say

__all__ = ["StripMap", "map_strip", "pack_strip"]

_HTML = '<div class="map-strip" role="group"></div>'
_view = browser_view("map_strip", _HTML, scripts=(MESSAGE, DOM))


@dataclass(frozen=True, eq=False)
class StripMap:
    """One map of the line.

    Attributes
    ----------
    channel : int
        Counted from 0.
    label : str
        A few letters under it.
    title : str
        What is said of it where it is pointed at.
    values : float32 array (H, W)
    scale : ColourScale
    """

    channel: int
    label: str
    title: str
    values: NDArray[np.float32]
    scale: ColourScale


def map_strip(
    maps: Sequence[StripMap], *, selected: int, key: str, on_pick: Callable[[int], None]
) -> None:
    """Show maps of one size, the one of channel `selected` framed.

    Parameters
    ----------
    maps : sequence of StripMap
    selected : int
    key : str
    on_pick : callable
        Called with a channel of `maps` before the page runs, which then shows it at once.
    """
    channels = {each.channel for each in maps}

    def pick(sent: object) -> None:
        if type(sent) is int and sent in channels:
            on_pick(sent)

    _view(key=key, data=pack_strip(maps, selected), on_pick_change=told(key, "pick", pick))


def pack_strip(maps: Sequence[StripMap], selected: int) -> bytes:
    """The maps as one message for the browser; arguments of `map_strip`.

    Returns
    -------
    bytes
        As ``shared/message.js`` reads it: for each map one byte a cell, the index of its colour,
        and the cell's value.
    """
    message = Message()
    header = {
        "selected": selected,
        "label": say("strip-of-layer"),
        "rows": maps[0].values.shape[0],
        "columns": maps[0].values.shape[1],
        "palettes": [message.add(np.frombuffer(palette(d), np.uint8)) for d in (False, True)],
        "maps": [
            {
                "channel": each.channel,
                "label": each.label,
                "title": each.title,
                "diverging": each.scale.diverging,
                "cells": message.add(each.scale.to_bytes(each.values)),
                "values": message.add(each.values),
            }
            for each in maps
        ],
    }
    return message.packed(header)
