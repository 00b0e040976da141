"""What may vary in a search, and how long it may take."""

from __future__ import annotations

import os

import streamlit as st

from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.training.search.space import SearchSpace, can_vary
from cnnviz.ui.said import said
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.state.tuning import LiveSearch
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.tuning import vary_range, vary_title

MOST_TRIALS, MOST_EPOCHS, MOST_MINUTES, MOST_WORKERS = 200, 20, 30, 4


def search_form(state: TrainState, given: TrainedOn) -> None:
    """The form, with its button."""
    own = state.tuning
    possible = can_vary(state.plan)
    panel_title(say("tune-vary"))

    def vary(chosen: list[str]) -> None:
        own.vary = tuple(name for name in possible if name in chosen)

    st.pills(
        say("tune-vary"),
        possible,
        selection_mode="multi",
        default=[name for name in own.vary if name in possible],
        format_func=vary_title,
        label_visibility="collapsed",
        on_change=said("tune_vary", vary),
        key="tune_vary",
    )
    chosen = tuple(name for name in possible if name in own.vary)
    ranges = [f"- **{vary_title(name)}**: {vary_range(name)}" for name in chosen]
    st.markdown("\n".join(ranges) or say("tune-choose"))
    st.caption(say("tune-else"))
    _limits(state)
    _start_or_stop(state, given, chosen)


def _limits(state: TrainState) -> None:
    own = state.tuning
    left, right = st.columns(2, gap="small")
    for column, name, most in (
        (left, "trials", MOST_TRIALS),
        (right, "epochs", MOST_EPOCHS),
        (left, "minutes", MOST_MINUTES),
        (right, "workers", _most_workers()),
    ):

        def change(value: int, name: str = name) -> None:
            setattr(own, name, int(value))

        with column:
            st.number_input(
                say(f"tune-limit-{name}"),
                1,
                most,
                min(getattr(own, name), most),
                help=say(f"tune-limit-{name}-help"),
                on_change=said(f"tune_{name}", change),
                key=f"tune_{name}",
            )


def _most_workers() -> int:
    return min(MOST_WORKERS, max(2, os.cpu_count() or 1))


def _start_or_stop(state: TrainState, given: TrainedOn, chosen: tuple[str, ...]) -> None:
    search = state.search
    if search is not None and search.is_active:
        st.button(
            say("job-stop"),
            icon=":material/stop:",
            on_click=search.run.stop,
            help=say("tune-stop-help"),
            key="tune_stop",
        )
        return
    broken = outline(state.plan.network).broken
    st.button(
        say("tune-start" if search is None else "tune-start-again"),
        icon=":material/play_arrow:",
        type="primary",
        disabled=not chosen or broken is not None,
        on_click=_start,
        args=(state, given, chosen),
        key="tune_start",
    )
    if broken is not None:
        st.markdown(say("train-impossible-tune"))


def _start(state: TrainState, given: TrainedOn, chosen: tuple[str, ...]) -> None:
    own = state.tuning
    space = SearchSpace(state.plan, chosen, own.epochs)
    state.searches += 1
    title = say("train-title-tuned", number=state.searches)
    state.search = LiveSearch(space, own, given, title)
    state.search.start()
