"""How a network's answer changes while a digit is moved sideways."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.digits.duel.moves import MOST_SHIFT, Move, moved, shrunk
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.prepare import Plane

Curve = NDArray[np.float64]

# To the right, in whole pixels; a digit moved by any of them keeps all its ink.
SHIFTS = tuple(range(-MOST_SHIFT, MOST_SHIFT + 1))


def probabilities(model: nn.Module, digits: Plane) -> NDArray[np.float64]:
    """The softmax of a network's logits, (N, classes), for digits (N, 28, 28)."""
    with torch.no_grad():
        logits = model(torch.tensor(digits)[:, None])
    return np.asarray(torch.softmax(logits.double(), dim=1).numpy())


def shift_shares(model: nn.Module, digit: Plane, move: Move) -> NDArray[np.float64]:
    """All probabilities at every place of `SHIFTS`, (11, classes), the rest of the move as it is.

    Parameters
    ----------
    model : torch.nn.Module
        Pictures (N, 1, 28, 28) to logits, in evaluation mode.
    digit : float32 array (28, 28)
        Shrunk, as `moved` takes it.
    move : Move
        Its `right` is not used.
    """
    places = [moved(digit[None], replace(move, right=right)) for right in SHIFTS]
    return probabilities(model, np.concatenate(places))


@lru_cache(maxsize=1)
def small_digits() -> Plane:
    """The 1,000 held-out digits, shrunk, (1000, 28, 28)."""
    digits = shrunk(builtin_split().check.images.astype(np.float32) / np.float32(255))
    digits.flags.writeable = False
    return digits


def accuracy_at(model: nn.Module, move: Move) -> float:
    """Share of the 1,000 held-out digits that is read right after a move, in [0, 1]."""
    digits = moved(small_digits(), move)
    parts = [probabilities(model, part) for part in np.array_split(digits, 4)]
    answers = np.concatenate(parts).argmax(axis=1)
    return float((answers == builtin_split().check.labels).mean())


def accuracy_curve(model: nn.Module, *, shuffled: bool = False) -> Curve:
    """That share at every place of `SHIFTS`, (11,)."""
    moves = [Move(right=right, shuffled=shuffled) for right in SHIFTS]
    return np.array([accuracy_at(model, move) for move in moves])


def both_ways(curve: Curve) -> Curve:
    """A curve over `SHIFTS` as one over how far, 0 to 5 pixels: the mean of left and right.

    Examples
    --------
    >>> both_ways(np.arange(11.0)).tolist()
    [5.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    """
    return np.asarray((curve[MOST_SHIFT:] + curve[MOST_SHIFT::-1]) / 2)
