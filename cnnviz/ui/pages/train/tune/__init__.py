"""Tune: a search of hyperparameters, its trials as they come in, and its best network."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.pages.train.data import data_of
from cnnviz.ui.pages.train.tune.results import search_results
from cnnviz.ui.pages.train.tune.setup import search_form
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.speech import say

_LOOKS = 1.5


def render(session: Session, state: TrainState) -> None:
    """The part 'Tune'."""
    given = data_of(state)
    if given is None:
        st.markdown(say("train-nothing-tune"))
        return
    with st.container(key="tune"):
        left, right = st.columns([2, 5], gap="large")
    with left, st.container(key="tune_form"):
        search_form(state, given)
    search = state.search
    with right:
        if search is None:
            st.markdown(say("tune-about"))
            return
        every = _LOOKS if search.is_active else None
        st.fragment(search_results, run_every=every)(session, state, search, search.is_active)
