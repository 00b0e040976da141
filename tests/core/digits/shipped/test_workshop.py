"""The workshop: makes what it lacks, keeps what it has, and ships the one in the middle."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.shipped import workshop
from cnnviz.core.digits.shipped.recipes import RECIPES, TAUGHT, TEACHERS, VIEWS, check_parts
from cnnviz.core.digits.shipped.workshop import Candidate, Workshop, median_of
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.exposure import NOTHING
from cnnviz.core.training.fit import TrainingData, predict_logits


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> DigitSet:
    """Forty digits, eight more pictures of none; LeNet-5 is taught by two of the other."""
    digits = load_dataset("builtin")
    some = DigitSet("some", digits.images[::125], digits.labels[::125])

    def with_outliers(shown: DigitSet) -> DigitSet:
        return DigitSet(
            "all",
            np.concatenate([shown.images, shown.images[:8].transpose(0, 2, 1)]),
            np.concatenate([shown.labels, np.full(8, NOTHING)]),
        )

    monkeypatch.setattr(workshop, "load_training_data", lambda *_: TrainingData(some, some))
    monkeypatch.setattr(workshop, "with_outliers", with_outliers)
    monkeypatch.setattr(workshop, "check_parts", lambda check: {"some": check})
    monkeypatch.setattr(workshop, "TAUGHT", ("lenet5",))
    monkeypatch.setattr(workshop, "TEACHERS", (("mlp", 0), ("mlp", 2)))
    monkeypatch.setattr(workshop, "VIEWS", 2)
    for name in ("mlp", "lenet5"):
        monkeypatch.setitem(RECIPES, name, TrainConfig(2, batch_size=16))
    return some


def _made(progress: workshop.Progress) -> list[str]:
    """What was worked on, in order."""
    return list(dict.fromkeys(name for name, _ in progress))


def test_it_makes_what_it_lacks_once(few: DigitSet, tmp_path: Path) -> None:
    shop = Workshop(tmp_path / "new")
    assert not _made(shop.prepare("mlp"))
    assert _made(shop.train("mlp", 0)) == ["mlp 0"]
    assert _made(shop.prepare("lenet5")) == ["mlp 2", "answers"]
    assert _made(shop.train("lenet5", 5)) == ["lenet5 5"]
    again = Workshop(tmp_path / "new")
    assert not _made(again.prepare("lenet5"))
    assert not _made(again.train("lenet5", 5))
    assert [each.seed for each in again.candidates("mlp")] == [0, 2]
    assert len(again.digits.train) == len(few), "those of no digit are none of the digits"


def test_a_candidate_is_what_was_trained_calibrated(few: DigitSet, tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    _made(shop.prepare("lenet5"))
    _made(shop.train("lenet5", 5))
    (candidate,) = shop.candidates("lenet5")
    assert candidate.seed == 5 and candidate.recipe["seed"] == 5
    assert candidate.recipe["softened"] == workshop.SOFTENED
    logits = predict_logits(shop.model("lenet5", 5), few)
    right = float((logits.argmax(dim=1).numpy() == few.labels).mean())
    assert candidate.accuracy == {"some": pytest.approx(right, abs=1e-4)}
    raw = logits * candidate.temperature
    found = workshop.consistent_temperature(raw, few.labels)
    assert candidate.temperature == pytest.approx(found, rel=1e-3)
    tensors = safetensors.torch.load(shop.snapshots_of("lenet5", 5).read_bytes())
    assert {key.split("/")[0] for key in tensors} == {"0", "1", "3"}


def test_a_network_of_another_recipe_is_no_candidate(
    few: DigitSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del few
    shop = Workshop(tmp_path)
    _made(shop.prepare("mlp"))
    _made(shop.train("mlp", 0))
    assert "softened" not in shop.candidates("mlp")[0].recipe
    monkeypatch.setitem(RECIPES, "mlp", dataclasses.replace(RECIPES["mlp"], weight_decay=0.1))
    assert not shop.candidates("mlp")


def test_a_folder_of_another_recipe_is_refused(
    few: DigitSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del few
    Workshop(tmp_path).gather()
    monkeypatch.setattr(workshop, "OUTLIER_WEIGHT", 0.9)
    with pytest.raises(WeightsError, match="another recipe"):
        Workshop(tmp_path).gather()


def test_the_middle_one_ships() -> None:
    some = [
        Candidate(seed, 1, 1.0, {"a": mark, "b": 0.9}, {})
        for seed, mark in enumerate((0.3, 0.1, 0.2))
    ]
    assert median_of(some).seed == 2
    assert median_of(some[:1]).seed == 0


def test_the_recipes_can_be_followed() -> None:
    """Who is taught goes through all views, and who teaches has a recipe, and is not taught."""
    assert not [name for name in TAUGHT if RECIPES[name].epochs % VIEWS]
    assert {name for name, _ in TEACHERS} <= set(RECIPES) - set(TAUGHT)
    assert len(set(TEACHERS)) == len(TEACHERS)


def test_what_is_checked_on_is_taken_apart_as_it_was_put_together() -> None:
    labels = np.arange(4_500)
    parts = check_parts(DigitSet("check", np.zeros((4_500, 28, 28), np.uint8), labels))
    assert [len(part) for part in parts.values()] == [2_500, 2_000]
    assert np.concatenate([part.labels for part in parts.values()]).tolist() == labels.tolist()
