"""Step 1, load: which pictures, how many of each class, and a few of them."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from cnnviz.core.training.config import DATA
from cnnviz.figures.theme import grouped
from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.collecting import collecting_panel
from cnnviz.ui.pages.train.data.fetching import mnist_panel
from cnnviz.ui.pages.train.data.own_set import own_set_panel
from cnnviz.ui.pages.train.data.samples import show_samples
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say


def load_panel(session: Session, state: TrainState) -> None:
    """What to learn from, and what it holds."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _choice(state)
        if state.plan.data == "mnist":
            # First, for a damaged file is only found when it is read.
            with st.spinner(say("data-reading-mnist")):
                chosen_data(state)
            mnist_panel(state)
        elif state.plan.data == "own":
            own_set_panel(state)
    with right:
        given = chosen_data(state)
        if given is not None:
            _contents(session, given)
        elif state.plan.data == "own" and state.own.read is None:
            _how_to_pack()
        elif state.plan.data == "mnist":
            _about_mnist()
    collecting_panel(session, state)


def _choice(state: TrainState) -> None:
    panel_title(say("data-title"))
    picked = st.radio(
        say("data-title"),
        DATA,
        index=DATA.index(state.plan.data),
        format_func=lambda name: say(f"data-{name}"),
        captions=[say(f"data-{name}-caption") for name in DATA],
        label_visibility="collapsed",
        key=f"train_data_choice_{state.replaced}",
    )
    if picked != state.plan.data:
        state.plan = replace(state.plan, data=picked)


def _contents(session: Session, given: TrainedOn) -> None:
    train, check = given.data.train, given.data.check
    panel_title(say("data-contents", train=len(train), test=len(check)))
    st.html(_bars(given))
    st.caption(say("data-samples"))
    show_samples(session, given)


def _bars(given: TrainedOn) -> str:
    """How many pictures each class has, as bars."""
    train = [int((given.data.train.labels == n).sum()) for n in range(len(given.classes))]
    check = [int((given.data.check.labels == n).sum()) for n in range(len(given.classes))]
    most = max(map(sum, zip(train, check, strict=True)))
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(name)}</th>"
        f"<td class='bar'><i style='width:{100 * learned / most:.1f}%'></i>"
        f"<i class='test' style='width:{100 * tested / most:.1f}%'></i></td>"
        f"<td>{grouped(learned)} + {grouped(tested)}</td></tr>"
        for name, learned, tested in zip(given.classes, train, check, strict=True)
    )
    return (
        '<div class="class-counts" tabindex="0"><table>'
        f"<caption>{html.escape(say('data-counts'))}</caption>"
        f"{rows}</table></div>"
    )


def _about_mnist() -> None:
    panel_title(say("data-about-mnist"))
    st.markdown(say("data-mnist-is"))


def _how_to_pack() -> None:
    panel_title(say("data-how-to-pack"))
    cat, dog = say("data-pack-cat"), say("data-pack-dog")
    st.markdown(
        f"{say('data-pack')}\n"
        f"```\npets.zip\n├── {cat}\n│   ├── 1.jpg\n│   └── 2.png\n└── {dog}\n    ├── 1.jpg\n"
        f"    └── 2.jpg\n```\n{say('data-pack-more')}"
    )
