"""Draw a digit, or bring a picture; see the prediction and the whole network at once."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from cnnviz.core.digits.novelty import judge_novelty
from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.explore.influence import answer_cell
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import WeightsError, sound_rows
from cnnviz.core.trace import Head, Trace, trace
from cnnviz.figures.probabilities import probability_bars, short_name
from cnnviz.figures.theme import CONFIG, fine_percent, percent
from cnnviz.ui.cache import in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.components.pixel_stages import digit_stages, picture_stages, pixel_stages
from cnnviz.ui.navigation import page_called
from cnnviz.ui.shelf import network_of
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.place import standing_cell
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown
from cnnviz.ui.state.tab import current_session, current_tab
from cnnviz.ui.widgets.canvas import (
    brush_control,
    drawing_controls,
    drawing_surface,
    example_buttons,
    hear_pen,
)
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.widgets.choice import held_switch
from cnnviz.ui.widgets.first_minute import first_words, is_first_minute
from cnnviz.ui.widgets.in_lab import lab_button
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.widgets.pictures import picture_examples, picture_surface
from cnnviz.ui.widgets.tiles import network_tiles
from cnnviz.ui.widgets.unfolding import unfolding_network
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.confidence import confidence_words
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

MAP_HEIGHT = 505


def render() -> None:
    """The start page."""
    session = current_session()
    session.enter("draw")
    with st.container(key="draw_grid"):
        _body(session)
        # Outside the fragment: thirty buttons that never change need not be sent at every stroke.
        with st.container(key="draw_examples"):
            _examples(session)


def _examples(session: Session) -> None:
    try:
        is_digits = network_of(session, session.model).is_digits
    except WeightsError:
        is_digits = True
    if is_digits:
        example_buttons(session)
    else:
        picture_examples(session)


# A fragment: a stroke runs only this, not the navigation and the examples around it. The style
# sheet lays its two columns and the examples out as one grid.
@careful_fragment
def _body(session: Session) -> None:
    left = st.container(gap="small", key="draw_left")
    right = st.container(gap="small", key="draw_right")
    with right:
        with st.container(horizontal=True, vertical_alignment="center", key="choices"):
            network_picker(session)
            held_switch(say("draw-compare"), session.compare, session.show_all, "compare_all")
        network = chosen_network(session)
    # What was drawn must be known before it is answered.
    with left:
        _input(session, network)
    if network is not None:
        with right:
            _answering(session, network)
    session.opened = True
    write_address(current_tab())
    if network is not None and session.examples_for != network.is_digits:
        # The examples stand outside this fragment, and are others for this network.
        first, session.examples_for = session.examples_for is None, network.is_digits
        if not first:
            st.rerun()


# What an unfinished stroke changes; the canvas and its buttons follow when the stroke is done.
@careful_fragment
def _answering(session: Session, network: Network) -> None:
    _answer(session, network, shown(session, network))
    hear_pen(session)
    write_address(current_tab())


def _input(session: Session, network: Network | None) -> None:
    if network is not None and not network.is_digits:
        picture_surface(session, shown(session, network))
        return
    drawing_surface(session)
    drawing_controls(session)
    if session.shows_drawing:
        brush_control(session)


def _answer(session: Session, network: Network, given: Shown) -> None:
    result = in_worker(trace, network.model, given.tensor)
    names = class_names(network, result.probabilities.shape[1])
    with st.container(horizontal=True, gap="medium", key="answer"):
        _prediction(session, network, given, result)
        _probabilities(session, network, given, result, names)
        _seen(session, given)
    # Always there: what follows must not move, for it is a fragment, known by its place.
    with st.container(gap=None):
        if session.compare:
            network_tiles(session, network)
    with st.container(key="network_map"):
        _network(session, network, given, result, names)


# A click on a map changes nothing else.
@careful_fragment
def _network(
    session: Session, network: Network, given: Shown, result: Trace, names: Sequence[str]
) -> None:
    """The network map, which unfolds; while nothing is drawn, a way to a digit on Layers."""
    if given.is_blank:
        picked = network_map(result, names, idle=True, key="map", height=MAP_HEIGHT)
        if picked is not None:
            session.go(*picked)
            st.switch_page(page_called("layers"))
        return
    cell = standing_cell(session, result) if session.unfolded else None

    def controls() -> None:
        if cell is not None:
            lab_button(network, result, cell)
        st.page_link(
            page_called("layers"), label=say("draw-every-number"), icon=":material/layers:"
        )
        st.button(say("draw-close"), icon=":material/close:", on_click=session.fold, key="fold")

    unfolding_network(
        session,
        result,
        names,
        cell=cell,
        height=MAP_HEIGHT,
        key="map",
        controls=controls,
        closes=True,
    )
    write_address(current_tab())


def _seen(session: Session, given: Shown) -> None:
    """What the network sees, step by step; changed pixels are named: no drawing shows them."""
    count = len(session.pixels)
    title = say("draw-sees-changed", count=count) if count else say("draw-sees")
    with st.container(key="network_sees"):
        if given.digit is not None:
            panel_title(title)
            pixel_stages(digit_stages(given.digit), key="pixel_stages")
        elif given.picture is not None:
            panel_title(say("draw-sees"))
            pixel_stages(
                picture_stages(given.picture), key="pixel_stages", note=say("draw-colour-note")
            )


def _prediction(session: Session, network: Network, given: Shown, result: Trace) -> None:
    with st.container(key="prediction"):
        panel_title(say("draw-prediction"))
        if given.is_blank:
            st.html(
                '<div class="prediction" role="status"><p class="invitation">'
                f"{html.escape(say('draw-invitation'))}</p></div>"
            )
            if is_first_minute(session):
                first_words()
            return
        ranked = network.ranked(result.probabilities[0], 2)
        best = ranked[0]
        runner = ""
        if len(ranked) > 1:
            second, share = short_name(ranked[1].name, 24), fine_percent(ranked[1].share)
            words = html.escape(say("draw-runner", name=second, share=share))
            runner = f'<div class="runner">{words}</div>'
        word = "" if len(best.name) <= 2 else " word"
        doubt = "" if given.digit is None else _doubt(given.digit)
        st.html(
            '<div class="prediction" role="status">'
            f'<div class="digit{word}">{html.escape(short_name(best.name, 40))}</div><div>'
            f'<div class="share">{percent(best.share)}</div>{runner}'
            f"</div></div>{doubt}"
        )
        _confidence(network, result)


def _confidence(network: Network, result: Trace) -> None:
    """Where the probability comes from, one click away from it."""
    if result.head is not Head.LOGITS:
        return
    popover = st.popover(say("draw-whence"), on_change="rerun", key="confidence")
    if popover.open:
        with popover:
            st.markdown(confidence_words(sound_rows().get(network.key), result.logits.shape[1]))
            if st.button(say("draw-terms"), icon=":material/layers:", key="confidence_terms"):
                current_session().go(result.records[-1].name, answer_cell(result).channel)
                st.switch_page(page_called("layers"))


def _doubt(digit: PreparedDigit) -> str:
    """A warning for what is no digit; the answer above it stays, for it is the network's."""
    try:
        unfamiliar = in_worker(judge_novelty, digit).is_unfamiliar
    except WeightsError as error:
        return f'<p class="doubt">{html.escape(problem_words(error))}</p>'
    return f'<p class="doubt">{html.escape(say("draw-doubt"))}</p>' if unfamiliar else ""


