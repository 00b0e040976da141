"""Max pooling, average pooling, strided convolution, none: four networks alike in all else."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnnviz.core.digits.duel.curves import both_ways
from cnnviz.core.digits.duel.facts import total_stride
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.figures.theme import grouped, percent
from cnnviz.ui.cache import get_duel, get_facts
from cnnviz.ui.pages.duel import words
from cnnviz.ui.pages.duel.cards import look_inside, read_all, show_cards
from cnnviz.ui.pages.duel.moving import show_accuracy_curves, show_reading_curves
from cnnviz.ui.pages.duel.subject import shrinking_words, sliders, subject
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say

NAMES = tuple(name for name, spec in SPECS.items() if spec.part == "shrinking")


def render(session: Session, state: DuelState) -> None:
    """The part 'Four ways to shrink'."""
    with st.container(key="shrinking_duel", gap="small"):
        given = subject(session, state)
        left, right = st.columns([1, 3], gap="large")
        with left, st.container(key="duel_settings", gap="small"):
            sliders(state, given.small, shuffle=False)
        with right:
            ordered = replace(state, shuffled=False)
            readings = read_all(NAMES, given.small, ordered.move)
            show_cards(readings, given.small, ordered.move, given.label)
            drawing, thousand = st.columns(2, gap="medium")
            with drawing:
                show_reading_curves(readings, given, state.right)
            with thousand:
                curves = show_accuracy_curves(NAMES, ordered, closer=True)
    panel_title(say("duel-cost-title"))
    strides = {name: total_stride(SPECS[name].plan) for name in NAMES}
    facts = {name: get_facts(get_duel(name)) for name in NAMES}
    half = max(strides.values()) // 2
    ways = {name: both_ways(curve) for name, curve in curves.items()}
    titles = [say(f"duel-{name}") for name in ("parameters", "work", "total-stride", "field")]
    rows = (*titles, say("duel-right-unmoved"), say("duel-right-moved", pixels=half))
    # A column a network: a row each would be wider than a phone.
    show_table(
        {"": rows}
        | {
            say(f"duel-short-{name}"): (
                grouped(facts[name].parameters),
                grouped(facts[name].multiply_adds),
                f"{strides[name]} px",
                f"{facts[name].field} px",
                percent(ways[name][0]),
                percent(ways[name][half]),
            )
            for name in NAMES
        }
    )
    st.markdown(words.shrinking_words(curves, strides))
    dearest = max(NAMES, key=lambda name: facts[name].multiply_adds)
    cheapest = min(NAMES, key=lambda name: facts[name].multiply_adds)
    times = facts[dearest].multiply_adds / facts[cheapest].multiply_adds
    st.markdown(
        say(
            "duel-shrinking-for",
            parameters=facts[dearest].parameters,
            times=round(times),
            other=say(f"duel-way-{cheapest}"),
            field=str(facts[dearest].field),
            others=str(facts[cheapest].field),
        )
    )
    st.caption(f"{shrinking_words()} {say('duel-all-four')}")
    look_inside(session, NAMES)
