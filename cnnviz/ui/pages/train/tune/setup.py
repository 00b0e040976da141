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
from cnnviz.ui.words.tuning import VARY_NAMES, VARY_RANGES

MOST_TRIALS, MOST_EPOCHS, MOST_MINUTES, MOST_WORKERS = 200, 20, 30, 4


def search_form(state: TrainState, given: TrainedOn) -> None:
    """The form, with its button."""
    own = state.tuning
    possible = can_vary(state.plan)
    panel_title("What may vary")

    def vary(chosen: list[str]) -> None:
        own.vary = tuple(name for name in possible if name in chosen)

    st.pills(
        "What may vary",
        possible,
        selection_mode="multi",
        default=[name for name in own.vary if name in possible],
        format_func=VARY_NAMES.__getitem__,
        label_visibility="collapsed",
        on_change=said("tune_vary", vary),
        key="tune_vary",
    )
    chosen = tuple(name for name in possible if name in own.vary)
    ranges = [f"- **{VARY_NAMES[name]}**: {VARY_RANGES[name]}" for name in chosen]
    st.markdown("\n".join(ranges) or "Choose at least one.")
    st.caption("Everything else is as steps 4 and 5 of Train say.")
    _limits(state)
    _start_or_stop(state, given, chosen)


def _limits(state: TrainState) -> None:
    own = state.tuning
    left, right = st.columns(2, gap="small")
    for column, name, label, most, explained in (
        (left, "trials", "Trials", MOST_TRIALS, "How many networks are trained in all."),
        (right, "epochs", "Epochs", MOST_EPOCHS, "How often each trial sees all its pictures."),
        (left, "minutes", "Minutes", MOST_MINUTES, "What is not done by then is left."),
        (right, "workers", "Processes", _most_workers(), "How many trials run at once."),
    ):

        def change(value: int, name: str = name) -> None:
            setattr(own, name, int(value))

        with column:
            st.number_input(
                label,
                1,
                most,
                min(getattr(own, name), most),
                help=explained,
                on_change=said(f"tune_{name}", change),
                key=f"tune_{name}",
            )


def _most_workers() -> int:
    return min(MOST_WORKERS, max(2, os.cpu_count() or 1))


def _start_or_stop(state: TrainState, given: TrainedOn, chosen: tuple[str, ...]) -> None:
    search = state.search
    if search is not None and search.is_active:
        st.button(
            "Stop",
            icon=":material/stop:",
            on_click=search.run.stop,
            help="The best network so far stays.",
            key="tune_stop",
        )
        return
    broken = outline(state.plan.network).broken
    st.button(
        "Start searching" if search is None else "Search again",
        icon=":material/play_arrow:",
        type="primary",
        disabled=not chosen or broken is not None,
        on_click=_start,
        args=(state, given, chosen),
        key="tune_start",
    )
    if broken is not None:
        st.markdown("This network is impossible; step 4 of Train says where it breaks.")


def _start(state: TrainState, given: TrainedOn, chosen: tuple[str, ...]) -> None:
    own = state.tuning
    space = SearchSpace(state.plan, chosen, own.epochs)
    state.searches += 1
    state.search = LiveSearch(space, own, given, f"Tuned {state.searches}")
    state.search.start()
