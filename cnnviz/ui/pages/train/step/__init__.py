"""One step of learning, taken apart: the loss, the gradients back to the ink, one weight."""

from __future__ import annotations

import re

import streamlit as st

from cnnviz.core.learning.losses import class_count
from cnnviz.core.learning.rules import Rule
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import trace
from cnnviz.figures.theme import number
from cnnviz.ui.cache import in_worker
from cnnviz.ui.navigation import page_called
from cnnviz.ui.pages.train.moment_views import called, picture_of
from cnnviz.ui.pages.train.step.backwards import show_backwards
from cnnviz.ui.pages.train.step.classes import show_classes, show_loss
from cnnviz.ui.pages.train.step.weight import show_weight
from cnnviz.ui.said import said
from cnnviz.ui.state.learning import RATES, Learning, digest
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown_or_sample
from cnnviz.ui.state.tab import learning
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.learning import rule_name, rule_words
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# So many classes stand side by side as buttons.
_MOST_BUTTONS = 12


def render(session: Session, state: TrainState) -> None:
    """The part 'One step'."""
    del state  # the network learns here from one picture; nothing of the trainings is needed
    network_picker(session)
    network = chosen_network(session)
    if network is None:
        return
    one_step(session, network, is_whole=True)


def one_step(session: Session, network: Network, *, is_whole: bool) -> None:
    """The loss, the classes and the step itself; if `is_whole`, the way back through all layers."""
    own = learning()
    own.follow(network)
    with st.container(key="learning_step"):
        _page(session, own, network, shown_or_sample(session, network), is_whole)


def _page(session: Session, own: Learning, network: Network, given: Shown, is_whole: bool) -> None:
    input_column, answer_column = st.columns([9, 23], gap="medium")
    with input_column:
        label = _asked(session, own, network, given)
    if label is None:
        with answer_column:
            st.info(say("learned-no-truth"), icon=":material/school:")
            show_classes(network, in_worker(trace, network.model, given.tensor), None)
        return
    try:
        found = in_worker(own.run, network, own.now, given.tensor, label)
        before = None
        if own.before is not None:
            before = in_worker(own.run, network, own.before, given.tensor, label)
    except ValueError as error:
        with answer_column:
            st.error(say("learned-no-step", why=problem_words(error)), icon=":material/error:")
            if own.before is not None:
                _step_buttons(session, own, network, given, label)
        return
    with input_column:
        _rule(own)
    with answer_column:
        _step_buttons(session, own, network, given, label)
        show_loss(network, found, before)
        show_classes(network, found.trace, found, before)
    if is_whole:
        show_backwards(own, network, found)
        show_weight(own, found)


def _asked(session: Session, own: Learning, network: Network, given: Shown) -> int | None:
    """The picture, and which class it really is; None as long as nobody has said."""
    what = called(session, given)
    panel_title(f"{what[0].upper()}{what[1:]}")
    st.html(f'<div class="looked-at">{picture_of(given, what)}</div>')
    if given.is_blank:
        st.page_link(page_called("draw"), label=say("stand-in-draw"), icon=":material/draw:")
    count = class_count(in_worker(trace, network.model, given.tensor))
    names = _names(network, count)
    key = digest(given.tensor)
    known = own.labels.get(key, given.label)
    known = known if known is not None and known < count else None

    def choose(index: int | None) -> None:
        if index is not None:
            own.labels[key] = index

    widget = f"step_label_{network.key}_{key}"
    called_back, options = said(widget, choose), list(range(count))
    with st.container(key="step_label"):
        if count <= _MOST_BUTTONS:
            st.pills(
                say("learned-really"),
                options,
                default=known,
                format_func=names.__getitem__,
                on_change=called_back,
                key=widget,
            )
        else:
            st.selectbox(
                say("learned-really"),
                options,
                index=known,
                placeholder=say("learned-choose"),
                format_func=names.__getitem__,
                on_change=called_back,
                key=widget,
            )
    return known


def _names(network: Network, count: int) -> list[str]:
    """The classes; a network that answers with one number says yes or no."""
    if count == 2 and len(network.classes) == 1:
        return [say("learned-no"), network.class_name(0)]
    return list(class_names(network, count))


def _rule(own: Learning) -> None:
    def rule(chosen: Rule | None) -> None:
        own.rule = chosen or own.rule

    def rate(chosen: float) -> None:
        own.rate = chosen

    st.segmented_control(
        say("learned-rule"),
        list(Rule),
        format_func=rule_name,
        default=own.rule,
        required=True,
        on_change=said("step_rule", rule),
        key="step_rule",
    )
    st.caption(rule_words(own.rule))
    st.select_slider(
        say("setting-learning-rate"),
        RATES,
        own.rate,
        format_func=number,
        on_change=said("step_rate", rate),
        key="step_rate",
    )


def _step_buttons(
    session: Session, own: Learning, network: Network, given: Shown, label: int
) -> None:
    steps = own.now.state.step
    given_to = (network, given.tensor, label)
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="step_buttons"
    ):
        st.button(
            say("learned-apply"),
            icon=":material/exercise:",
            type="primary",
            on_click=own.step,
            args=(*given_to, 1),
            key="step_apply",
        )
        st.button(say("learned-ten"), on_click=own.step, args=(*given_to, 10), key="step_apply_ten")
        st.button(
            say("learned-undo"),
            icon=":material/undo:",
            disabled=own.before is None,
            on_click=own.undo,
            key="step_undo",
        )
        st.button(say("learned-reset"), disabled=not steps, on_click=own.reset, key="step_reset")
        st.button(
            say("learned-use"),
            icon=":material/hub:",
            disabled=not steps,
            on_click=_use,
            args=(session, own, network),
            help=say("learned-use-help"),
            key="step_use",
        )
        st.markdown(say("learned-taken", steps=steps), width="content")
    if own.problem:
        st.error(say("learned-not-taken", why=problem_words(own.problem)), icon=":material/error:")


def _use(session: Session, own: Learning, network: Network) -> None:
    # Of a network that has learned a little already, the name it had before.
    name = re.sub(r" · \D+ \d+$", "", network.title)
    title = say("learned-title", network=name, steps=str(own.now.state.step))
    session.open_network(own.network(network, title))
