"""From what the person chose and brought to the pictures that a network learns from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.mnist import DatasetError, mnist_is_here
from cnnviz.core.images import ImageSet
from cnnviz.core.picture_sets import PictureSetError, divided
from cnnviz.core.training.fit import TrainingData
from cnnviz.ui.cache import get_mnist
from cnnviz.ui.state.own_data import OwnPictures, drawn_key, drawn_set
from cnnviz.ui.state.training import TrainedOn, TrainState

DIGITS = tuple("0123456789")


def chosen_data(state: TrainState) -> TrainedOn | None:
    """The data that are chosen now; None if there are none that could be used."""
    key = _key(state)
    if not key:
        return None
    if state.chosen is None or state.chosen.key != key:
        state.chosen = _made(state, key)
    return state.chosen


def may_take_drawn(state: TrainState) -> bool:
    """Whether digits drawn here could be learned with the chosen data: they are digits, too."""
    given = chosen_data(state)
    return given is not None and given.is_digits


def _key(state: TrainState) -> str:
    """Names all that the data depend on; "" if something is missing."""
    plan, own = state.plan, state.own
    if plan.data == "own":
        key = "" if own.read is None else f"own {own.read.key} {own.side} {own.channels}"
    elif plan.data == "mnist":
        key = "mnist" if mnist_is_here() else ""
    else:
        key = "builtin"
    if key and plan.with_drawn and state.drawn:
        key += f" drawn {drawn_key(state.drawn)}"
    return key


def _made(state: TrainState, key: str) -> TrainedOn | None:
    plan = state.plan
    if plan.data == "own":
        given = _own(state.own)
    elif plan.data == "mnist":
        given = _mnist(state)
    else:
        given = TrainedOn(builtin_split(), DIGITS, True, "builtin")
    if given is None:
        return None
    if plan.with_drawn and state.drawn and given.is_digits:
        given = _with_drawn(given, drawn_set(state.drawn))
    return replace(given, key=key)


def _mnist(state: TrainState) -> TrainedOn | None:
    try:
        data = get_mnist()
    except DatasetError as error:
        state.download.problem = str(error)
        return None
    return TrainedOn(data, DIGITS, True, "mnist")


def _own(own: OwnPictures) -> TrainedOn | None:
    assert own.read is not None
    try:
        train, test = divided(own.read, (own.side, own.side), own.channels)
    except PictureSetError as error:
        own.problem = str(error)
        return None
    own.problem = ""
    data = TrainingData(train, test)
    return TrainedOn(data, own.read.classes, are_digits(train), "own")


def are_digits(images: ImageSet) -> bool:
    """Whether pictures are handwritten digits as MNIST's: light ink on black, 28x28, ten classes.

    Such a network reads what is drawn on the Draw page, as that page prepares it.
    """
    if images.classes != DIGITS or images.images.shape[1:] != (28, 28):
        return False
    edge = np.ones((28, 28), bool)
    edge[2:-2, 2:-2] = False
    return float(np.median(images.images[:, edge])) == 0 and float(images.images.mean()) < 100


def _with_drawn(given: TrainedOn, drawn: ImageSet) -> TrainedOn:
    """The drawn digits join those to train on; what is tested on stays as it is."""
    train = given.data.train
    joined = ImageSet(
        f"{train.name}-drawn",
        np.concatenate([train.images, drawn.images]),
        np.concatenate([train.labels, drawn.labels]),
        train.classes,
    )
    return replace(given, data=TrainingData(joined, given.data.check), drawn=drawn)
