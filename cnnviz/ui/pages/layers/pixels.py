"""Change single pixels of the digit, and see the network follow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from cnnviz.core.digits.geometry import canvas_box
from cnnviz.core.digits.pixel_edit import PixelEdits, next_value
from cnnviz.core.digits.prepare import FIELD, PreparedDigit
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, input_scale
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import SAMPLE, Shown
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.framed import Box, framed_picture
from cnnviz.ui.words.speech import say

_HEIGHT = 340


def show(session: Session, network: Network, given: Shown, result: Trace, cell: Cell) -> None:
    """The digit to click on, and beside it the drawing that it was made from."""
    if given.digit is None:
        st.markdown(say("pixels-digits-only"))
        return
    box = _seen(result, cell)
    digit, drawing = st.columns(2, gap="small")
    with digit:
        digit_to_change(session, network, given, result, box)
    with drawing:
        st.markdown(f"**{say('pixels-drawing')}**, {say('pixels-framed')}")
        # Where the network reads more than MNIST's field, the border belongs to no ink.
        rows, columns = result.input.shape[-2:]
        top, left = (rows - FIELD) // 2, (columns - FIELD) // 2
        if box is not None and min(top, left) >= 0:
            box = (box[0] - top, box[1] - left, box[2] - top, box[3] - left)
        digit_shown = given.digit if given.is_blank else session.unedited_digit()
        _drawing(digit_shown, box)


def _seen(result: Trace, cell: Cell) -> Box | None:
    try:
        return bounding_box(receptive_field(result, cell))
    except ValueError:
        return None


def digit_to_change(
    session: Session, network: Network, given: Shown, result: Trace, box: Box | None
) -> None:
    """The digit whose pixels a click switches; `box` frames some of them."""
    values = result.input[0, 0].float().numpy()
    rows, columns = values.shape
    st.markdown(f"**{say('pixels-digit', rows=rows, columns=columns)}**")
    # Places of changed pixels are those of MNIST's field, plain and of its size.
    plain = network.preparation.is_plain and (rows, columns) == (FIELD, FIELD)
    editing = plain and _edit_switch(session)
    figure = montage(
        values[None],
        [""],
        scale=input_scale(values),
        box=box,
        clickable=editing,
        height=_HEIGHT,
    )

    def switch(row: int, column: int) -> None:
        value = next_value(float(values[row, column]))
        if given.is_blank:
            # The built-in digit is the person's own from now on.
            session.show_sample(SAMPLE)
        session.pixels = session.pixels.with_pixel(row, column, value)

    if editing:
        act = partial(_at, switch, columns)
        clickable(figure, act, f"digit_pixels_{len(session.pixels)}")
        _by_keys(switch, rows, columns)
    else:
        st.plotly_chart(figure, config=CONFIG, key="digit_to_change")


def _at(act: Callable[[int, int], None], columns: int, point: int) -> None:
    act(*divmod(point, columns))


def _by_keys(switch: Callable[[int, int], None], rows: int, columns: int) -> None:
    """The same for who has no mouse."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="one_pixel"):
        row = st.number_input(say("large-row", most=rows), 1, rows, key="pixel_row")
        label = say("large-column", most=columns)
        column = st.number_input(label, 1, columns, key="pixel_column")
        st.button(
            say("pixels-switch"),
            on_click=switch,
            args=(row - 1, column - 1),
            key="this_pixel",
        )


def _edit_switch(session: Session) -> bool:
    # Undo stands there from the beginning: a picture must not move under the mouse.
    count = len(session.pixels)
    with st.container(horizontal=True, vertical_alignment="center"):
        editing = st.toggle(
            say("pixels-click"),
            key="edit_pixels",
            help=say("pixels-help"),
        )
        st.button(
            say("pixels-undo", count=max(count, 1)),
            on_click=setattr,
            args=(session, "pixels", PixelEdits()),
            disabled=not count,
            key="reset_pixels",
        )
    return editing


def _drawing(digit: PreparedDigit, box: Box | None) -> None:
    """The drawing as it is on the canvas, with the part outlined that the pixels show."""
    height, width = digit.ink.shape
    place = None if box is None else canvas_box(digit, box)
    picture = png_base64(np.rint(digit.ink * 255).astype(np.uint8))
    framed_picture(picture, place, height, width, alt=say("pixels-drawing"))
