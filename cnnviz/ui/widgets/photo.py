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

# Regions that can be chosen, the likeliest first.
_MOST_REGIONS = 9
_ORANGE = (232, 116, 12)
_POLARITY = {"automatic": None, "dark on light": False, "light on dark": True}


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
    name = escape(photo.picture.name)
    st.html(
        f'<div class="photo"><img alt="{name}; what was taken as ink is coloured" '
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
        st.markdown("**No ink was found.** Move the threshold, or choose what the ink is.")
    serial = photo.picture.serial

    def change(**settings: Any) -> None:
        session.show_photo(replace(photo, settings=replace(photo.settings, **settings)))

    _regions(steps, f"{serial}_{photo.settings.threshold}_{photo.settings.invert}", change)
    threshold = f"photo_threshold_{serial}"
    st.slider(
        "Threshold",
        -1.0,
        1.0,
        photo.settings.threshold,
        0.1,
        help="Above 0 only darker ink is taken, below 0 paler ink as well.",
        on_change=said(threshold, lambda value: change(threshold=value, region=None)),
        key=threshold,
    )
    polarity = f"photo_polarity_{serial}"
    st.segmented_control(
        "Ink",
        list(_POLARITY),
        default=next(word for word, flag in _POLARITY.items() if flag is photo.settings.invert),
        required=True,
        on_change=said(polarity, lambda word: change(invert=_POLARITY[word], region=None)),
        key=polarity,
    )
    st.button(
        "Back to my drawing",
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
        "What is the digit",
        list(range(1, len(regions) + 1)),
        selection_mode="multi",
        default=[place for place, r in enumerate(regions, 1) if r.label in steps.chosen],
        on_change=said(key, choose),
        key=key,
    )
