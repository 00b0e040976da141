"""Where in the digit a number comes from: its receptive field, and each pixel's share."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnnviz.core.digits.geometry import canvas_box
from cnnviz.core.digits.pixel_edit import PixelEdits, next_value
from cnnviz.core.digits.prepare import FIELD, PreparedDigit
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.pixel_shares import PixelShares, pixel_shares
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.images import PreparedPicture
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, input_scale, number
from cnnviz.ui.cache import in_worker
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import SAMPLE, Shown
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import TERMS

Box = tuple[int, int, int, int]
_HEIGHT = 340


def show(session: Session, network: Network, given: Shown, result: Trace, cell: Cell) -> None:
    """Both, side by side; said in one sentence where this network's layers are not known."""
    field, shares = st.columns(2, gap="medium")
    with field, st.container(key="receptive_field"):
        what = "digit" if network.is_digits else "picture"
        panel_title(f"What of the {what} this number can see")
        st.caption(TERMS["receptive field"])
        try:
            box = bounding_box(receptive_field(result, cell))
            if given.picture is not None:
                _picture(given.picture, result, box)
            else:
                _field(session, network, given, result, box)
        except ValueError as error:
            st.info(f"{error}.")
    with shares, st.container(key="pixel_shares"):
        panel_title("What each pixel adds to this number")
        try:
            _shares(result, in_worker(pixel_shares, result, cell), given)
        except ValueError as error:
            st.info(f"{error}.")


def _picture(picture: PreparedPicture, result: Trace, box: Box | None) -> None:
    """The picture as the network gets it, with the part framed that the number can see."""
    rows, columns = result.input.shape[-2:]
    st.markdown(f"**The {rows} × {columns} picture**: {_box_words(box)}")
    image = png_base64(np.ascontiguousarray(picture.resized))
    st.html(
        f'<div class="drawing-field picture"><img alt="The picture; framed is what the number can '
        f'see" src="data:image/png;base64,{image}">{_frame(box, rows, columns)}</div>'
    )


def _box_words(box: Box | None) -> str:
    top, left, bottom, right = box or (0, 0, 0, 0)
    words = f"{bottom - top} × {right - left} pixels"
    if box:
        words += f", rows {top + 1} to {bottom}, columns {left + 1} to {right}"
    return words


def _frame(box: tuple[float, float, float, float] | None, height: float, width: float) -> str:
    """A frame around a part of a picture, as shares of its size."""
    if box is None:
        return ""
    top, left, bottom, right = box
    edges = zip(
        ("top", "left", "height", "width"),
        (top / height, left / width, (bottom - top) / height, (right - left) / width),
        strict=True,
    )
    return f'<i style="{";".join(f"{edge}:{share:.2%}" for edge, share in edges)}"></i>'


def _field(
    session: Session, network: Network, given: Shown, result: Trace, box: Box | None
) -> None:
    values = result.input[0, 0].float().numpy()
    rows, columns = values.shape
    digit, drawing = st.columns(2, gap="small")
    with digit:
        st.markdown(f"**The {rows} × {columns} digit**: {_box_words(box)}")
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

        def switch(point: int) -> None:
            row, column = divmod(point, values.shape[1])
            value = next_value(float(values[row, column]))
            if given.is_blank:
                # The built-in digit is the person's own from now on.
                session.show_sample(SAMPLE)
            session.pixels = session.pixels.with_pixel(row, column, value)

        if editing:
            clickable(figure, switch, f"digit_pixels_{len(session.pixels)}")
        else:
            st.plotly_chart(figure, config=CONFIG, key="digit_field")
    with drawing:
        st.markdown("**The drawing**")
        # Where the network reads more than MNIST's field, the border belongs to no ink.
        top, left = (rows - FIELD) // 2, (columns - FIELD) // 2
        if box is not None and min(top, left) >= 0:
            box = (box[0] - top, box[1] - left, box[2] - top, box[3] - left)
        digit_shown = given.digit if given.is_blank else session.unedited_digit()
        assert digit_shown is not None
        _drawing(digit_shown, box)


def _edit_switch(session: Session) -> bool:
    editing = st.toggle(
        "A click switches a pixel",
        key="edit_pixels",
        help="Dark pixels become 1, bright ones 0, and the whole network follows.",
    )
    if session.pixels:
        st.button(
            f"Undo {len(session.pixels)} changed pixels"
            if len(session.pixels) > 1
            else "Undo the changed pixel",
            on_click=setattr,
            args=(session, "pixels", PixelEdits()),
            key="reset_pixels",
        )
    return editing


def _drawing(digit: PreparedDigit, box: Box | None) -> None:
    """The drawing as it is on the canvas, with the part outlined that the pixels show."""
    height, width = digit.ink.shape
    place = None if box is None else canvas_box(digit, box)
    frame = _frame(place, height, width)
    picture = png_base64(np.rint(digit.ink * 255).astype(np.uint8))
    st.html(
        '<div class="drawing-field"><img alt="The drawing; framed is what the number can see" '
        f'src="data:image/png;base64,{picture}">{frame}</div>'
    )


def _shares(result: Trace, shares: PixelShares, given: Shown) -> None:
    # A pixel of several channels adds what they add together.
    values = shares.shares.sum(axis=0).astype(np.float32)
    edge = result.input[0].float().numpy() if given.digit is not None else None
    figure = montage(values[None], [""], edge_of=edge, clickable=False, height=_HEIGHT)
    _sum(shares)
    st.plotly_chart(figure, config=CONFIG, key="shares_picture")


def _sum(shares: PixelShares) -> None:
    """The parts and their sum, checked against the number the network computed."""
    rest = abs(shares.total - shares.value)
    agrees = rest <= 1e-3 * max(abs(shares.value), 1e-3)
    st.html(
        '<p class="formula" role="status">'
        f"pixels that add <b>{number(shares.positive)}</b>, pixels that take away "
        f"<b>{number(shares.negative)}</b>, constant <b>{number(shares.constant)}</b>; together "
        f"<b>{number(shares.total)}</b> {'=' if agrees else '≠'} the number, "
        f"<b>{number(shares.value)}</b></p>"
    )
    if shares.exact:
        st.caption(
            "Exact for this input: convolution, batch norm, average pooling, dense layers and sums "
            "only multiply and add; ReLU lets a number through or not, max pooling passes its "
            "winner on. With these choices kept, the number is a weighted sum of the pixels. The "
            "constant is what the biases add."
        )
        return
    if shares.tangents:
        st.caption(
            f"Not exact for {_some(shares.tangents)}: there the tangent at this input stands "
            "in for the curve. The parts still sum to the number, but tell only how it changes "
            "nearby."
        )
    if shares.gates:
        st.caption(
            f"In {_some(shares.gates)} a result is multiplied by another one of this network (a "
            "gate, a normalisation, an attention): that one is taken as it is for this input."
        )


def _some(layers: tuple[str, ...], most: int = 4) -> str:
    more = f" and {len(layers) - most} more" if len(layers) > most else ""
    return ", ".join(layers[:most]) + more
