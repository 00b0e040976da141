"""The seven steps of a training: load, reshape, normalise, define, compile, fit, evaluate."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnnviz.core.images import Shape
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.values import NetworkPlan
from cnnviz.ui.pages.train.code import code_panel
from cnnviz.ui.pages.train.compiling import compile_panel
from cnnviz.ui.pages.train.data import DATA_STEPS, data_panel
from cnnviz.ui.pages.train.define import define_form
from cnnviz.ui.pages.train.evaluating import evaluate_panel
from cnnviz.ui.pages.train.fitting import fit_panel
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.widgets.choice import held_choice
from cnnviz.ui.widgets.training_strip import running_controls
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import data_words, recipe_in_words

STEPS = ("load", "reshape", "normalise", "define", "compile", "fit", "evaluate", "code")


def render(session: Session, state: TrainState) -> None:
    """The part 'Train'."""
    top = st.container(horizontal=True, vertical_alignment="center", gap="small", key="train_top")
    with st.container(key="train_steps"):
        titles = {name: say(f"train-step-{name}") for name in STEPS}
        held_choice(say("train-step"), titles, state.step, state.go_to_step, "train_step")
    with st.container(key="train_panel"):
        given = data_panel(session, state)
        if given is not None and state.step in _PANELS:
            _PANELS[state.step](session, state, given)
        elif given is None and state.step not in DATA_STEPS:
            st.markdown(say("train-nothing"))
    with top:
        _controls(state, given)


def _define(session: Session, state: TrainState, given: TrainedOn) -> None:
    own = state.own

    def on_shape(shape: Shape) -> None:
        own.channels, own.side = shape[0], shape[1]

    may_resize = state.plan.data == "own"
    define_form(state, given.shape, len(given.classes), on_shape if may_resize else None)


def _code(session: Session, state: TrainState, given: TrainedOn) -> None:
    """What was trained last, and what the form says now where that is something else."""
    plan = state.plan
    # The best of a search is written by putting it into the form: it learned from a part only.
    whole = [trained for trained in state.trained.values() if not trained.searched]
    last = whole[-1] if whole else None
    if last is not None and (last.plan != plan or last.given.key != given.key):
        chosen = st.segmented_control(
            say("train-code-of"),
            ["trained", "form"],
            format_func={
                "trained": last.network.title,
                "form": say("train-form-now"),
            }.__getitem__,
            default="trained",
            required=True,
            key=f"train_code_of_{last.network.key}",
        )
        if chosen != "form":
            plan, given = last.plan, last.given
    code_panel(plan, given, given.drawn)


_PANELS: dict[str, Callable[[Session, TrainState, TrainedOn], object]] = {
    "define": _define,
    "compile": lambda session, state, given: compile_panel(state, given),
    "fit": lambda session, state, given: fit_panel(session, state),
    "evaluate": lambda session, state, given: evaluate_panel(session, state),
    "code": _code,
}


def _controls(state: TrainState, given: TrainedOn | None) -> None:
    """Start, pause and stop, always in reach; and in a line what would be trained."""
    live = state.live
    if live is not None and live.is_active:
        running_controls(live, "train")
        words = say("train-learning", title=live.title, what=data_words(live.given))
        st.markdown(words, width="content")
        return
    broken = None if given is None else outline(state.plan.network).broken
    st.button(
        say("train-start" if live is None else "train-start-again"),
        icon=":material/play_arrow:",
        type="primary",
        disabled=given is None or broken is not None,
        on_click=start,
        args=(state, given),
        key="train_start",
    )
    if broken is not None:
        st.markdown(say("train-impossible"), width="content")
    elif given is not None:
        recipe = recipe_in_words(state.plan.config)
        words = say("train-would", what=data_words(given), recipe=recipe)
        st.markdown(words, width="content")


def start(state: TrainState, given: TrainedOn) -> None:
    """Begin a training of what the form says, and show it."""
    if state.live is not None:
        state.live.run.stop()
    state.started += 1
    title = say("train-title", number=state.started, network=_in_short(state.plan.network))
    state.live = LiveTraining(state.plan, given, title)
    state.live.start()
    state.step = "fit"


def _in_short(plan: NetworkPlan) -> str:
    """A network in two words: an architecture's name, or its filters."""
    if plan.architecture:
        return plan.architecture
    filters = "-".join(str(block.filters) for block in plan.blocks)
    return f"CNN {filters}" if filters else "ANN"
