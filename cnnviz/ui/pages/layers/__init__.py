"""The layer explorer: what every layer put out, and how each number came about."""

from __future__ import annotations

import time

import streamlit as st

from cnnviz.core.explore.cells import Cell, clamped, planes
from cnnviz.core.explore.facts import layer_facts
from cnnviz.core.trace import LayerRecord, Trace, trace
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.pages.layers import filter_switch, filters, maps, origin, seeks, trail, unfolded
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.session import Session, current_session
from cnnviz.ui.widgets import chosen_model, network_picker, panel_title
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
    digit = session.digit()
    if digit.is_blank and not session.pixels:
        st.info("Nothing is drawn yet: draw a digit first, and every layer shows it here.")
        from cnnviz.ui.pages import all_pages  # the table of pages holds this page as well

        st.page_link(all_pages()["draw"], label="Draw a digit", icon=":material/draw:")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="layers_top"):
        network_picker(session)
        answer = st.container(width="content", key="layers_answer")
    model = chosen_model(session)
    if model is None:
        return
    result = in_worker(trace, model, digit.tensor)
    with answer:
        _answer(result)
    cell, record = _stand(session, result)
    trail.show(session, result, record, cell)
    show_facts(layer_facts(result, record), record)
    # In the order of the screen; what answers a click is filled in, and sent, first.
    above, below = st.container(key="layer_maps"), st.container(key="layer_numbers")
    with below:
        unfolded.show(session, result, record, cell)
    # Else the browser, which takes longer to draw all the rest, gets it in one piece with it.
    time.sleep(_HEAD_START)
    with above:
        maps.show(session, result, record, cell)
    origin.show(session, result, cell)
    with st.container(key="layers_network"):
        panel_title("The whole network: lit is this map, what feeds it and what it feeds")
        network_map(
            result,
            idle=False,
            key="layers_map",
            height=_MAP_HEIGHT,
            selected=(cell.layer, cell.channel),
            on_pick=session.go,
        )
    filters.show(record, cell)
    filter_switch.show(session, result, cell, digit.tensor)
    what = f"{record.name}, {unfolded.map_part(result, record, cell)}"
    seeks.show(session, model, result, cell, what)
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


def _answer(result: Trace) -> None:
    best = int(result.probabilities[0].argmax())
    share = percent(float(result.probabilities[0, best]))
    st.html(f'<div class="layers-answer" role="status">read as <b>{best}</b>, {share}</div>')
