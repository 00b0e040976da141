"""A photograph of a digit in place of the drawing: what was taken as ink, and how to correct it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.photo import PhotoSteps
from cnnviz.ui.said import said
from cnnviz.ui.state.session import Photo, Session, steps_of
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.words.speech import say

# Regions that can be chosen, the likeliest first.
_MOST_REGIONS = 9
_ORANGE = (232, 116, 12)
_POLARITY = {"automatic": None, "dark": False, "light": True}


def photo_surface(photo: Photo) -> None:
    """The photograph with a frame around what was taken, and a number at what else may be it."""
    steps = steps_of(photo)
    height, width = steps.grey.shape
    frames = "".join(
        f'<i class="{"taken" if region.label in steps.chosen else "other"}" style="'
        f"top:{region.top / height:.2%};left:{region.left / width:.2%};"
        f"height:{(region.bottom - region.top) / height:.2%};"
        f'width:{(region.right - region.left) / width:.2%}"><b>{place}</b></i>'
        for place, region in enumerate(steps.regions[:_MOST_REGIONS], 1)
    )
    words = escape(say("photo-alt", name=photo.picture.name))
    st.html(
        f'<div class="photo"><img alt="{words}" '
        f'src="data:image/png;base64,{png_base64(_coloured(steps))}">{frames}</div>'
    )


def _coloured(steps: PhotoSteps) -> NDArray[np.uint8]:
    """The photograph in grey, its ink in orange where it was taken."""
    grey = np.rint(steps.grey * 255).astype(np.uint8)
    picture = np.repeat(grey[:, :, None], 3, axis=2)
    ink = steps.ink[:, :, None]
    marked = np.rint(picture * (1 - ink) + np.array(_ORANGE) * ink).astype(np.uint8)
    step = max(1, max(marked.shape) // 560)
    return np.ascontiguousarray(marked[::step, ::step])


def photo_controls(session: Session, photo: Photo) -> None:
    """Another region, another threshold, the other polarity; and the way back to the drawing."""
    steps = steps_of(photo)
    if not steps.chosen:
        st.markdown(say("photo-no-ink").replace("__", "**"))
    serial = photo.picture.serial

    def change(**settings: Any) -> None:
        session.show_photo(replace(photo, settings=replace(photo.settings, **settings)))

    _regions(steps, f"{serial}_{photo.settings.threshold}_{photo.settings.invert}", change)
    threshold = f"photo_threshold_{serial}"
    st.slider(
        say("photo-threshold"),
        -1.0,
        1.0,
        photo.settings.threshold,
        0.1,
        help=say("photo-threshold-help"),
        on_change=said(threshold, lambda value: change(threshold=value, region=None)),
        key=threshold,
    )
    polarity = f"photo_polarity_{serial}"
    st.segmented_control(
        say("photo-ink"),
        list(_POLARITY),
        format_func=lambda word: say(f"photo-{word}"),
        default=next(word for word, flag in _POLARITY.items() if flag is photo.settings.invert),
        required=True,
        on_change=said(polarity, lambda word: change(invert=_POLARITY[word], region=None)),
        key=polarity,
    )
    st.button(
        say("draw-back"),
        icon=":material/arrow_back:",
        on_click=session.show_photo,
        args=(None,),
        key="back_to_drawing",
    )


def _regions(steps: PhotoSteps, serial: str, change: Callable[..., None]) -> None:
    """The numbered regions, to choose which of them are the digit."""
    regions = steps.regions[:_MOST_REGIONS]
    if len(regions) < 2:
        return
    key = f"photo_regions_{serial}"

    def choose(places: Sequence[int]) -> None:
        labels = tuple(regions[place - 1].label for place in places)
        change(region=labels or None)

    st.pills(
        say("photo-regions"),
        list(range(1, len(regions) + 1)),
        selection_mode="multi",
        default=[place for place, r in enumerate(regions, 1) if r.label in steps.chosen],
        on_change=said(key, choose),
        key=key,
    )
