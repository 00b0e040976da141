"""A training or a search that goes on while its person looks at other pages: a line at the foot."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.figures.theme import percent
from cnnviz.ui.navigation import page_called
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining, take_result
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_session, train_state
from cnnviz.ui.state.training import Trained, TrainState
from cnnviz.ui.state.tuning import LiveSearch, take_best
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.progress import progress_words, search_words
from cnnviz.ui.words.speech import say

_LOOKS = 1.0


def training_strip() -> None:
    """The line, if one is under way or has just ended; the Train page has its own."""
    session, state = current_session(), train_state()
    if session.page == "train":
        return
    live, search = state.live, state.search
    if live is not None and state.strip_closed != state.started:
        strip = _moving if live.is_active else _still
        strip(session, state, live)
    elif search is not None and state.search_closed != state.searches:
        line = _moving_search if search.is_active else _search
        line(session, state, search)


@st.fragment(run_every=_LOOKS)
def _moving(session: Session, state: TrainState, live: LiveTraining) -> None:
    _still(session, state, live)
    if not live.is_active:
        st.rerun()


def _still(session: Session, state: TrainState, live: LiveTraining) -> None:
    take_result(state)
    with _line():
        failed = live.run.state is RunState.FAILED
        words = problem_words(live.run.problem) if failed else progress_words(live)
        if live.curve:
            words = say("job-right", words=words, share=percent(live.curve[-1].check_accuracy))
        st.markdown(f"**{live.title}** · {words}", width="stretch")
        if live.is_active:
            running_controls(live, "strip")
        elif live.trained is not None and live.trained.network.key not in session.own:
            _use_button(session, live.trained)
        _look_and_close(live.is_active, lambda: _close(state))


def _line() -> DeltaGenerator:
    return st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="training_strip"
    )


def _use_button(session: Session, trained: Trained) -> None:
    st.button(
        say("network-use"),
        icon=":material/hub:",
        on_click=session.open_network,
        args=(trained.network,),
        key="strip_use",
    )


def _look_and_close(is_active: bool, close: Callable[[], None]) -> None:
    st.page_link(page_called("train"), label=say("job-look"), icon=":material/model_training:")
    if not is_active:
        st.button(say("job-close"), icon=":material/close:", on_click=close, key="strip_close")


def _close(state: TrainState) -> None:
    state.strip_closed = state.started


@st.fragment(run_every=_LOOKS)
def _moving_search(session: Session, state: TrainState, search: LiveSearch) -> None:
    _search(session, state, search)
    if not search.is_active:
        st.rerun()


def _search(session: Session, state: TrainState, search: LiveSearch) -> None:
    take_best(state)

    def close() -> None:
        state.search_closed = state.searches

    with _line():
        words = problem_words(search.run.problem)
        if search.run.state is not RunState.FAILED:
            words = search_words(search)
        st.markdown(f"**{search.title}** · {words}", width="stretch")
        if search.is_active:
            st.button(
                say("job-stop"),
                icon=":material/stop:",
                on_click=search.run.stop,
                key="strip_search_stop",
            )
        elif search.trained is not None and search.trained.network.key not in session.own:
            _use_button(session, search.trained)
        _look_and_close(search.is_active, close)


def running_controls(live: LiveTraining, where: str) -> None:
    """Pause or continue, and stop."""
    pausing = live.run.is_pausing
    st.button(
        say("job-continue" if pausing else "job-pause"),
        icon=":material/play_arrow:" if pausing else ":material/pause:",
        on_click=live.run.go_on if pausing else live.run.pause,
        key=f"{where}_pause",
    )
    st.button(say("job-stop"), icon=":material/stop:", on_click=live.run.stop, key=f"{where}_stop")
