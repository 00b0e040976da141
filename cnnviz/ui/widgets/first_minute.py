"""What a visitor sees who has drawn nothing yet; all of it is gone with the first stroke."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import streamlit as st

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import CANVAS_SIZE
from cnnviz.ui.components.tour import tour
from cnnviz.ui.navigation import page_called
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.speech import say

_SHOWN = EXAMPLE_DIGITS[3]
_STYLE = """
polyline {
  fill: none; stroke: #fff; stroke-opacity: 0.45; stroke-linecap: round; stroke-linejoin: round;
  stroke-dasharray: 1; animation: draw 4s ease-in-out 1.2s infinite backwards;
}
@keyframes draw { from { stroke-dashoffset: 1; } 60%, to { stroke-dashoffset: 0; } }
@media (prefers-reduced-motion: reduce) { polyline { animation: none; } }
"""


def is_first_minute(session: Session) -> bool:
    """Whether nothing was drawn in this tab, nor put in a drawing's place."""
    untouched = not (session.drawing or session.past or session.future or session.pixels)
    return untouched and session.shows_drawing and session.pen.growing is None


def first_drawing() -> None:
    """A digit that draws itself on the canvas, which takes the pen all the same."""
    lines = "".join(
        f'<polyline pathLength="1" stroke-width="{stroke.width:g}" points="'
        + " ".join(f"{x:g},{y:g}" for x, y in stroke.points)
        + '"/>'
        for stroke in _SHOWN.strokes
    )
    # As a picture: Streamlit lets no drawing into a page.
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{CANVAS_SIZE}" height="{CANVAS_SIZE}">'
        f"<style>{_STYLE}</style>{lines}</svg>"
    )
    code = b64encode(picture.encode()).decode()
    st.html(f'<img class="first-minute" alt="" src="data:image/svg+xml;base64,{code}">')


def first_words() -> None:
    """What happens here, and the ways to the course and to a tour."""
    st.html(f'<p class="first-minute">{escape(say("first-what"))}</p>')
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="first_ways"):
        st.page_link(page_called("learn"), label=say("first-learn"), icon=":material/school:")
        tour(key="tour")
