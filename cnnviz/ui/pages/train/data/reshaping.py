"""Step 2, reshape: all pictures in one size, and their numbers in the order a network takes."""

from __future__ import annotations

import html

import streamlit as st

from cnnviz.core.picture_sets import ReadSet
from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.samples import show_samples
from cnnviz.ui.pages.train.data.shapes import shape_html
from cnnviz.ui.state.own_data import OwnPictures
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.thumbnails import plain_markdown
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_COLOURS = {1: "reshape-grey", 3: "reshape-coloured"}


def reshape_panel(session: Session, state: TrainState) -> None:
    """The size, if it can be chosen, and the shapes before and after."""
    own = state.own
    if state.plan.data == "own" and own.read is not None:
        _size(own, own.read)
    given = chosen_data(state)
    if given is None:
        if own.problem and state.plan.data == "own":
            st.error(plain_markdown(problem_words(own.problem)), icon=":material/error:")
        else:
            st.markdown(say("train-not-loaded"))
        return
    _shapes(state, given)
    panel_title(say("reshape-title"))
    show_samples(session, given, 10)


def _size(own: OwnPictures, read: ReadSet) -> None:
    with st.container(horizontal=True, gap="large", key="reshape_size"):
        side = st.segmented_control(
            say("reshape-size"),
            read.sides,
            default=own.side,
            format_func=lambda side: f"{side} × {side}",
            required=True,
            help=say("reshape-size-help"),
            key=f"reshape_side_{own.uploads}",
        )
        channels = st.segmented_control(
            say("reshape-colour"),
            list(_COLOURS),
            default=own.channels,
            format_func=lambda channels: say(_COLOURS[channels]),
            required=True,
            help=say("reshape-colour-help"),
            key=f"reshape_channels_{own.uploads}",
        )
    own.side, own.channels = side or own.side, channels or own.channels


def _shapes(state: TrainState, given: TrainedOn) -> None:
    count = len(given.data.train)
    channels, height, width = given.shape
    grey = channels == 1
    pictures = (count, say("reshape-pictures"))
    rows, columns = (height, say("reshape-rows")), (width, say("reshape-columns"))
    depth = (channels, say("reshape-channel" if grey else "reshape-channels"))
    read = state.own.read if state.plan.data == "own" else None
    before = [pictures, rows, columns, *([] if grey else [depth])]
    with st.container(key="train_shapes"):
        st.html(
            '<div class="shapes">'
            + shape_html(
                say("reshape-as-loaded" if read is None else "reshape-as-resized"),
                before,
                _origin(read, grey),
            )
            + '<span class="arrow" aria-hidden="true">→</span>'
            + shape_html(
                say("reshape-as-pytorch"),
                [pictures, depth, rows, columns],
                say("reshape-first"),
            )
            + f'<span class="or">{html.escape(say("reshape-or"))}</span>'
            + shape_html(
                say("reshape-as-keras"),
                [pictures, rows, columns, depth],
                say("reshape-last"),
            )
            + "</div>"
        )
        sizes = {"height": height, "width": width, "pixels": height * width}
        words = (
            say("reshape-words", **sizes)
            if grey
            else say("reshape-words-colour", **sizes, numbers=3 * height * width)
        )
        st.markdown(f"{words} {say('reshape-labels', last=len(given.classes) - 1, count=count)}")


def _origin(read: ReadSet | None, grey: bool) -> str:
    if read is None:
        return say("reshape-one") if grey else ""
    sizes = {picture.shape[:2] for picture in read.pictures}
    height, width = read.commonest
    how = "reshape-read-at" if len(sizes) == 1 else "reshape-read-at-most"
    return say(how, width=width, height=height)
