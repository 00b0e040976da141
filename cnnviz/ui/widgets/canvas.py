"""The drawing surface, what may stand in its place, and the controls that belong to it."""

from __future__ import annotations

import random
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import CANVAS_SIZE, within_limits
from cnnviz.ui.components.tap import tap
from cnnviz.ui.fabric import canvas_from_strokes, strokes_from_canvas
from cnnviz.ui.said import said
from cnnviz.ui.state.session import BRUSHES, Session
from cnnviz.ui.thumbnails import example_label, png_base64
from cnnviz.ui.widgets.choice import hold
from cnnviz.ui.widgets.first_minute import first_drawing, is_first_minute
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.photo import photo_controls, photo_surface
from cnnviz.ui.widgets.upload import photo_upload
from cnnviz.ui.words.speech import say


def drawing_surface(session: Session) -> None:
    """The canvas, or the sample shown in its place; what is drawn goes into the session."""
    with st.container(key="canvas", gap=None):
        panel_title(say("draw-your-digit"))
        if session.photo is not None:
            photo_surface(session.photo)
        elif (shown := _shown_digit(session)) is not None:
            image, label, name = shown
            st.html(
                f'<img class="sample" alt="{_alternative(name, label)}" '
                f'src="data:image/png;base64,{png_base64(image)}">'
            )
        else:
            canvas_itself(session, "drawing_surface")
            if is_first_minute(session):
                first_drawing()


def canvas_itself(session: Session, key: str) -> None:
    """The drawing component alone; what is drawn on it goes into the session."""
    # Importing it outside a running app raises.
    from streamlit_drawable_canvas import st_canvas

    result = st_canvas(
        stroke_width=session.brush,
        stroke_color="#ffffff",
        background_color="#000000",
        # The number makes the canvas load again what it was told to load once before.
        initial_drawing={**canvas_from_strokes(session.loaded), "load": session.loads},
        width=CANVAS_SIZE,
        height=CANVAS_SIZE,
        key=key,
    )
    drawing = strokes_from_canvas(result.json_data)
    read = None if drawing is None else within_limits(drawing)
    session.report(read)
    if drawing is not None and read != drawing:
        st.caption(say("draw-too-many"))


def hear_pen(session: Session) -> None:
    """Take in strokes while they are drawn; to be placed below all that shows them."""
    if session.shows_drawing:
        _tap(session, "st-key-canvas", "tap")


def hear_late_strokes(session: Session) -> None:
    """Take in, on another page, what was drawn just before the page with the canvas was left."""
    if session.page != "draw":
        _tap(session, "", "late_tap")


def _tap(session: Session, place: str, key: str) -> None:
    tap(
        session.hear,
        width=session.brush,
        update=session.pen.update,
        finished=session.pen.finished,
        load=session.loads,
        place=place,
        wakes=not session.opened,
        key=key,
    )


def _shown_digit(session: Session) -> tuple[NDArray[np.uint8], int | None, str] | None:
    """The digit shown in place of the drawing: its image, what it really is, what it is called."""
    if session.given is not None:
        return session.given.image, session.given.label, session.given.name
    if session.sample is None:
        return None
    digits = load_dataset("builtin")
    name = say("digit-of-mnist", number=str(session.sample + 1))
    return digits.images[session.sample], int(digits.labels[session.sample]), name


def _alternative(name: str, label: int | None) -> str:
    return escape(name if label is None else say("digit-alt", name=name, label=label))


def drawing_controls(session: Session) -> None:
    """Undo, redo and clear, or the way back from a sample; and the ways to other digits."""
    if session.photo is not None:
        photo_controls(session, session.photo)
    elif (shown := _shown_digit(session)) is not None:
        _, label, name = shown
        of = say("digit-of", name=name) if session.given is None else f"{name}."
        known = "" if label is None else f" **{say('digit-label', label=label)}**"
        st.markdown(f"{of}{known}")
        if st.button(say("draw-back"), icon=":material/arrow_back:", key="back_to_drawing"):
            session.show_sample(None)
            st.rerun(scope="fragment")
    with st.container(horizontal=True, gap="xsmall", key="drawing_buttons"):
        if session.shows_drawing:
            _history_buttons(session)
        st.button(
            say("draw-surprise"),
            icon=":material/casino:",
            on_click=_surprise,
            args=(session,),
            help=say("draw-surprise-help"),
            key="surprise",
        )
        photo_upload(session)


def _history_buttons(session: Session) -> None:
    st.button(
        say("draw-undo"),
        on_click=session.undo,
        disabled=not session.past,
        key="undo",
    )
    st.button(
        say("draw-redo"),
        on_click=session.redo,
        disabled=not session.future,
        key="redo",
    )
    st.button(
        say("draw-clear"),
        on_click=session.load,
        args=((),),
        disabled=not session.drawing,
        key="clear",
    )


def brush_control(session: Session) -> None:
    """The brush size, kept when the page is left."""
    low, high = BRUSHES[0], BRUSHES[-1]

    def choose(width: int) -> None:
        session.brush = width

    hold("brush", session.brush)
    # In a callback, before the page runs: the canvas stands above this slider.
    st.slider(
        say("draw-brush"),
        low,
        high,
        on_change=said("brush", choose),
        help=say("draw-brush-help"),
        key="brush",
    )


def example_buttons(session: Session) -> None:
    """One click puts a ready digit on the canvas, as strokes that can be gone on with."""
    with st.container(key="examples", gap="xxsmall"):
        panel_title(say("draw-examples"))
        for style in dict.fromkeys(example.style for example in EXAMPLE_DIGITS):
            with st.container(horizontal=True, gap=None, key=f"examples_{style}"):
                for example in EXAMPLE_DIGITS:
                    if example.style == style:
                        st.button(
                            example_label(example),
                            on_click=session.load,
                            args=(example.strokes,),
                            type="tertiary",
                            key=f"example_{style}_{example.label}",
                        )


def _surprise(session: Session) -> None:
    session.show_sample(random.randrange(len(load_dataset("builtin"))))
