"""What the address says: the network, the place in it, and the digit itself, so it can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.digits.stroke_code import strokes_from_text, strokes_to_text

if TYPE_CHECKING:
    from cnnviz.ui.state.session import Session

# Browsers and servers take addresses of some 8,000 letters; an ordinary digit needs 300.
MOST_LETTERS = 6000


def read_address(session: Session) -> None:
    """Start with what the address names; a page checks that its layer and cell exist.

    Whatever is not understood is passed over: an address is typed, cut off and sent on.
    """
    given = st.query_params
    model = given.get("model", "")
    if model in session.keys:
        session.model = model
    elif model:
        st.toast(
            "The network in this address is somebody's own: open its file on the Networks page.",
            icon=":material/info:",
        )
    session.layer = given.get("layer", session.layer)
    session.channel = _count(given.get("channel")) or 0
    session.row, session.column = _count(given.get("row")), _count(given.get("column"))
    try:
        session.start_with(strokes_from_text(given["drawing"]) if "drawing" in given else ())
    except ValueError:
        st.toast("The drawing in this address is damaged: draw a new one.", icon=":material/error:")
    sample = _count(given.get("digit"))
    if sample is not None and 1 <= sample <= len(load_dataset("builtin")):
        session.show_sample(sample - 1)
    try:
        session.pixels = PixelEdits.from_text(given.get("pixels", ""))
    except ValueError:
        st.toast("The changed pixels in this address are damaged.", icon=":material/error:")


def _count(text: str | None) -> int | None:
    """A number from 0 up, or None."""
    # More digits than any size here has; a longer text is no size, but slow to convert.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def write_address(session: Session, *, place: bool = False) -> None:
    """Make the address name what is shown.

    Parameters
    ----------
    session : Session
    place : bool
        Whether layer, channel, cell and the digit belong in it.
    """
    wanted = {"model": session.model}
    if place:
        wanted |= {"layer": session.layer, "channel": str(session.channel)}
        if session.row is not None and session.column is not None:
            wanted |= {"row": str(session.row), "column": str(session.column)}
        wanted |= _digit(session)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def _digit(session: Session) -> dict[str, str]:
    """The digit, and the pixels changed in it; nothing where it would be too long for a link."""
    if session.photo is not None or session.given is not None:
        return {}  # a photograph, or a picture of somebody's data set, fits in no address
    if session.sample is not None:
        parts = {"digit": str(session.sample + 1)}
    else:
        parts = {"drawing": strokes_to_text(session.drawing)} if session.drawing else {}
    if session.pixels:
        parts["pixels"] = session.pixels.to_text()
    return parts if sum(map(len, parts.values())) <= MOST_LETTERS else {}
