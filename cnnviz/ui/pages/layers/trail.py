"""Where the page stands in the network, and the ways to other places."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.ui.said import said
from cnnviz.ui.state.place import go_to_layer
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.glossary import kind_words
from cnnviz.ui.words.layers import layer_title
from cnnviz.ui.words.speech import say

# Layers named before the present one; of a deep network, the first and the last of them.
_MOST_CRUMBS = 4


def picker(session: Session, result: Trace, record: LayerRecord) -> None:
    """The picker over all layers, and the ones before and after."""
    names = [each.name for each in result.records]
    # A widget of its own for each layer: the browser's last answer about another one, on its way
    # while somebody clicks fast, can then not be taken for a choice.
    key = f"layer_{session.layer}"
    place = names.index(record.name)

    def go(layer: str) -> None:
        go_to_layer(session, result, layer)

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="picker"):
        with st.container(key="layer", width=220):
            st.selectbox(
                say("layers-layer"),
                names,
                index=place,
                format_func=lambda name: layer_title(result.record(name)),
                label_visibility="collapsed",
                on_change=said(key, go),
                key=key,
            )
        for name, icon, step in (("previous", "chevron_left", -1), ("next", "chevron_right", 1)):
            st.button(
                say(f"layers-{name}"),
                icon=f":material/{icon}:",
                on_click=go,
                args=(names[(place + step) % len(names)],),
                key=name,
            )


def show(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """The way from the input to what is shown, and back and forward in what was looked at."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="trail"):
        for name, icon, act, places in (
            ("back", "arrow_back", session.back, session.been),
            ("forward", "arrow_forward", session.forward, session.ahead),
        ):
            st.button(
                say(f"layers-{name}"),
                icon=f":material/{icon}:",
                on_click=act,
                disabled=not places,
                key=f"go_{name}",
            )
        with st.container(
            horizontal=True, vertical_alignment="center", gap=None, key="breadcrumbs"
        ):
            for index, layer in enumerate(_way(result, record)):
                if layer is None:
                    st.html('<span class="crumb">…</span>', width="content")
                else:
                    _crumb(layer, session, layer, 0, key=f"crumb_{index}")
            _here(session, result, record, cell, classes)
        st.html(f'<span class="does">{escape(kind_words(record))}</span>')


def _crumb(label: str, session: Session, layer: str, channel: int, *, key: str) -> None:
    st.button(
        label, on_click=session.go, args=(layer, channel), type="tertiary", width="content", key=key
    )
    st.html('<span class="crumb" aria-hidden="true">›</span>', width="content")


def _here(
    session: Session, result: Trace, record: LayerRecord, cell: Cell, classes: Sequence[str]
) -> None:
    """The map and the cell, or the one number, that is shown."""
    _, rows, columns = planes(record).shape
    place = say("sum-place", row=str(cell.row + 1), column=str(cell.column + 1))
    if rows * columns == 1:
        # The outputs are called by their classes.
        is_output = record is result.records[-1]
        number = say("name-number", number=str(cell.channel + 1))
        place = class_title(classes[cell.channel]) if is_output else number
    else:
        name = say("name-map", number=str(cell.channel + 1))
        _crumb(name, session, record.name, cell.channel, key="crumb_map")
    st.html(
        f'<span class="crumb here" aria-current="location">{escape(place)}</span>', width="content"
    )


def _way(result: Trace, record: LayerRecord) -> list[str | None]:
    """The layers from the input to this one; None stands for some that are left out."""
    names: list[str | None] = [record.name]
    while record.parents:
        record = result.record(record.parents[0])
        names.insert(0, record.name)
    if len(names) <= _MOST_CRUMBS + 1:
        return names
    return [names[0], None, *names[-_MOST_CRUMBS + 1 :]]
