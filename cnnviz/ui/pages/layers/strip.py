"""All maps of the layer in one line, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows.examples import CHANNEL_NAMES
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import input_scale, number, scale_for
from cnnviz.figures.tiles import Maps
from cnnviz.ui.components.map_strip import StripMap, map_strip
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.channels import channel_name
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.speech import say

# Each is an element of the page.
_MOST_MAPS = 160
_MOST_UNITS = 400
# A map in the line has no room for more cells.
_LARGEST_SIDE = 28


def show(
    session: Session, record: LayerRecord, cell: Cell, classes: Sequence[str], result: Trace
) -> None:
    """The line, and what of the layer is not in it."""
    values = planes(record).float().numpy()
    units = values[0].size == 1
    chosen, step = fitting(values, cell.channel)
    title = say("strip-numbers" if units else "strip-maps", layer=record.name, count=len(values))
    st.caption(title + left_out(len(values), len(chosen), step))
    is_output = record is result.records[-1] and record.first.ndim == 1
    whole = input_scale(values) if record.kind is LayerKind.INPUT else scale_for(values)
    maps = [
        StripMap(
            channel=index,
            label=short_name(classes[index], 9) if is_output else _label(record, values, index),
            title=_title(values, index, class_title(classes[index]) if is_output else "", record),
            values=values[index, ::step, ::step],
            scale=whole if session.one_scale or units else scale_for(values[index]),
        )
        for index in chosen
    ]

    def go(channel: int) -> None:
        # The same place in another map.
        session.go(record.name, channel, session.row, session.column)

    map_strip(maps, selected=cell.channel, on_pick=go, key=f"strip_{record.name}")


def fitting(values: Maps, selected: int) -> tuple[list[int], int]:
    """Which maps are shown, the selected one among them, and every how manieth cell."""
    count = len(values)
    step = max(1, -(-max(values.shape[1:]) // _LARGEST_SIDE))
    most = _MOST_UNITS if values[0].size == 1 else _MOST_MAPS
    if count <= most:
        return list(range(count)), step
    strength = np.abs(values).mean(axis=(1, 2))
    strength[selected] = np.inf
    return sorted(int(i) for i in np.argsort(-strength, kind="stable")[:most]), step


def left_out(count: int, shown: int, step: int) -> str:
    """What is not shown of so many maps, in words; "" if all is."""
    words = f" {say('strip-strongest', shown=shown, count=count)}" if shown < count else ""
    return words + (f" {say('strip-one-in', step=step)}" if step > 1 else "")


def map_name(record: LayerRecord, values: Maps, index: int) -> str:
    """Colour channels have names of their own."""
    if record.kind is LayerKind.INPUT and len(values) == len(CHANNEL_NAMES):
        return channel_name(index, len(values))
    return say("strip-map", number=str(index + 1))


def _label(record: LayerRecord, values: Maps, index: int) -> str:
    if values[0].size == 1:
        # Under a number there is room for a letter or two.
        return str(index + 1) if len(values) <= 99 else ""
    named = map_name(record, values, index)
    return str(index + 1) if named == say("strip-map", number=str(index + 1)) else named


def _title(values: Maps, index: int, class_: str, record: LayerRecord) -> str:
    own = values[index]
    if own.size == 1:
        name = class_ or say("strip-number", number=str(index + 1))
        return f"{name}: {number(float(own.item()))}"
    span = say("strip-span", low=number(float(own.min())), high=number(float(own.max())))
    return f"{map_name(record, values, index)}: {span}"
