"""What does this filter look for? The digits that excite a map most, and an input made for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.explore.ascent import AscentStep, ascend, noise_start
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.explore.survey import Survey, SurveyProgress, survey
from cnnviz.core.trace import LayerKind, Trace
from cnnviz.figures.gallery import gallery
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, number
from cnnviz.ui.cache import found_images, found_surveys
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets import panel_title

_STEPS = 128
_MOST_IMAGES = 500
_SHOWN_EVERY = 16
Steps = tuple[AscentStep, AscentStep]
_STARTS = {"from my digit": "digit", "from noise": "noise"}


def show(session: Session, model: nn.Module, result: Trace, cell: Cell, what: str) -> None:
    """Both, side by side."""
    examples, made = st.columns([3, 2], gap="medium")
    with examples:
        _digits(session, model, result, cell, what)
    with made:
        _made(session, model, result, cell, what)


@st.fragment
def _digits(session: Session, model: nn.Module, result: Trace, cell: Cell, what: str) -> None:
    with st.container(key="top_digits"):
        panel_title(f"The digits that excite {what} most")
        place = st.empty()
        if session.model not in found_surveys():
            with place.container():
                wanted = _wanted()
            if not wanted:
                return
            with place.container():
                _survey(session.model, model)
            place.empty()
        _gallery(found_surveys()[session.model], result, cell)


def _wanted() -> bool:
    st.caption("Finds, for every map of this network, the digits it answers most to.")
    return st.button(
        "Look through the 5,000 built-in digits",
        icon=":material/search:",
        help="Once for each network; the answer is then kept.",
        key="start_survey",
    )


def _survey(name: str, model: nn.Module) -> None:
    """Look through all digits, in one to four seconds; what is clicked meanwhile has to wait."""
    bar = st.progress(0.0, "Looking through the digits")
    for event in survey(model, load_dataset("builtin").images):
        if isinstance(event, SurveyProgress):
            bar.progress(event.done / event.total, f"{event.done:,} of {event.total:,} digits")
        else:
            found_surveys()[name] = event


def _gallery(known: Survey, result: Trace, cell: Cell) -> None:
    if known.is_dead(cell.layer, cell.channel):
        st.markdown("None of the 5,000 digits makes it anything but 0: it is dead.")
        return
    best = known.best(cell.layer, cell.channel)
    digits = load_dataset("builtin")
    labels = [f"{digits.labels[e.index]} · {number(e.value)}" for e in best]
    boxes = [
        bounding_box(receptive_field(result, Cell(cell.layer, cell.channel, e.row, e.column)))
        or (0, 0, 0, 0)
        for e in best
    ]
    st.caption(
        "True label · strongest activation. Framed is what the strongest cell can see of the digit."
    )
    figure = gallery(digits.images[[e.index for e in best]], labels, boxes)
    st.plotly_chart(figure, config=CONFIG, key="top_digits_picture")


@st.fragment
def _made(session: Session, model: nn.Module, result: Trace, cell: Cell, what: str) -> None:
    with st.container(key="ascent"):
        panel_title(f"An input made for {what}")
        if result.record(cell.layer).kind is LayerKind.INPUT:
            st.caption("This is the input itself: choose a later layer.")
            return
        st.caption(
            "Gradient ascent: change every pixel a little, again and again, so that the answer "
            "grows."
        )
        with st.container(horizontal=True, gap="small"):
            wanted = [
                start
                for label, start in _STARTS.items()
                if st.button(f"Start {label}", key=f"ascend_{start}")
            ]
        place = st.empty()
        image = result.input[0, 0].numpy()
        keys = {
            "digit": (session.model, cell.layer, cell.channel, image.tobytes()),
            "noise": (session.model, cell.layer, cell.channel, b""),
        }
        if wanted:
            first = image if wanted[0] == "digit" else noise_start()
            session.ascent = wanted[0]
            if keys[wanted[0]] not in found_images():
                steps = _climb(model, cell, first, place)
                _keep(keys[wanted[0]], steps)
        if keys[session.ascent] in found_images():
            place.empty()
            with st.container(key="ascent_result"):
                _picture(found_images()[keys[session.ascent]], key="ascent_picture")


def _keep(key: tuple[object, ...], steps: Steps) -> None:
    """Remember a result, and forget the oldest of many."""
    known = found_images()
    known[key] = steps
    while len(known) > _MOST_IMAGES:
        known.pop(next(iter(known)), None)


def _climb(model: nn.Module, cell: Cell, start: NDArray[np.float32], place: Any) -> Steps:
    """Climb, and show the way: a second or two; what is clicked meanwhile has to wait."""
    first = last = None
    for step in ascend(model, cell.layer, cell.channel, start, steps=_STEPS):
        first, last = first or step, step
        if step.step % _SHOWN_EVERY == 0:
            with place.container():
                st.progress(step.step / _STEPS, f"step {step.step} of {_STEPS}")
                _picture((first, step), key=f"ascent_step_{step.step}")
    assert first is not None and last is not None
    return first, last


def _picture(steps: Steps, *, key: str) -> None:
    """The start and the result side by side, and what the map answers to each."""
    first, last = steps
    images = np.stack([first.image, last.image])
    figure = montage(
        images, ["start", f"after {last.step} steps"], scale=UNIT_SCALE, clickable=False, height=250
    )
    st.plotly_chart(figure, config=CONFIG, key=key)
    if last.stuck:
        st.markdown("No change of a pixel moves this map: it stays shut for such an input.")
    else:
        st.markdown(
            f"The map's mean answer grew from **{number(first.activation)}** to "
            f"**{number(last.activation)}**."
        )
