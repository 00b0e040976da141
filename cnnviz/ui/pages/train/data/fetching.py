"""MNIST: whether it is here, and its way here."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.digits.download import download_mnist
from cnnviz.core.digits.mnist import mnist_is_here
from cnnviz.figures.theme import written
from cnnviz.ui.run import Run, RunState, this_tab
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_LOOKS = 0.5


def mnist_panel(state: TrainState) -> None:
    """The download, as long as MNIST is not here, or is damaged."""
    state.download.take()
    with st.container(key="mnist_download"):
        if state.download.run is not None:
            _coming(state)
        elif not mnist_is_here() or state.download.problem:
            st.button(
                say("data-download"),
                icon=":material/download:",
                on_click=_begin,
                args=(state,),
                help=say("data-download-help"),
                key="start_download",
            )
        if state.download.problem:
            st.error(problem_words(state.download.problem), icon=":material/error:")


def _begin(state: TrainState) -> None:
    state.download.problem = ""
    state.download.run = Run(lambda: download_mnist(), tab=this_tab()).start()


@st.fragment(run_every=_LOOKS)
def _coming(state: TrainState) -> None:
    run = state.download.run
    if run is None or run.is_over:
        state.download.take()
        st.rerun()
    latest = run.latest
    if latest is None:
        waiting = run.state is RunState.WAITING and run.place
        st.progress(0.0, say("job-turn" if waiting else "data-asking"))
    else:
        done, total = (written(f"{each / 1e6:.1f}") for each in (latest.done, latest.total))
        words = say("data-megabytes", done=done, total=total)
        st.progress(latest.done / max(latest.total, 1), words)
    st.button(say("job-stop"), icon=":material/stop:", on_click=run.stop, key="stop_download")
