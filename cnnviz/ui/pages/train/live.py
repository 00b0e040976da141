"""The seven steps of a training: load, reshape, normalise, define, compile, fit, evaluate."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnnviz.core.networks.plan.values import NetworkPlan
from cnnviz.ui.pages.train.compiling import compile_panel
from cnnviz.ui.pages.train.evaluating import evaluate_panel
from cnnviz.ui.pages.train.fitting import fit_panel
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.widgets.training_strip import running_controls
from cnnviz.ui.words.training import recipe_in_words

STEPS = {
    "load": "1 Load",
    "reshape": "2 Reshape",
    "normalise": "3 Normalise",
    "define": "4 Define",
    "compile": "5 Compile",
    "fit": "6 Fit",
    "evaluate": "7 Evaluate",
    "code": "Code",
}


def render(session: Session, state: TrainState) -> None:
    """The part 'Train'."""
    top = st.container(horizontal=True, vertical_alignment="center", gap="small", key="train_top")
    with st.container(key="train_steps"):
        key = f"train_step_{state.step}"

        def choose() -> None:
            state.step = st.session_state[key] or state.step

        st.segmented_control(
            "Step",
            list(STEPS),
            format_func=STEPS.__getitem__,
            default=state.step,
            label_visibility="collapsed",
            required=True,
            on_change=choose,
            key=key,
        )
    panel = st.container(key="train_panel")
    given = _given(session, state, panel)
    possible = given is not None
    with panel:
        if given is not None:
            _panel(session, state, given)
    with top:
        _controls(state, given, possible)


def _given(session: Session, state: TrainState, panel: object) -> TrainedOn | None:
    from cnnviz.core.digits.held_out import builtin_split

    return TrainedOn(builtin_split(), tuple("0123456789"), True, "4,000 built-in digits")


def _panel(session: Session, state: TrainState, given: TrainedOn) -> None:
    panels: dict[str, Callable[[], object]] = {
        "compile": lambda: compile_panel(state, given),
        "fit": lambda: fit_panel(session, state),
        "evaluate": lambda: evaluate_panel(session, state),
    }
    if state.step in panels:
        panels[state.step]()


def _controls(state: TrainState, given: TrainedOn | None, possible: bool) -> None:
    """Start, pause and stop, always in reach; and in a line what would be trained."""
    live = state.live
    if live is not None and live.is_active:
        running_controls(live, "train")
        st.markdown(f"**{live.title}** is learning from {live.given.what}.", width="content")
        return
    again = live is not None
    st.button(
        "Start again" if again else "Start training",
        icon=":material/play_arrow:",
        type="primary",
        disabled=not possible,
        on_click=start,
        args=(state, given),
        key="train_start",
    )
    if given is not None:
        plan = state.plan
        st.markdown(f"{given.what} · {recipe_in_words(plan.config)}", width="content")


def start(state: TrainState, given: TrainedOn) -> None:
    """Begin a training of what the form says, and show it."""
    if state.live is not None:
        state.live.run.stop()
    state.started += 1
    title = f"Mine {state.started}: {_in_short(state.plan.network)}"
    state.live = LiveTraining(state.plan, given, title)
    state.live.start()
    state.step = "fit"


def _in_short(plan: NetworkPlan) -> str:
    """A network in two words: an architecture's name, or its filters."""
    if plan.architecture:
        return plan.architecture
    filters = "-".join(str(block.filters) for block in plan.blocks)
    return f"CNN {filters}" if filters else "ANN"
