"""Curves over the shift are what one gets by asking at each place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.duel.curves import (
    SHIFTS,
    accuracy_at,
    accuracy_curve,
    both_ways,
    probabilities,
    shift_shares,
    small_digits,
)
from cnnviz.core.digits.duel.moves import Move, moved
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.prepare import Plane


class Side(nn.Module):
    """Answers 1 if more ink is in the right half than in the left, else 0."""

    def forward(self, digits: torch.Tensor) -> torch.Tensor:
        ink = digits.sum(dim=(1, 2))
        difference = ink[:, 14:].sum(dim=1) - ink[:, :14].sum(dim=1)
        return torch.stack([torch.zeros_like(difference), difference], dim=1)


def bar(column: int) -> Plane:
    digit = np.zeros((28, 28), np.float32)
    digit[10:18, column] = 1
    return digit


def test_probabilities_follow_the_bar_over_the_middle() -> None:
    shares = shift_shares(Side(), bar(12), Move(right=4))
    assert shares.shape == (len(SHIFTS), 2)
    assert np.allclose(shares.sum(axis=1), 1)
    # Column 12 reaches column 14 when it is moved by 2.
    assert [int(row.argmax()) for row in shares] == [int(12 + right >= 14) for right in SHIFTS]


def test_the_rest_of_the_move_stays() -> None:
    move = Move(down=3, turn=20, scale=1.2, noise=0.1, shuffled=True)
    shares = shift_shares(Side(), bar(12), move)
    for place, right in enumerate(SHIFTS):
        digit = moved(bar(12)[None], replace(move, right=right))
        assert np.allclose(shares[place], probabilities(Side(), digit)[0])


def test_accuracy_is_counted_on_the_thousand() -> None:
    labels = builtin_split().check.labels
    assert small_digits().shape == (len(labels), 28, 28) == (1000, 28, 28)
    model = Side()
    right = probabilities(model, moved(small_digits(), Move(right=2))).argmax(axis=1) == labels
    assert accuracy_at(model, Move(right=2)) == pytest.approx(right.mean())
    curve = accuracy_curve(model)
    assert curve[SHIFTS.index(2)] == pytest.approx(right.mean())
    # Far to the right it always says 1, far to the left always 0: a tenth of the digits each.
    assert curve[0] == curve[-1] == pytest.approx(0.1)


def test_both_ways_is_the_mean_of_left_and_right() -> None:
    curve = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 1.0, 0.8, 0.6, 0.4, 0.2, 0.1])
    assert np.allclose(both_ways(curve), [1.0, 0.6, 0.45, 0.3, 0.15, 0.05])
