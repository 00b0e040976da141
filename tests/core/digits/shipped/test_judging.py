"""What is said of trust is counted as it says, on drawings made as it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import DatasetError, DigitSet, PenDigit, load_dataset
from cnnviz.core.digits.judged_drawings import KINDS
from cnnviz.core.digits.novelty import THRESHOLD, Doubt, judge_novelty, load_novelty
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.shipped import judging
from cnnviz.core.digits.shipped.judging import MANNERS, VARIANTS, evaluate, in_manner
from cnnviz.core.digits.shipped.workshop import Candidate
from cnnviz.core.digits.strokes import CANVAS_SIZE, draw_strokes
from cnnviz.core.training.fit import predict_logits

SEVEN = PenDigit(
    7,
    26,
    (
        np.array([[0, 0], [60, 0], [20, 100]], np.float32),
        np.array([[10, 50], [45, 50]], np.float32),
    ),
)


def _points(name: str, seed: int) -> tuple[np.ndarray, float]:
    strokes = in_manner(SEVEN, MANNERS[name], np.random.default_rng(seed))
    (width,) = {stroke.width for stroke in strokes}
    return np.array([point for stroke in strokes for point in stroke.points]), width


@pytest.mark.parametrize("name", MANNERS)
def test_each_manner_is_drawn_as_it_says_and_on_the_canvas(name: str) -> None:
    manner = MANNERS[name]
    for seed in range(30):
        points, width = _points(name, seed)
        height = np.ptp(points[:, 1]) / CANVAS_SIZE
        assert points.min() >= width / 2 - 1e-3
        assert points.max() <= CANVAS_SIZE - width / 2 + 1e-3
        assert manner.brush[0] <= width <= manner.brush[1]
        room = 1 - width / CANVAS_SIZE
        assert min(manner.height[0], room) - 1e-6 <= height <= min(manner.height[1], room) + 1e-6
        if manner.in_corner:
            free = (points.min(axis=0) - width / 2, CANVAS_SIZE - width / 2 - points.max(axis=0))
            np.testing.assert_allclose(np.minimum(*free), 0, atol=1e-3)
        first, second = points[1] - points[0], np.array([1.0, 0.0])
        turn = np.degrees(np.arccos(first @ second / np.hypot(*first)))
        assert turn == pytest.approx(manner.turn, abs=0.01)


class _Bright(nn.Module):
    """The brighter a picture is, the surer it is that it shows a 3."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits = torch.zeros(len(x), 10)
        logits[:, 3] = 40 * x.mean(dim=(1, 2, 3))
        return logits


@pytest.fixture
def judged_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, DigitSet]]:
    digits = load_dataset("builtin")

    def some(first: int) -> DigitSet:
        return DigitSet("some", digits.images[first::50], digits.labels[first::50])

    sets = {"mnist-test": some(0), "builtin": some(1), "pen-test": some(2)}
    monkeypatch.setattr(judging, "reported_sets", lambda *_: sets)
    monkeypatch.setattr(judging, "read_pen_digits", lambda _: [SEVEN, SEVEN])
    judging._drawn.cache_clear()
    yield sets
    judging._drawn.cache_clear()


def test_trust_is_counted_as_it_says(judged_on: dict[str, DigitSet], tmp_path: Path) -> None:
    model = _Bright().eval()
    # The folder has no network that warns: the one that ships does it.
    found = evaluate(model, 1.0, (None, tmp_path), tmp_path / "empty")
    for name in ("pen-test", "mnist-test"):
        pictures = judged_on[name].images
        tops = torch.softmax(model(torch.from_numpy(pictures / 255.0)[:, None].float()), 1).amax(1)
        warned = [_is_warned_of(picture) for picture in pictures]
        unsure = (tops.numpy() < 0.6) | np.array(warned)
        assert 0 < unsure.mean() < 1
        assert found.trust.unsure[name] == pytest.approx(unsure.mean(), abs=1e-4)
    assert found.trust.no_digit_low <= found.trust.no_digit_unsure <= 1
    assert 0.1 < found.trust.no_digit_top < 1
    assert found.trust.drawn == dict.fromkeys(MANNERS, 0.0), "a 7 is no 3"
    threes = judged_on["builtin"].labels == 3
    assert found.results["builtin"].accuracy == pytest.approx(threes.mean(), abs=1e-4)


def _is_warned_of(picture: np.ndarray) -> bool:
    x = torch.from_numpy(picture / 255.0)[None, None].float()
    with torch.no_grad():
        return float(load_novelty()(x)[0]) > THRESHOLD


def test_a_network_may_be_the_one_that_doubts(
    judged_on: dict[str, DigitSet], tmp_path: Path
) -> None:
    del judged_on
    model = _Bright().eval()
    folders = (None, tmp_path)
    own = evaluate(model, 1.0, folders, tmp_path / "empty", doubts=True).trust
    other = evaluate(model, 1.0, folders, tmp_path / "empty").trust
    assert own.no_digit_top == other.no_digit_top
    pictures = judging._no_digits()
    doubt = Doubt(load_novelty().eleven, model)
    warned = predict_logits(doubt, pictures) > THRESHOLD
    low = torch.softmax(predict_logits(model, pictures), 1).amax(1) < judging.UNSURE
    share = float((warned | low).double().mean())
    assert own.no_digit_unsure == pytest.approx(share, abs=1e-4) != other.no_digit_unsure


def test_the_drawings_are_those_that_were_set_apart() -> None:
    drawings = judging._no_digits()
    assert len(drawings) == VARIANTS * len(KINDS)
    assert drawings.images.any(axis=(1, 2)).all()


def test_without_the_pens_folder_it_says_what_is_missing() -> None:
    judging._drawn.cache_clear()
    with pytest.raises(DatasetError, match="--pen"):
        judging._drawn("plain", None)


def test_the_manifest_tells_of_the_shipped_one_and_of_all_seeds(
    judged_on: dict[str, DigitSet], tmp_path: Path
) -> None:
    del judged_on
    judged = {seed: evaluate(_Bright().eval(), 2.0, (None, tmp_path), tmp_path) for seed in (0, 1)}
    facts = judging.manifest_facts("lenet5", Candidate(1, 60, 2.0, {}, {"epochs": 8}), judged)
    assert facts["seed"] == 1 and facts["recipe"] == {"epochs": 8}
    assert list(facts["seeds"]) == ["0", "1"]
    assert facts["seeds"]["1"]["accuracy"] == facts["accuracy"]
    assert facts["trust"]["drawn"]["plain"] == 0.0


def test_a_drawn_digit_is_seen_as_the_app_sees_it() -> None:
    strokes = in_manner(SEVEN, MANNERS["plain"], np.random.default_rng(7))
    prepared = prepare_digit(draw_strokes(strokes))
    assert not judge_novelty(prepared).is_unfamiliar
