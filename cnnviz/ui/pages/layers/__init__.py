"""The layer explorer: what every layer put out, and how each number came about."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from cnnviz.core.explore.cells import Cell, clamped, planes
from cnnviz.core.explore.facts import layer_facts
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerRecord, Trace, trace
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.pages.layers import filter_switch, filters, maps, origin, seeks, trail, unfolded
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.session import Session, current_session
from cnnviz.ui.state.shown import shown_or_sample
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.widgets.stand_in import say_stand_in
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.layers import show_facts

_MAP_HEIGHT = 420
_HEAD_START = 0.04


def render() -> None:
    """The Layers page."""
    session = current_session()
    session.enter("layers")
    _body(session)


@st.fragment
def _body(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="layers_top"):
        network_picker(session)
        answer = st.container(width="content", key="layers_answer")
    network = chosen_network(session)
    if network is None:
        return
    given = shown_or_sample(session, network)
    if given.is_blank and given.label is not None:
        say_stand_in(given.label)
    result = in_worker(trace, network.model, given.tensor)
    names = class_names(network, result.probabilities.shape[1])
    with answer:
        _answer(network, result)
    cell, record = _stand(session, result)
    trail.show(session, result, record, cell, names)
    show_facts(layer_facts(result, record), record)
    # In the order of the screen; what answers a click is filled in, and sent, first.
    above, below = st.container(key="layer_maps"), st.container(key="layer_numbers")
    with below:
        unfolded.show(session, result, record, cell, names)
    # Else the browser, which takes longer to draw all the rest, gets it in one piece with it.
    time.sleep(_HEAD_START)
    with above:
        maps.show(session, result, record, cell, names)
    origin.show(session, network, given, result, cell)
    with st.container(key="layers_network"):
        panel_title("The whole network: lit is this map, what feeds it and what it feeds")
        network_map(
            result,
            names,
            idle=False,
            key="layers_map",
            height=_MAP_HEIGHT,
            selected=(cell.layer, cell.channel),
            on_pick=session.go,
        )
    filters.show(record, cell)
    filter_switch.show(session, network, result, cell, given.tensor)
    what = f"{record.name}, {unfolded.map_part(result, record, cell, names)}"
    seeks.show(session, network, result, cell, what)
    write_address(session, place=True)


def _stand(session: Session, result: Trace) -> tuple[Cell, LayerRecord]:
    """The cell that is shown, and its layer's record; the session then names what exists."""
    names = [record.name for record in result.records]
    if session.layer not in names:
        session.layer, session.channel = names[0], 0
        session.row = session.column = None
    record = result.record(session.layer)
    cell = clamped(
        Cell(record.name, session.channel, session.row or 0, session.column or 0), record
    )
    session.channel = cell.channel
    if session.row is None or session.column is None:
        return _strongest(record, cell.channel), record
    session.row, session.column = cell.row, cell.column
    return cell, record


def _strongest(record: LayerRecord, channel: int) -> Cell:
    """The cell that says most about a map: the first of the largest magnitude."""
    values = planes(record)[channel]
    row, column = divmod(int(values.abs().argmax()), values.shape[1])
    return Cell(record.name, channel, row, column)


def _answer(network: Network, result: Trace) -> None:
    best = network.answer(result)
    st.html(
        f'<div class="layers-answer" role="status">read as <b>{escape(short_name(best.name))}</b>, '
        f"{percent(best.share)}</div>"
    )
