"""The drawing surface alone, and in words what the session holds."""

import streamlit as st

from cnnviz.core.digits.stroke_code import strokes_to_text
from cnnviz.ui import frame
from cnnviz.ui.components.gestures import gestures
from cnnviz.ui.state.tab import current_session
from cnnviz.ui.widgets.canvas import brush_control, drawing_controls, drawing_surface, hear_pen

frame.set_up()
session = current_session()
session.enter("draw")


@st.fragment
def body() -> None:
    drawing_surface(session)
    drawing_controls(session)
    brush_control(session)
    pen = session.pen
    growing = 0 if pen.growing is None else len(pen.growing.points)
    st.html(
        f'<div class="held" data-awaited="{pen.awaited}" data-growing="{growing}" '
        f'data-past="{len(session.past)}" data-heard="{pen.update}">'
        f"{strokes_to_text(session.drawing)}</div>"
    )
    hear_pen(session)


body()
gestures("en", key="gestures")
