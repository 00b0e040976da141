"""A training that goes on while its person looks at other pages: a line at the foot of them."""

from __future__ import annotations

import streamlit as st

from cnnviz.figures.theme import percent
from cnnviz.ui.navigation import page_called
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining, take_result
from cnnviz.ui.state.session import Session, current_session
from cnnviz.ui.state.training import TrainState, train_state
from cnnviz.ui.words.progress import progress_words

_LOOKS = 1.0


def training_strip() -> None:
    """The line, if a training is under way or has just ended; the Train page has its own."""
    session, state = current_session(), train_state()
    live = state.live
    if live is None or session.page == "train" or state.strip_closed == state.started:
        return
    strip = _moving if live.is_active else _still
    strip(session, state, live)


@st.fragment(run_every=_LOOKS)
def _moving(session: Session, state: TrainState, live: LiveTraining) -> None:
    _still(session, state, live)
    if not live.is_active:
        st.rerun()


def _still(session: Session, state: TrainState, live: LiveTraining) -> None:
    take_result(state)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="training_strip"
    ):
        right = f" · {percent(live.curve[-1].check_accuracy)} right" if live.curve else ""
        words = live.run.problem if live.run.state is RunState.FAILED else progress_words(live)
        st.markdown(f"**{live.title}** · {words}{right}", width="stretch")
        if live.is_active:
            running_controls(live, "strip")
        elif live.trained is not None and live.trained.network.key not in session.own:
            st.button(
                "Use this network",
                icon=":material/hub:",
                on_click=session.open_network,
                args=(live.trained.network,),
                key="strip_use",
            )
        st.page_link(page_called("train"), label="Look", icon=":material/model_training:")
        if not live.is_active:
            st.button(
                "Close",
                icon=":material/close:",
                on_click=_close,
                args=(state,),
                key="strip_close",
            )


def _close(state: TrainState) -> None:
    state.strip_closed = state.started


def running_controls(live: LiveTraining, where: str) -> None:
    """Pause or continue, and stop."""
    pausing = live.run.is_pausing
    st.button(
        "Continue" if pausing else "Pause",
        icon=":material/play_arrow:" if pausing else ":material/pause:",
        on_click=live.run.go_on if pausing else live.run.pause,
        key=f"{where}_pause",
    )
    st.button("Stop", icon=":material/stop:", on_click=live.run.stop, key=f"{where}_stop")