# The words for how a network ends, if not in logits.
_HEADS = {
    Head.SOFTMAX: "softmax",
    Head.LOG_SOFTMAX: "log-softmax",
    Head.LOGIT: "logit",
    Head.SIGMOID: "sigmoid",
    Head.MAPS: "maps",
}


def _probabilities(
    session: Session, network: Network, given: Shown, result: Trace, names: object
) -> None:
    with st.container(key="probabilities"):
        count = result.probabilities.shape[1]
        with st.container(horizontal=True, vertical_alignment="center", key="probabilities_head"):
            few = say("draw-probabilities")
            panel_title(few if count <= 12 else say("draw-most-probable", count=count))
            held_switch("log", session.log_scale, session.set_log_scale, "log_scale")
        shares = None
        if not given.is_blank:
            flat = result.probabilities[0].float().reshape(count, -1)
            shares = flat.mean(dim=1).numpy()
        height = 190 if network.is_digits else 240
        if session.opened or not session.shows_drawing:
            bars = probability_bars(
                shares, class_names(network, count), height=height, log=session.log_scale
            )
            st.plotly_chart(bars, config=CONFIG, key="probability_bars")
        else:
            # Plotly's 5 MB would keep the browser from painting anything else: they come next.
            st.html(f'<div style="height:{height}px"></div>')
        if result.head in _HEADS:
            st.caption(say(f"head-{_HEADS[result.head]}"))
