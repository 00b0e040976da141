"""Tune: a search of hyperparameters, its trials as they come in, and its best network."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.pages.train.data import data_of
from cnnviz.ui.pages.train.tune.results import search_results
from cnnviz.ui.pages.train.tune.setup import search_form
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState

_LOOKS = 1.5


def render(session: Session, state: TrainState) -> None:
    """The part 'Tune'."""
    given = data_of(state)
    if given is None:
        st.markdown("There is nothing to learn from yet: choose the pictures under Train, step 1.")
        return
    with st.container(key="tune"):
        left, right = st.columns([2, 5], gap="large")
    with left, st.container(key="tune_form"):
        search_form(state, given)
    search = state.search
    with right:
        if search is None:
            st.markdown(
                "**Hyperparameters** are what training does not learn: the learning rate, how many "
                "filters, how deep. A search tries some; each **trial** trains a network from "
                "nothing on four fifths of the training pictures and is compared by the other "
                "fifth. A trial that lags behind the others is given up early, and what did well "
                "is tried more often "
                "([Optuna](https://arxiv.org/abs/1907.10902))."
            )
            return
        every = _LOOKS if search.is_active else None
        st.fragment(search_results, run_every=every)(session, state, search, search.is_active)
