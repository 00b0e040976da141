"""Step 2, reshape: all pictures in one size, and their numbers in the order a network takes."""

from __future__ import annotations

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

_COLOURS = {1: "grey", 3: "colour"}


def reshape_panel(session: Session, state: TrainState) -> None:
    """The size, if it can be chosen, and the shapes before and after."""
    own = state.own
    if state.plan.data == "own" and own.read is not None:
        _size(own, own.read)
    given = chosen_data(state)
    if given is None:
        if own.problem and state.plan.data == "own":
            st.error(plain_markdown(own.problem), icon=":material/error:")
        else:
            st.markdown("Nothing is loaded yet: choose the pictures in step 1.")
        return
    _shapes(state, given)
    panel_title("The pictures as the network gets them")
    show_samples(session, given, 10)


def _size(own: OwnPictures, read: ReadSet) -> None:
    with st.container(horizontal=True, gap="large", key="reshape_size"):
        side = st.segmented_control(
            "Size",
            read.sides,
            default=own.side,
            format_func=lambda side: f"{side} × {side}",
            required=True,
            help="The middle of each picture is cut out as a square and resized. Small pictures "
            "are learned faster, large ones show more.",
            key=f"reshape_side_{own.uploads}",
        )
        channels = st.segmented_control(
            "Colour",
            list(_COLOURS),
            default=own.channels,
            format_func=_COLOURS.__getitem__,
            required=True,
            help="Grey pictures have one channel, coloured ones three: red, green and blue.",
            key=f"reshape_channels_{own.uploads}",
        )
    own.side, own.channels = side or own.side, channels or own.channels


def _shapes(state: TrainState, given: TrainedOn) -> None:
    count = len(given.data.train)
    channels, height, width = given.shape
    grey = channels == 1
    rows, columns = (height, "rows"), (width, "columns")
    depth = (channels, "channel" if grey else "channels")
    read = state.own.read if state.plan.data == "own" else None
    before = [(count, "pictures"), rows, columns, *([] if grey else [depth])]
    with st.container(key="train_shapes"):
        st.html(
            '<div class="shapes">'
            + shape_html("As loaded" if read is None else "As resized", before, _origin(read, grey))
            + '<span class="arrow" aria-hidden="true">→</span>'
            + shape_html(
                "As PyTorch takes it",
                [(count, "pictures"), depth, rows, columns],
                "The channels come before the rows.",
            )
            + '<span class="or">or</span>'
            + shape_html(
                "As Keras takes it",
                [(count, "pictures"), rows, columns, depth],
                "The channels come last.",
            )
            + "</div>"
        )
        st.markdown(
            f"Each picture is {height} × {width} = {height * width:,} pixels"
            + ("." if grey else f", and 3 times as many numbers: {3 * height * width:,}.")
            + f" The labels are one number a picture, from 0 to {len(given.classes) - 1}: shape "
            f"({count:,}). Check the shape before you go on: most first programs fail here."
        )


def _origin(read: ReadSet | None, grey: bool) -> str:
    if read is None:
        return "One channel is not written down." if grey else ""
    sizes = {picture.shape[:2] for picture in read.pictures}
    height, width = read.commonest
    if len(sizes) == 1:
        return f"Read at {width} × {height} each."
    return f"Read at different sizes, most often {width} × {height}."
