"""Step 3, normalise: pixels from 0 to 255 become numbers from 0 to 1."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.training.fit import as_tensor
from cnnviz.figures.theme import number, written
from cnnviz.ui.pages.train.data.choosing import chosen_data
from cnnviz.ui.pages.train.data.samples import pictures_of
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say

# Pixels that are shown as numbers.
_ROWS, _COLUMNS = 6, 6


def normalise_panel(session: Session, state: TrainState) -> None:
    """A few pixels of a real picture, before and after."""
    given = chosen_data(state)
    if given is None:
        st.markdown(say("train-not-loaded"))
        return
    samples = pictures_of(given, 20)
    sample = samples[state.sample % len(samples)]
    image = sample.image
    is_grey = image.ndim == 2
    top, left = busiest(image if is_grey else image[..., 0])
    # The very function that the training calls.
    after = as_tensor(image[None])[0, 0].numpy()
    before = image if is_grey else image[..., 0]
    window = np.s_[top : top + _ROWS, left : left + _COLUMNS]
    red = "" if is_grey else "-red"
    panel_title(say("normalise-title"))
    st.html(
        '<div class="normalised"><figure>'
        f"{_framed(image, top, left)}<figcaption>{html.escape(sample.name)}</figcaption></figure>"
        f"<figure>{_grid(before[window], before[window] / 255)}"
        f"<figcaption>{html.escape(say(f'normalise-before{red}'))}</figcaption></figure>"
        '<span class="arrow">÷ 255 =</span>'
        f"<figure>{_grid(after[window], after[window], '.2f')}"
        f"<figcaption>{html.escape(say(f'normalise-after{red}'))}</figcaption></figure></div>"
    )
    everything = given.data.train.images
    low, high = int(everything.min()), int(everything.max())
    st.markdown(
        say(
            "normalise-all",
            count=len(everything),
            low=low,
            high=high,
            lowafter=number(low / 255, 2),
            highafter=number(high / 255, 2),
        )
    )
    if st.button(say("normalise-other"), icon=":material/casino:", key="normalise_other"):
        state.sample += 1
        st.rerun()


def busiest(plane: NDArray[np.uint8]) -> tuple[int, int]:
    """Top left corner of the window with the most different values; the first of several.

    Examples
    --------
    >>> plane = np.zeros((20, 20), np.uint8)
    >>> plane[10:13, 12:15] = [[9, 8, 7], [6, 5, 4], [3, 2, 1]]
    >>> busiest(plane)
    (7, 9)
    """
    rows, columns = min(_ROWS, plane.shape[0]), min(_COLUMNS, plane.shape[1])
    windows = np.lib.stride_tricks.sliding_window_view(plane, (rows, columns))
    values = np.sort(windows.reshape(*windows.shape[:2], -1), axis=2)
    different = (np.diff(values, axis=2) > 0).sum(axis=2)
    top, left = np.unravel_index(different.argmax(), different.shape)
    return int(top), int(left)


def _framed(image: NDArray[np.uint8], top: int, left: int) -> str:
    height, width = image.shape[:2]
    place = (
        f"top:{top / height:.2%};left:{left / width:.2%};"
        f"height:{min(1, _ROWS / height):.2%};width:{min(1, _COLUMNS / width):.2%}"
    )
    alt = html.escape(say("normalise-alt"))
    return (
        f'<div class="drawing-field"><img alt="{alt}" '
        f'src="data:image/png;base64,{png_base64(image)}"><i style="{place}"></i></div>'
    )


def _grid(
    values: NDArray[np.uint8] | NDArray[np.float32],
    shares: NDArray[np.floating],
    form: str = "d",
) -> str:
    """Numbers on the grey that they stand for."""
    rows = ""
    for numbers, greys in zip(values, shares, strict=True):
        rows += "<tr>"
        for value, grey in zip(numbers, greys, strict=True):
            level = round(255 * float(grey))
            ink = "#000" if level > 117 else "#fff"
            text = written(format(int(value) if form == "d" else float(value), form))
            rows += f'<td style="background:rgb({level},{level},{level});color:{ink}">{text}</td>'
        rows += "</tr>"
    return f'<table class="pixels">{rows}</table>'
