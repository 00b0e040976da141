"""Real pictures of the data with what they show; a click makes one the input on all pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.held_out import HELD_OUT_NAME, builtin_index
from cnnviz.core.images import ImageSet
from cnnviz.figures.probabilities import short_name
from cnnviz.ui.state.session import GivenDigit, Picture, Session
from cnnviz.ui.state.training import TrainedOn
from cnnviz.ui.thumbnails import png_base64

_MOST_CLASSES = 20


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture to test on: its place among these, itself, and the name of what it shows."""

    index: int
    image: NDArray[np.uint8]
    name: str


def pictures_of(given: TrainedOn, most: int = 20, start: int = 0) -> tuple[Sample, ...]:
    """A few of the pictures to test on, the classes by turns.

    Parameters
    ----------
    given : TrainedOn
    most : int
    start : int
        How many of each class are passed over; it begins anew after the last.
    """
    check = given.data.check
    labels = np.unique(check.labels)[:_MOST_CLASSES]
    each = max(1, most // len(labels))
    found: list[Sample] = []
    for turn in range(each):
        for label in labels.tolist():
            of_class = np.flatnonzero(check.labels == label)
            if turn < len(of_class) and len(found) < most:
                index = int(of_class[(start + turn) % len(of_class)])
                found.append(Sample(index, check.images[index], given.classes[label]))
    return tuple(found)


def show_samples(session: Session, given: TrainedOn, most: int = 20) -> None:
    """Pictures to click on."""
    with st.container(horizontal=True, gap="xsmall", key="train_samples"):
        for sample in pictures_of(given, most):
            with st.container(width=62, gap=None, key=f"sample_{sample.index}"):
                st.button(
                    image_label(sample.image, sample.name),
                    type="tertiary",
                    on_click=show_everywhere,
                    args=(session, given, sample.index),
                    key=f"show_sample_{sample.index}",
                )
                st.markdown(plain_markdown(short_name(sample.name, 10)))


def show_everywhere(session: Session, given: TrainedOn, index: int) -> None:
    """Make a picture of those to test on the input on all pages."""
    check = given.data.check
    label = int(check.labels[index])
    if not given.is_digits:
        session.uploads += 1
        name = f"{given.classes[label]} (test picture {index + 1})"
        session.picture = Picture(name, in_colour(check, index), session.uploads)
    elif check.name == HELD_OUT_NAME:
        session.show_sample(builtin_index(index))
    else:
        session.show_given(GivenDigit(check.images[index], label, f"Test digit {index + 1}"))
    words = "input" if given.is_digits else "picture"
    st.toast(f"It is now the {words} on all pages.", icon=":material/check:")


def in_colour(pictures: ImageSet, index: int) -> NDArray[np.uint8]:
    """One of the pictures as (h, w, 3)."""
    image = pictures.images[index]
    return np.ascontiguousarray(np.repeat(image[:, :, None], 3, 2) if image.ndim == 2 else image)


def image_label(image: NDArray[np.uint8], name: str) -> str:
    """A button label that shows a picture and is read out as its name."""
    return f"![{plain_markdown(name)}](data:image/png;base64,{png_base64(image)})"


def plain_markdown(text: str) -> str:
    r"""A stranger's words so that Markdown takes none of them for its own signs.

    Examples
    --------
    >>> plain_markdown("*a* [b]")
    '\\*a\\* \\[b\\]'
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", text)
