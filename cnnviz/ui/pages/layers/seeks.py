"""What does this filter look for? The digits that excite a map most, and an input made for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.ascent import AscentStep, ascend, noise_start
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.explore.survey import Survey, SurveyProgress, survey
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, Trace
from cnnviz.figures.gallery import gallery
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, number
from cnnviz.ui.cache import found_images, found_surveys, keep
from cnnviz.ui.known_pictures import KnownPictures, as_input, known_pictures
from cnnviz.ui.state.session import Session
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title

_STEPS = 128
_MOST_IMAGES = 500
_SHOWN_EVERY = 16
Steps = tuple[AscentStep, AscentStep]
_STARTS = {"from my input": "digit", "from noise": "noise"}


def show(session: Session, network: Network, result: Trace, cell: Cell, what: str) -> None:
    """Both, side by side."""
    examples, made = st.columns([3, 2], gap="medium")
    with examples:
        _pictures(network, result, cell, what)
    with made:
        _made(session, network, result, cell, what)


@st.fragment
def _pictures(network: Network, result: Trace, cell: Cell, what: str) -> None:
    known = known_pictures(network)
    with st.container(key="top_digits"):
        words = "pictures" if known is None else known.what
        panel_title(f"The {words} that excite {what} most")
        if known is None:
            st.caption("There are no pictures here of the kind that this network reads.")
            return
        place = st.empty()
        if network.key not in found_surveys():
            with place.container():
                wanted = _wanted(known)
            if not wanted:
                return
            with place.container():
                _survey(network, known)
            place.empty()
        _gallery(found_surveys()[network.key], known, result, cell)


def _wanted(known: KnownPictures) -> bool:
    st.caption(f"Finds, for every map of this network, the {known.what} it answers most to.")
    return st.button(
        f"Look through the {len(known.looked_through):,} built-in {known.what}",
        icon=":material/search:",
        help="Once for each network; the answer is then kept.",
        key="start_survey",
    )


def _survey(network: Network, known: KnownPictures) -> None:
    """Look through all pictures; what is clicked meanwhile has to wait."""
    bar = st.progress(0.0, f"Looking through the {known.what}")
    images = known.looked_through.images
    for event in survey(network.model, images, prepare=partial(as_input, network)):
        if isinstance(event, SurveyProgress):
            done = f"{event.done:,} of {event.total:,} {known.what}"
            bar.progress(event.done / event.total, done)
        else:
            keep(found_surveys(), network.key, event)


def _gallery(found: Survey, known: KnownPictures, result: Trace, cell: Cell) -> None:
    pictures = known.looked_through
    if cell.layer not in found.layers or cell.channel >= found.channels(cell.layer):
        st.caption("Nothing is known of this layer: it differs from picture to picture.")
        return
    if found.is_dead(cell.layer, cell.channel):
        what = f"None of the {len(pictures):,} {known.what}"
        st.markdown(f"{what} makes it anything but 0: it is dead.")
        return
    best = found.best(cell.layer, cell.channel)
    shown = [pictures.labels[each.index] for each in best]
    names = [pictures.classes[label] if pictures.classes else str(label) for label in shown]
    labels = [f"{name} · {number(e.value)}" for name, e in zip(names, best, strict=True)]
    boxes = None
    # A box says where in a picture of the input's own size.
    if pictures.images.shape[1:3] == tuple(result.input.shape[-2:]):
        with suppress(ValueError):
            boxes = [_seen(result, Cell(cell.layer, cell.channel, e.row, e.column)) for e in best]
    framed = " Framed is what the strongest cell can see of it." if boxes else ""
    st.caption(f"What it is · strongest activation.{framed}")
    figure = gallery(pictures.images[[e.index for e in best]], labels, boxes)
    st.plotly_chart(figure, config=CONFIG, key="top_digits_picture")


def _seen(result: Trace, cell: Cell) -> tuple[int, int, int, int]:
    return bounding_box(receptive_field(result, cell)) or (0, 0, 0, 0)


@st.fragment
def _made(session: Session, network: Network, result: Trace, cell: Cell, what: str) -> None:
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
        image = result.input[0].float().numpy()
        keys = {
            "digit": (network.key, cell.layer, cell.channel, image.tobytes()),
            "noise": (network.key, cell.layer, cell.channel, b""),
        }
        if wanted:
            noise = network.preparation.tensor(noise_start(image.shape))[0].numpy()
            first = image if wanted[0] == "digit" else noise
            session.ascent = wanted[0]
            if keys[wanted[0]] not in found_images():
                steps = _climb(network, cell, first, place)
                keep(found_images(), keys[wanted[0]], steps, _MOST_IMAGES)
        if keys[session.ascent] in found_images():
            place.empty()
            with st.container(key="ascent_result"):
                _picture(network, found_images()[keys[session.ascent]], key="ascent_picture")


def _climb(network: Network, cell: Cell, start: NDArray[np.float32], place: Any) -> Steps:
    """Climb, and show the way: a second or two; what is clicked meanwhile has to wait."""
    first = last = None
    limits = network.preparation.limits
    climb = ascend(network.model, cell.layer, cell.channel, start, steps=_STEPS, limits=limits)
    for step in climb:
        first, last = first or step, step
        if step.step % _SHOWN_EVERY == 0:
            with place.container():
                st.progress(step.step / _STEPS, f"step {step.step} of {_STEPS}")
                _picture(network, (first, step), key=f"ascent_step_{step.step}")
    assert first is not None and last is not None
    return first, last


def _picture(network: Network, steps: Steps, *, key: str) -> None:
    """The start and the result side by side, and what the map answers to each."""
    first, last = steps
    titles = ["start", f"after {last.step} steps"]
    pixels = [
        network.preparation.pixels(torch.from_numpy(step.image)[None]) for step in (first, last)
    ]
    if pixels[0].shape[0] == 1:
        images = np.concatenate(pixels)
        figure = montage(images, titles, scale=UNIT_SCALE, clickable=False, height=250)
        st.plotly_chart(figure, config=CONFIG, key=key)
    else:
        _coloured(pixels, titles)
    if last.stuck:
        st.markdown("No change of a pixel moves this map: it stays shut for such an input.")
    else:
        st.markdown(
            f"The map's mean answer grew from **{number(first.activation)}** to "
            f"**{number(last.activation)}**."
        )


def _coloured(pixels: Sequence[NDArray[np.float32]], titles: Sequence[str]) -> None:
    """Pictures of several channels, in their colours."""
    figures = ""
    for picture, title in zip(pixels, titles, strict=True):
        colours = np.rint(picture[:3].transpose(1, 2, 0) * 255).astype(np.uint8)
        if colours.shape[2] != 3:
            colours = np.repeat(colours[:, :, :1], 3, axis=2)
        image = png_base64(np.ascontiguousarray(colours))
        figures += (
            f'<figure><img alt="{title}" src="data:image/png;base64,{image}">'
            f"<figcaption>{title}</figcaption></figure>"
        )
    st.html(f'<div class="made">{figures}</div>')
