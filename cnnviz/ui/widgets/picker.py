"""Which network all pages show."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import number
from cnnviz.ui.said import said
from cnnviz.ui.shelf import network_of, title_of
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# Longer titles would push the others off the line.
_MOST_LETTERS = 22
# Up to this difference two programs say the same, but for rounding.
CLOSE = 1e-4


def network_picker(session: Session) -> None:
    """Which of the networks all pages show; the drawing stays."""
    # A widget of its own for each choice, so that one made elsewhere is not overruled.
    key = f"network_{session.model}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="network"):
        st.segmented_control(
            say("network-choice"),
            list(session.keys),
            format_func=lambda name: short_name(title_of(session, name), _MOST_LETTERS),
            default=session.model,
            label_visibility="collapsed",
            required=True,
            on_change=said(key, session.choose_model),
            key=key,
        )
        network = session.own.get(session.model)
        if network is not None:
            check_badge(network)


def chosen_network(session: Session) -> Network | None:
    """The chosen network; None, and one sentence on screen, if it cannot be loaded."""
    try:
        return network_of(session, session.model)
    except WeightsError as error:
        st.error(problem_words(error), icon=":material/error:")
        return None


def check_badge(network: Network) -> None:
    """How the network's layers compare with another program's, where they were compared."""
    check = network.check
    if check is None:
        return
    close = check.largest <= CLOSE
    with st.container(width="content", key="network_check"):
        st.badge(
            say(
                "check-equal" if close else "check-differs",
                count=len(check.layers),
                program=check.program,
                value=number(check.largest),
            ),
            icon=":material/check:" if close else ":material/warning:",
            color="green" if close else "orange",
        )
