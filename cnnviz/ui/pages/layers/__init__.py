"""The layer explorer: what every layer put out, and how each number came about."""

from __future__ import annotations

import time
from html import escape

import streamlit as st
import torch

from cnnviz.core.explore.facts import layer_facts
from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.filter_scale import fitting_scales
from cnnviz.core.trace import Trace, trace
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import get_scaled, in_worker
from cnnviz.ui.pages.layers import filter_switch, more, numbers, origin, strip, trail
from cnnviz.ui.pages.layers.looked import Looked
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.place import standing_cell
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown_or_sample
from cnnviz.ui.state.tab import current_session, current_tab
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.widgets.in_lab import lab_button
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.widgets.stand_in import say_stand_in
from cnnviz.ui.widgets.unfolding import unfolding_network
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.layers import show_facts
from cnnviz.ui.words.speech import say

_HEAD_START = 0.04


def render() -> None:
    """The Layers page."""
    session = current_session()
    session.enter("layers")
    _body(session)


@careful_fragment
def _body(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layers_bar"):
        network_picker(session)
        network = chosen_network(session)
        if network is None:
            return
        look = _look(session, network)
        trail.picker(session, look.result, look.record)
        show_facts(layer_facts(look.result, look.record), look.record)
        _answer(network, look.result)
    # Always there: below stand fragments, which are known by their places.
    with st.container():
        if look.given.is_blank and look.given.label is not None:
            say_stand_in(look.given.label)
        filter_switch.say_changed(session)
    trail.show(session, look.result, look.record, look.cell, look.names)
    _screen(session, look)
    more.show(session, look)
    write_address(current_tab())


def _look(session: Session, network: Network) -> Looked:
    given = shown_or_sample(session, network)
    trained = in_worker(trace, network.model, given.tensor)
    result = _changed(session, network, given.tensor) or trained
    cell = standing_cell(session, result)
    names = class_names(network, result.probabilities.shape[1])
    record = result.record(cell.layer)
    return Looked(network, given, trained, result, cell, record, tuple(names))


def _changed(session: Session, network: Network, given: torch.Tensor) -> Trace | None:
    """What the network does with its filters switched; None where none is, or that cannot be."""
    scales = session.scales.get(session.model, ())
    if not scales:
        return None
    try:
        return in_worker(trace, get_scaled(network, scales), given)
    except ValueError:
        # A link may name filters that this network does not have.
        fitting = fitting_scales(network.model, scales, network.input_shape)
        session.scales[session.model] = fitting if len(fitting) < len(scales) else ()
        filter_switch.say_left_out(len(scales) - len(session.scales[session.model]))
        return _changed(session, network, given)


def _screen(session: Session, look: Looked) -> None:
    """What is to be seen without scrolling, in the order of the screen."""
    above = st.container(key="feature_maps", gap=None)
    left, right = st.columns([2.7, 1], gap="small")
    # What answers a click is filled in, and sent, first.
    with left, st.container(key="layers_network"):
        unfolding_network(
            session,
            look.result,
            look.names,
            cell=look.cell,
            height=0,
            key="layers_map",
            controls=lambda: _lab_button(look),
        )
    with right:
        numbers.show(session, look.result, look.record, look.cell, look.names)
    # Else the browser, which takes longer to draw all the rest, gets it in one piece with it.
    time.sleep(_HEAD_START)
    with above:
        strip.show(session, look.record, look.cell, look.names, look.result)
    with right:
        origin.show(look.network, look.given, look.result, look.cell)


def _lab_button(look: Looked) -> None:
    # The lab knows the networks as they were trained.
    if look.result is look.trained:
        lab_button(look.network, look.result, look.cell)


def _answer(network: Network, result: Trace) -> None:
    best = network.answer(result)
    with st.container(width="content", key="layers_answer"):
        name = f"<b>{escape(short_name(best.name))}</b>"
        words = escape(say("layers-answer", name="\0", share=percent(best.share)))
        st.html(f'<div class="layers-answer" role="status">{words.replace(chr(0), name)}</div>')
