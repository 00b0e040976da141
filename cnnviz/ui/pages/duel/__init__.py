"""Duel: an ordinary network (ANN) against convolutional ones (CNN), on the same moved digit."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from cnnviz.ui.pages.duel import dense, everyone, moving, shrinking
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_session, current_tab, duel_state
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.words.speech import say

# A part's name in the state, the key of its title, and what shows it; only the part that is shown
# computes.
PARTS: dict[str, tuple[str, Callable[[Session, DuelState], None]]] = {
    "move": ("duel-part-move", moving.render),
    "shrinking": ("duel-part-shrinking", shrinking.render),
    "dense": ("duel-part-dense", dense.render),
    "everyone": ("duel-part-everyone", everyone.render),
}


def render() -> None:
    """The Duel page."""
    session, state = current_session(), duel_state()
    session.enter("duel")
    st.html(f'<h1 class="page-title">{escape(say("duel-title"))}</h1>')
    if state.part not in PARTS:
        state.part = "move"
    picked = st.segmented_control(
        say("duel-part"),
        list(PARTS),
        format_func=lambda name: say(PARTS[name][0]),
        label_visibility="collapsed",
        required=True,
        key=state.key("part"),
    )
    state.part = picked or state.part
    _part(session, state)


@careful_fragment
def _part(session: Session, state: DuelState) -> None:
    PARTS[state.part][1](session, state)
    write_address(current_tab())
