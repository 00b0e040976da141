"""Steps 1 to 3, load, reshape and normalise: the data that a network is to learn from."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.loading import load_panel
from cnnviz.ui.pages.train.data.normalising import normalise_panel
from cnnviz.ui.pages.train.data.reshaping import reshape_panel
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState

__all__ = ["DATA_STEPS", "chosen_data", "data_panel"]

DATA_STEPS = ("load", "reshape", "normalise")


def data_panel(session: Session, state: TrainState) -> TrainedOn | None:
    """The step of these three that is shown, if one is, and the data that are chosen now.

    None while nothing is chosen that could be used: MNIST is not here yet, or no set was brought.
    """
    if state.step not in DATA_STEPS:
        return chosen_data(state)
    with st.container(key="train_data"):
        if state.step == "load":
            load_panel(session, state)
        elif state.step == "reshape":
            reshape_panel(session, state)
        else:
            normalise_panel(session, state)
    return chosen_data(state)
