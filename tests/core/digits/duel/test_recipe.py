"""The duel is fair: alike in size, in data and in training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.duel import recipe
from cnnviz.core.digits.duel.moves import MOST_SHIFT, shuffled
from cnnviz.core.digits.duel.recipe import CONFIG, SPECS, load_duel_data, shrunk_set, train_duel
from cnnviz.core.networks.plan.build import build
from cnnviz.core.training.fit import TrainingData


def parameters(name: str) -> int:
    return sum(p.numel() for p in build(SPECS[name].plan).parameters())


def test_the_three_have_comparably_many_parameters() -> None:
    counts = [parameters(name) for name, spec in SPECS.items() if spec.part == "duel"]
    assert len(counts) == 3
    assert max(counts) / min(counts) < 1.05 and 57_000 < min(counts) < 63_000


def test_the_four_differ_only_in_how_they_shrink() -> None:
    plans = [spec.plan for spec in SPECS.values() if spec.part == "shrinking"]
    assert len(plans) == len(set(plans)) == 4
    alike = {
        replace(plan, blocks=tuple(replace(b, pool="none", stride=1) for b in plan.blocks))
        for plan in plans
    }
    assert len(alike) == 1
    assert len({sum(p.numel() for p in build(plan).parameters()) for plan in plans}) == 1


def test_training_is_plain() -> None:
    assert not CONFIG.augmented
    assert {spec.plan.dropout for spec in SPECS.values()} == {0}


def some(count: int = 200) -> DigitSet:
    digits = load_dataset("builtin")
    return DigitSet("mnist-train", digits.images[::25][:count], digits.labels[::25][:count])


def test_the_data_are_shrunk_and_no_digit_is_in_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "load_dataset", lambda *_: some())
    monkeypatch.setattr(recipe, "CHECK_DIGITS", 50)
    data = load_duel_data(None)
    assert (len(data.train), len(data.check)) == (150, 50)
    border = np.ones((28, 28), bool)
    border[MOST_SHIFT:-MOST_SHIFT, MOST_SHIFT:-MOST_SHIFT] = False
    assert not data.train.images[:, border].any() and data.train.images.any()
    assert np.array_equal(data.check.labels, some().labels[150:])


def test_those_of_the_shuffled_part_are_trained_and_checked_on_shuffled_pixels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[TrainingData] = []
    monkeypatch.setattr(recipe, "fit", lambda model, data, config: given.append(data))
    small = shrunk_set(some(20))
    for name in ("mlp", "mlp_shuffled"):
        train_duel(SPECS[name], TrainingData(small, small))
    plain, mixed = given
    assert np.array_equal(plain.train.images, small.images)
    for part in (mixed.train, mixed.check):
        assert np.array_equal(part.images, shuffled(small.images))
