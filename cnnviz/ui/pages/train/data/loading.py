"""Step 1, load: which pictures, how many of each class, and a few of them."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from cnnviz.core.training.config import DATA
from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.collecting import collecting_panel
from cnnviz.ui.pages.train.data.fetching import mnist_panel
from cnnviz.ui.pages.train.data.own_set import own_set_panel
from cnnviz.ui.pages.train.data.samples import show_samples
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.widgets.panel import panel_title

_TITLES = {
    "builtin": "5,000 built-in digits",
    "mnist": "All of MNIST's digits",
    "own": "Pictures of my own",
}
_CAPTIONS = {
    "builtin": "4,000 to train on, 1,000 to test on; here at once",
    "mnist": "55,000 to train on, its 10,000 to test on (the 5,000 built-in ones stay apart)",
    "own": "a ZIP or a folder: one folder for each class",
}


def load_panel(session: Session, state: TrainState) -> None:
    """What to learn from, and what it holds."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _choice(state)
        if state.plan.data == "mnist":
            # First, for a damaged file is only found when it is read.
            with st.spinner("Reading MNIST"):
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
    panel_title("Learn from")
    picked = st.radio(
        "Learn from",
        DATA,
        index=DATA.index(state.plan.data),
        format_func=_TITLES.__getitem__,
        captions=[_CAPTIONS[name] for name in DATA],
        label_visibility="collapsed",
        key=f"train_data_choice_{state.replaced}",
    )
    if picked != state.plan.data:
        state.plan = replace(state.plan, data=picked)


def _contents(session: Session, given: TrainedOn) -> None:
    train, check = given.data.train, given.data.check
    panel_title(f"{len(train):,} pictures to train on, {len(check):,} to test on")
    st.html(_bars(given))
    st.caption("A few of those to test on. Click one: it becomes the input on all pages.")
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
        f"<td>{learned:,} + {tested:,}</td></tr>"
        for name, learned, tested in zip(given.classes, train, check, strict=True)
    )
    return (
        '<div class="class-counts" tabindex="0"><table>'
        "<caption>Of each class: to train on + to test on</caption>"
        f"{rows}</table></div>"
    )


def _about_mnist() -> None:
    panel_title("What MNIST is")
    st.markdown(
        "70,000 handwritten digits of 28 × 28 pixels, written by some 500 people: employees of the "
        "US Census Bureau and high school students. Yann LeCun, Corinna Cortes and Christopher "
        "Burges made the set in 1998, and nearly everybody's first network has learned from it. "
        "The 5,000 built-in digits are a part of it."
    )


def _how_to_pack() -> None:
    panel_title("How to put the pictures together")
    st.markdown(
        "One folder for each class, named after it; then pack the folders into one ZIP file:\n"
        "```\npets.zip\n├── cat\n│   ├── 1.jpg\n│   └── 2.png\n└── dog\n    ├── 1.jpg\n"
        "    └── 2.jpg\n```\n"
        "Any size, grey or colour; PNG, JPEG, WebP, HEIC or BMP; 2 to 100 classes; at most 20,000 "
        "pictures and 200 MB. A fifth of each class is kept apart to test on, unless there are "
        "folders `train` and `test` around the classes."
    )
