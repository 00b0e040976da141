"""Steps 1 to 3, load, reshape and normalise: the data that a network is to learn from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.loading import load_panel
from cnnviz.ui.pages.train.data.normalising import normalise_panel
from cnnviz.ui.pages.train.data.reshaping import reshape_panel
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState

__all__ = ["DATA_STEPS", "data_of", "data_panel"]

DATA_STEPS = ("load", "reshape", "normalise")


def data_panel(session: Session, state: TrainState) -> TrainedOn | None:
    """The step of these three that is shown, if one is, and the data that are chosen now."""
    if state.step in DATA_STEPS:
        _show(session, state)
    return data_of(state)


def data_of(state: TrainState) -> TrainedOn | None:
    """The data that are chosen now.

    None while nothing is chosen that could be used: MNIST is not here yet, or no set was brought.
    The plan's network follows: its input has the pictures' shape, its output the classes' number.
    """
    given = chosen_data(state)
    if given is not None:
        network = replace(state.plan.network, input_shape=given.shape, classes=len(given.classes))
        state.plan = replace(state.plan, network=network)
    return given


def _show(session: Session, state: TrainState) -> None:
    with st.container(key="train_data"):
        if state.step == "load":
            load_panel(session, state)
        elif state.step == "reshape":
            reshape_panel(session, state)
        else:
            normalise_panel(session, state)
