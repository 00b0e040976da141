"""Max pooling, average pooling, strided convolution, none: four networks alike in all else."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnnviz.core.digits.duel.curves import both_ways
from cnnviz.core.digits.duel.facts import total_stride
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import get_duel, get_facts
from cnnviz.ui.pages.duel import words
from cnnviz.ui.pages.duel.cards import look_inside, read_all, show_cards
from cnnviz.ui.pages.duel.moving import show_accuracy_curves, show_reading_curves
from cnnviz.ui.pages.duel.subject import shrinking_words, sliders, subject
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title

NAMES = tuple(name for name, spec in SPECS.items() if spec.part == "shrinking")
# Headings of narrow columns.
_SHORT = {"max": "max", "average": "average", "strided": "strided", "unshrunk": "none"}


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
    panel_title("What they cost, and what they give")
    strides = {name: total_stride(SPECS[name].plan) for name in NAMES}
    facts = {name: get_facts(get_duel(name)) for name in NAMES}
    half = max(strides.values()) // 2
    ways = {name: both_ways(curve) for name, curve in curves.items()}
    titles = ("parameters", "multiply-adds", "total stride", "receptive field")
    rows = (*titles, "right, unmoved", f"right, moved {half} px")
    # A column a network: a row each would be wider than a phone.
    show_table(
        {"": rows}
        | {
            _SHORT[name]: (
                f"{facts[name].parameters:,}",
                f"{facts[name].multiply_adds:,}",
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
        f"**What shrinking is for:** without it the same {facts[dearest].parameters:,} parameters "
        f"take {times:.0f} times the multiplications of {SPECS[cheapest].title.lower()}, and the "
        f"last maps see {facts[dearest].field} pixels of the digit instead of "
        f"{facts[cheapest].field}."
    )
    st.caption(
        f"{shrinking_words()} All four have the same three convolutions and end in the largest "
        "number of each map, so they have equally many parameters. Receptive field: of the cell "
        "in the middle of the last maps, within the picture."
    )
    look_inside(session, NAMES)
