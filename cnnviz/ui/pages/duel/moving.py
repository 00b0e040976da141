"""The main duel: the same moved digit for an MLP, LeNet-5 and a CNN with global max pooling."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from cnnviz.core.digits.duel.curves import SHIFTS, Curve
from cnnviz.core.digits.duel.facts import bound_to_place, total_stride
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.figures.shift_curves import Line, shift_curves
from cnnviz.figures.theme import CONFIG
from cnnviz.ui.cache import get_duel
from cnnviz.ui.pages.duel import words
from cnnviz.ui.pages.duel.cards import Reading, look_inside, read_all, show_cards
from cnnviz.ui.pages.duel.counting import count_all
from cnnviz.ui.pages.duel.subject import Subject, shrinking_words, sliders, subject
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say

NAMES = tuple(name for name, spec in SPECS.items() if spec.part == "duel")
SHUFFLED = tuple(name for name, spec in SPECS.items() if spec.part == "shuffled")
_TRAINED = ("ordered", "shuffled")


def render(session: Session, state: DuelState) -> None:
    """The part 'Move the digit'."""
    with st.container(key="shift_duel", gap="small"):
        given = subject(session, state)
        left, right = st.columns([1, 3], gap="large")
        # What is counted anew takes seconds: what was said before must not stand there meanwhile.
        text = st.empty() if state.seen_shuffled != state.shuffled else st.container()
        with left, st.container(key="duel_settings", gap="small"):
            sliders(state, given.small, shuffle=True)
            if state.shuffled:
                _trained(state)
        names = SHUFFLED if state.shuffled and state.trained == "shuffled" else NAMES
        with right:
            readings = read_all(names, given.small, state.move)
            show_cards(readings, given.small, state.move, given.label)
            drawing, thousand = st.columns(2, gap="medium")
            with drawing:
                show_reading_curves(readings, given, state.right)
            with thousand:
                curves = show_accuracy_curves(names, state)
                others = _others(state)
        with text.container():
            st.caption(shrinking_words())
            _sentences(state, {**curves, **others})
            if not state.shuffled:
                look_inside(session, NAMES)
    state.seen_shuffled = state.shuffled


def _others(state: DuelState) -> Mapping[str, Curve]:
    """What the sentences on shuffled pixels compare besides the curves that are shown."""
    if not state.shuffled:
        return {}
    return count_all(SHUFFLED, shuffled=True) | count_all(NAMES)


def _trained(state: DuelState) -> None:
    picked = st.segmented_control(
        say("duel-trained"),
        _TRAINED,
        format_func=lambda name: say(f"duel-trained-{name}"),
        required=True,
        key=state.key("trained"),
    )
    state.trained = picked or state.trained


def show_reading_curves(readings: Sequence[Reading], given: Subject, right: int) -> None:
    """The probability of the true digit over the shift, for this digit."""
    what = say("duel-probability-of", digit=str(given.label))
    panel_title(say("duel-this-digit", what=what))
    lines = [Line(each.title, each.shares[:, given.label]) for each in readings]
    figure = shift_curves(SHIFTS, lines, right, what, say("duel-pixels-right"))
    st.plotly_chart(figure, config=CONFIG, key="duel_digit_curve")


def show_accuracy_curves(
    names: Sequence[str], state: DuelState, *, closer: bool = False
) -> Mapping[str, Curve]:
    """How many of 1,000 digits are read right over the shift; on an axis from 0, or closer."""
    panel_title(say("duel-thousand-shuffled" if state.shuffled else "duel-thousand"))
    curves = count_all(names, shuffled=state.shuffled)
    lines = [Line(SPECS[name].title, curve) for name, curve in curves.items()]
    least = min(float(curve.min()) for curve in curves.values())
    lowest = math.floor(least * 10) / 10 if closer else 0.0
    figure = shift_curves(
        SHIFTS,
        lines,
        state.right,
        say("duel-right-answers"),
        say("duel-pixels-right"),
        lowest=lowest,
    )
    st.plotly_chart(figure, config=CONFIG, key="duel_accuracy_curve")
    return curves


def _sentences(state: DuelState, curves: Mapping[str, Curve]) -> None:
    if state.shuffled:
        st.markdown(words.shuffled_words(curves))
        return
    bound = {name: bound_to_place(SPECS[name].plan, get_duel(name).model) for name in NAMES}
    st.markdown(words.place_words(curves, bound, state.right))
    st.markdown(words.freed_words(curves, state.right))
    st.markdown(words.stride_words(curves["global_max"], total_stride(SPECS["global_max"].plan)))
    st.caption(say("duel-averaged"))
