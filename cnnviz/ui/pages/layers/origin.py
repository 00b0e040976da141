"""Where in the digit a number comes from: its receptive field, and each pixel's share."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnnviz.core.digits.geometry import canvas_box
from cnnviz.core.digits.pixel_edit import PixelEdits, next_value
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.pixel_shares import PixelShares, pixel_shares
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.trace import Trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, number
from cnnviz.ui.cache import in_worker
from cnnviz.ui.pages.layers.maps import clickable
from cnnviz.ui.state.session import Session
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets import panel_title
from cnnviz.ui.words.glossary import TERMS

Box = tuple[int, int, int, int]
_HEIGHT = 340


def show(session: Session, result: Trace, cell: Cell) -> None:
    """Both, side by side; said in one sentence where this network's layers are not known."""
    field, shares = st.columns(2, gap="medium")
    with field, st.container(key="receptive_field"):
        panel_title("What of the digit this number can see")
        st.caption(TERMS["receptive field"])
        try:
            _field(session, result, cell)
        except ValueError as error:
            st.info(f"{error}.")
    with shares, st.container(key="pixel_shares"):
        panel_title("What each pixel adds to this number")
        try:
            _shares(result, in_worker(pixel_shares, result, cell))
        except ValueError as error:
            st.info(f"{error}.")


def _field(session: Session, result: Trace, cell: Cell) -> None:
    box = bounding_box(receptive_field(result, cell))
    values = result.input[0, 0].numpy()
    digit, drawing = st.columns(2, gap="small")
    with digit:
        top, left, bottom, right = box or (0, 0, 0, 0)
        st.markdown(
            f"**The 28 × 28 digit**: {bottom - top} × {right - left} pixels"
            + (f", rows {top + 1} to {bottom}, columns {left + 1} to {right}" if box else "")
        )
        editing = _edit_switch(session)
        figure = montage(
            values[None], [""], scale=UNIT_SCALE, box=box, clickable=editing, height=_HEIGHT
        )

        def switch(point: int) -> None:
            row, column = divmod(point, values.shape[1])
            value = next_value(float(values[row, column]))
            session.pixels = session.pixels.with_pixel(row, column, value)

        if editing:
            clickable(figure, switch, f"digit_pixels_{len(session.pixels)}")
        else:
            st.plotly_chart(figure, config=CONFIG, key="digit_field")
    with drawing:
        st.markdown("**The drawing**")
        _drawing(session, box)


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


def _drawing(session: Session, box: Box | None) -> None:
    """The drawing as it is on the canvas, with the part outlined that the pixels show."""
    digit = session.unedited_digit()
    height, width = digit.ink.shape
    frame = ""
    if box is not None:
        top, left, bottom, right = canvas_box(digit, box)
        edges = zip(
            ("top", "left", "height", "width"),
            (top / height, left / width, (bottom - top) / height, (right - left) / width),
            strict=True,
        )
        frame = f'<i style="{";".join(f"{edge}:{share:.2%}" for edge, share in edges)}"></i>'
    picture = png_base64(np.rint(digit.ink * 255).astype(np.uint8))
    st.html(
        '<div class="drawing-field"><img alt="The drawing; framed is what the number can see" '
        f'src="data:image/png;base64,{picture}">{frame}</div>'
    )


def _shares(result: Trace, shares: PixelShares) -> None:
    values = shares.shares[0].astype(np.float32)
    digit = result.input[0].numpy()
    figure = montage(values[None], [""], edge_of=digit, clickable=False, height=_HEIGHT)
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
            "Exact for this digit: convolution, batch norm, average pooling, dense layers and sums "
            "only multiply and add; ReLU lets a number through or not, max pooling passes its "
            "winner on. With these choices kept, the number is a weighted sum of the pixels. The "
            "constant is what the biases add."
        )
    else:
        st.caption(
            f"Not exact for {', '.join(shares.tangents)}: there the tangent at this digit stands "
            "in for the curve. The parts still sum to the number, but tell only how it changes "
            "nearby."
        )
