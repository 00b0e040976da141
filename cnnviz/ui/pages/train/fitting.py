"""Step 6, fit: the network learns, and everything that it makes of the person's drawing follows."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.trace import trace
from cnnviz.core.training.film import still
from cnnviz.figures.curves import training_curves
from cnnviz.ui.cache import in_worker
from cnnviz.ui.pages.train.moment_views import (
    kept_layer,
    layer_choice,
    layers_of,
    show_answer,
    show_filters,
    show_maps,
)
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown_or_sample
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.progress import progress_words
from cnnviz.ui.words.speech import say

# So often the page looks at the training, in seconds.
LOOKS = 1.0
_CURVES_HEIGHT, _BARS_HEIGHT, _MONTAGE_HEIGHT = 290, 150, 220


def fit_panel(session: Session, state: TrainState) -> None:
    """The training that was started last, as it goes on."""
    live = state.live
    if live is None:
        st.markdown(say("fit-nothing"))
        return
    every = LOOKS if live.is_active else None
    st.fragment(_looked, run_every=every)(session, state, live, live.is_active)


def _looked(session: Session, state: TrainState, live: LiveTraining, was_active: bool) -> None:
    if was_active and not live.is_active:
        # The buttons around it are others now.
        st.rerun()
    with st.container(key="train_progress"):
        _progress(live)
        _curves_and_answer(session, state, live)
    live.charts.turn()


def _progress(live: LiveTraining) -> None:
    run, batch = live.run, live.batch
    if run.state is RunState.FAILED:
        st.error(problem_words(run.problem), icon=":material/error:")
        return
    share = 0.0 if batch is None else batch.step / batch.steps
    st.progress(share, text=progress_words(live))


def _curves_and_answer(session: Session, state: TrainState, live: LiveTraining) -> None:
    left, right = st.columns([6, 5], gap="large")
    with left:
        panel_title(say("fit-curves"))
        total = None if live.batch is None else (live.batch.steps, live.plan.config.epochs)
        curves = training_curves(live.curve, total=total, height=_CURVES_HEIGHT)
        live.charts.show(curves, "train_curves")
    network = live.network_now()
    if network is None:
        with right:
            st.markdown(say("fit-on-their-way"))
        return
    given = shown_or_sample(session, network)
    result = in_worker(trace, network.model, given.tensor)
    layers = layers_of(result)
    state.layer = kept_layer(layers, state.layer)
    film = still(result, 0, state.layer)
    with right:
        frame = film.frames[0]
        show_answer(live.charts, session, network, frame, given, "now", _BARS_HEIGHT)
    left, right = st.columns([5, 7], gap="large")
    with left:
        show_filters(live.charts, film, 0, _MONTAGE_HEIGHT, aspect=2.5)
    with right:
        state.layer = layer_choice(layers, state.layer, f"train_layer_{live.title}")
        show_maps(live.charts, film, 0, network, _MONTAGE_HEIGHT, aspect=4.0)
