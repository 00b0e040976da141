"""What the chosen network is shown: a digit, or a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.held_out import builtin_index
from cnnviz.core.digits.prepare import PreparedDigit, digit_input, prepared_image
from cnnviz.core.digits.stroke_code import linkable
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.images import PreparedPicture, prepare_picture
from cnnviz.core.networks.network import Network
from cnnviz.core.signs.dataset import examples
from cnnviz.ui.state.session import Picture, Session
from cnnviz.ui.words.speech import say


@dataclass(frozen=True, eq=False)
class Shown:
    """What a network reads, and how it came about.

    Attributes
    ----------
    tensor : torch.Tensor (1, C, H, W)
    is_blank : bool
        Nothing is there to be read.
    digit : PreparedDigit or None
        For networks that read digits.
    picture : PreparedPicture or None
        For all others.
    title : str
        What the picture is called; "" for a digit.
    label : int or None
        What it really is, where that is known.
    """

    tensor: torch.Tensor
    is_blank: bool
    digit: PreparedDigit | None = None
    picture: PreparedPicture | None = None
    title: str = ""
    label: int | None = None


def shown(session: Session, network: Network) -> Shown:
    """What `network` reads now, in this tab."""
    preparation = network.preparation
    if network.is_digits:
        digit = session.digit()
        blank = digit.is_blank and not session.pixels
        label = session.true_label
        return Shown(digit_input(digit.centred, preparation), blank, digit, label=label)
    picture = chosen_picture(session)
    prepared = prepare_picture(picture.pixels, preparation)
    return Shown(prepared.tensor, False, picture=prepared, title=picture.name)


def chosen_picture(session: Session) -> Picture:
    """The person's picture; else their drawing, if there is one; else an example."""
    if session.picture is not None:
        return session.picture
    if session.strokes:
        drawn = draw_strokes(linkable(session.strokes))[:, :, :3]
        return Picture(say("lab-your-drawing"), np.ascontiguousarray(drawn), 0)
    return example_picture(0)


def example_picture(index: int) -> Picture:
    """One of the pictures that come with the app."""
    pictures = examples()
    image, label = pictures.images[index], pictures.labels[index]
    return Picture(pictures.classes[int(label)], image, -1 - index)


# What is shown where nothing is drawn, one of the built-in digits that no network is trained on: a
# three.
SAMPLE = builtin_index(330)


def shown_or_sample(session: Session, network: Network) -> Shown:
    """What `network` reads now; where nothing is drawn, a built-in digit that is called blank."""
    given = shown(session, network)
    if not given.is_blank or not network.is_digits:
        return given
    digit, label = sample_digit()
    return Shown(digit_input(digit.centred, network.preparation), True, digit, label=label)


def sample_digit() -> tuple[PreparedDigit, int]:
    """What is shown where nothing is drawn, and what it is."""
    digits = load_dataset("builtin")
    return prepared_image(digits.images[SAMPLE]), int(digits.labels[SAMPLE])
