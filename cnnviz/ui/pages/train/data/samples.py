"""Real pictures of the data with what they show; a click makes one the input on all pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.figures.probabilities import short_name
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainedOn
from cnnviz.ui.thumbnails import image_label, plain_markdown
from cnnviz.ui.widgets.taking import take_picture
from cnnviz.ui.words.speech import say

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
    name = say("data-test-digit", number=index + 1)
    if not given.is_digits:
        shown = given.classes[int(check.labels[index])]
        name = say("data-test-picture", name=shown, number=index + 1)
    take_picture(session, check, index, is_digits=given.is_digits, name=name)
