"""Digits drawn here: drawn one after another with their labels, to train on and to take away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cnnviz.core.picture_sets import write_archive
from cnnviz.ui.pages.train.data.choosing import may_take_drawn
from cnnviz.ui.state.own_data import MOST_DRAWN, Collection, drawn_set, prepared
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.thumbnails import image_label
from cnnviz.ui.widgets.canvas import canvas_itself
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say

_SURFACE = "collecting_surface"


def collecting_panel(session: Session, state: TrainState) -> None:
    """The canvas, what has been collected, and what to do with it."""
    with st.container(key="train_collect"):
        panel_title(say("collect-title"))
        left, right = st.columns([2, 3], gap="large")
        with left:
            _drawing(session, state.collection)
        with right:
            _collected(state)


@st.fragment
def _drawing(session: Session, collection: Collection) -> None:
    """A fragment: strokes need not draw the whole page anew."""
    pad = collection.pad
    if _SURFACE not in st.session_state:
        # The canvas was away: it must be told again what is drawn on it.
        collection.mounts += 1
    pad.enter(f"mount {collection.mounts}")
    picked = st.segmented_control(
        say("collect-which"),
        range(10),
        default=collection.label,
        format_func=str,
        required=True,
        # A new one after each digit, for the next one is asked for by itself.
        key=f"collect_label_{len(collection.digits)}_{collection.label}",
    )
    collection.label = collection.label if picked is None else picked
    with st.container(key="train_canvas", gap=None):
        panel_title(say("collect-draw", digit=collection.label))
        canvas_itself(pad, _SURFACE)
    with st.container(horizontal=True, gap="xsmall"):
        if st.button(
            say("collect-add"),
            icon=":material/add:",
            type="primary",
            disabled=not pad.drawing or collection.is_full,
            key="collect_add",
        ):
            collection.add_from_pad()
            st.rerun()
        if st.button(say("collect-clear"), disabled=not pad.drawing, key="collect_clear"):
            pad.load(())
            st.rerun(scope="fragment")
        if st.button(
            say("collect-from-draw", digit=collection.label),
            disabled=not session.drawing or collection.is_full,
            help=None if session.drawing else say("collect-nothing"),
            key="collect_from_draw",
        ):
            collection.add(session.drawing)
            st.rerun()


def _collected(state: TrainState) -> None:
    collection = state.collection
    count = len(collection.digits)
    if not count:
        st.markdown(say("collect-why"))
        return
    words = say("collect-count", count=count)
    if collection.is_full:
        words = say("collect-full", words=words, most=MOST_DRAWN)
    st.markdown(words)
    counts = "".join(f"<td>{number}</td>" for number in collection.counts)
    heads = "".join(f'<th scope="col">{label}</th>' for label in range(10))
    st.html(f'<table class="plain digit-counts"><tr>{heads}</tr><tr>{counts}</tr></table>')
    possible = may_take_drawn(state)
    wanted = st.toggle(
        say("collect-use"),
        state.plan.with_drawn and possible,
        disabled=not possible,
        help=say("collect-use-help" if possible else "collect-use-digits"),
        key=f"collect_use_{state.replaced}_{possible}",
    )
    if possible and wanted != state.plan.with_drawn:
        state.plan = replace(state.plan, with_drawn=wanted)
        st.rerun()
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            say("collect-undo"),
            icon=":material/undo:",
            on_click=collection.undo,
            key="collect_undo",
        )
        st.download_button(
            say("collect-download"),
            partial(_written, collection),
            "my-digits.zip",
            icon=":material/download:",
            on_click="ignore",
            help=say("collect-download-help"),
            key="collect_download",
        )
    _thumbnails(collection)


def _written(collection: Collection) -> bytes:
    return write_archive(drawn_set(collection.digits))


def _thumbnails(collection: Collection) -> None:
    st.caption(say("collect-click"))
    with st.container(horizontal=True, gap="xxsmall", key="collected"):
        ordered = sorted(enumerate(collection.digits), key=lambda pair: pair[1].label)
        for place, digit in ordered:
            st.button(
                image_label(prepared(digit), say("collect-take-away", digit=digit.label)),
                type="tertiary",
                on_click=collection.remove,
                args=(digit,),
                key=f"collected_{place}",
            )
