"""How the network for signs is trained and judged; that it must see colour to do so well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.core.images import LUMA, ImageSet
from cnnviz.core.networks.architectures.signnet import SignNet
from cnnviz.core.networks.pretrained import load_pretrained, read_manifest
from cnnviz.core.signs import recipe
from cnnviz.core.signs.classes import SIGN_NAMES, pairs_that_differ_in
from cnnviz.core.signs.dataset import COUNTS, load_signs
from cnnviz.core.training.evaluation import judge
from cnnviz.core.training.fit import (
    BatchEnd,
    EpochEnd,
    TrainConfig,
    TrainingData,
    accuracy_on,
    fit,
    predict_logits,
)


def test_training_follows_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "SIGN_RECIPE", replace(recipe.SIGN_RECIPE, epochs=1))
    signs = load_signs("train", 260)
    model, events = recipe.train_signs(TrainingData(signs, signs))
    assert isinstance(model, SignNet)
    kinds = [type(event) for event in events]
    assert kinds == [BatchEnd] * 3 + [EpochEnd]
    assert not model.training


def test_the_manifest_says_how_it_was_trained_and_judged() -> None:
    row = read_manifest()["signs"]
    assert TrainConfig(**row["recipe"]) == recipe.SIGN_RECIPE
    assert row["seed"] == recipe.SIGN_RECIPE.seed
    assert row["data"] == recipe.SIGNS_DESCRIPTION
    assert list(row["accuracy"]) == list(recipe.SIGNS_REPORTED)
    confusion = np.array(row["confusion"]["signs-test"])
    np.testing.assert_array_equal(confusion.sum(axis=1), np.full(12, COUNTS["test"] / 12))
    assert round(np.trace(confusion) / COUNTS["test"], 4) == row["accuracy"]["signs-test"]
    assert 0.93 <= row["accuracy"]["signs-test"] <= 0.98
    assert row["calibration_error"]["signs-test"]["after"] < 0.02


def test_the_shipped_network_looks_at_colour() -> None:
    """In grey it goes wrong where colour alone tells, and there only by half."""
    signs = load_signs("test", 1_200, seed=2)
    grey = np.rint(signs.images @ LUMA).astype(np.uint8)[..., None].repeat(3, axis=3)
    chosen = np.isin(signs.labels, np.array(pairs_that_differ_in("paints")).ravel())
    model = load_pretrained("signs")

    def right(images: np.ndarray) -> float:
        pictures = ImageSet("pairs", images[chosen], signs.labels[chosen], SIGN_NAMES)
        return accuracy_on(model, pictures)

    assert right(signs.images) > 0.9
    assert right(grey) < 0.7


@pytest.mark.slow
def test_the_manifests_accuracy_is_that_of_the_test_set() -> None:
    row = read_manifest()["signs"]
    result = judge(load_pretrained("signs"), row["temperature"], load_signs("test"))
    assert result.accuracy == pytest.approx(row["accuracy"]["signs-test"], abs=0.002)
    assert result.calibration_error == pytest.approx(
        row["calibration_error"]["signs-test"]["after"], abs=0.002
    )


@pytest.mark.slow
def test_no_network_can_tell_colour_pairs_in_grey() -> None:
    """The shipped one, trained on with grey pictures, knows the pair and guesses which of both."""
    pairs = np.array(pairs_that_differ_in("paints"))
    parts = []
    for split, count in (("train", 6_000), ("check", 1_200)):
        signs = load_signs(split, count, seed=3)
        chosen = np.isin(signs.labels, pairs.ravel())
        grey = np.rint(signs.images[chosen] @ LUMA).astype(np.uint8)[..., None].repeat(3, axis=3)
        parts.append(ImageSet(split, grey, signs.labels[chosen], SIGN_NAMES))
    model = load_pretrained("signs")
    list(fit(model, TrainingData(*parts), TrainConfig(5, learning_rate=1e-3, average=0)))
    answers = predict_logits(model, parts[1]).argmax(1).numpy()
    pair_of = np.full(len(SIGN_NAMES), -1)
    pair_of[pairs] = np.arange(len(pairs))[:, None]
    assert (pair_of[answers] == pair_of[parts[1].labels]).mean() > 0.95
    assert (answers == parts[1].labels).mean() < 0.62
