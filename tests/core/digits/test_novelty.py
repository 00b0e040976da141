"""The warning 'this does not look like a digit'."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.digits.examples import EXAMPLE_DIGITS, ExampleDigit
from cnnviz.core.digits.novelty import (
    NO_DIGIT,
    NOVELTY_FILE,
    THRESHOLD,
    fit_novelty,
    judge_novelty,
    load_novelty,
    save_novelty,
)
from cnnviz.core.digits.outliers import random_mark
from cnnviz.core.digits.prepare import prepare_digit, prepared_image
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke, draw_strokes
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import (
    PRETRAINED,
    WeightsError,
    load_pretrained,
    save_pretrained,
)
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import EpochEnd, TrainingData
from tests.core.digits.non_digits import SHAPES, non_digits
from tests.core.digits.unseen_non_digits import KINDS, unseen_non_digits

VARIANTS = 20


def _is_unfamiliar(strokes: list[Stroke]) -> bool:
    return judge_novelty(prepare_digit(draw_strokes(strokes))).is_unfamiliar


@lru_cache(maxsize=1)
def _rates() -> dict[str, float]:
    """Share of each kind of non-digit that is warned of."""
    answers = defaultdict(list)
    for kind, strokes in non_digits(VARIANTS, seed=2024):
        answers[kind].append(_is_unfamiliar(strokes))
    return {kind: float(np.mean(flags)) for kind, flags in answers.items()}


def _moved(digit: ExampleDigit, size: float, width: float) -> list[Stroke]:
    """The digit `size` times as large about the middle of the canvas, with another brush."""
    middle = CANVAS_SIZE / 2
    return [
        Stroke(
            tuple((middle + (x - middle) * size, middle + (y - middle) * size) for x, y in s), width
        )
        for s in (stroke.points for stroke in digit.strokes)
    ]


def test_nineteen_of_twenty_non_digits_are_warned_of() -> None:
    rates = _rates()
    assert set(rates) == set(SHAPES)
    assert np.mean(list(rates.values())) >= 0.95, rates


def test_of_those_that_none_was_trained_on_it_warns_or_the_network_doubts() -> None:
    model = load_pretrained("vgg")
    warned, doubted = defaultdict(list), defaultdict(list)
    for kind, strokes in unseen_non_digits(5, seed=7):
        digit = prepare_digit(draw_strokes(strokes))
        warned[kind].append(judge_novelty(digit).is_unfamiliar)
        with torch.no_grad():
            doubted[kind].append(float(torch.softmax(model(digit.tensor), 1).max()) < 0.6)
    assert set(warned) == set(KINDS)
    warnings, doubts = (np.array([each[kind] for kind in KINDS]) for each in (warned, doubted))
    assert warnings.mean() >= 0.95, warned
    assert (warnings | doubts).mean() >= 0.97, doubted


@pytest.mark.parametrize(
    "group",
    [
        ("zigzag", "random walk", "spiral", "hatching"),
        tuple(kind for kind in SHAPES if kind.startswith("letter ")),
        ("filled square",),
        ("thick circle",),
        ("dot",),
        ("two digits",),
    ],
    ids=lambda group: f"{group[0]} ({len(group)})",
)
def test_so_are_nine_of_ten_of_each_group(group: tuple[str, ...]) -> None:
    rates = {kind: _rates()[kind] for kind in group}
    assert np.mean(list(rates.values())) >= 0.9, rates


@pytest.mark.parametrize("digit", EXAMPLE_DIGITS, ids=lambda d: f"{d.style}-{d.label}")
def test_no_example_digit_is_warned_of(digit: ExampleDigit) -> None:
    assert not _is_unfamiliar(list(digit.strokes))


def test_hardly_any_is_at_another_size_or_with_another_brush() -> None:
    flags = [
        _is_unfamiliar(_moved(digit, size, width))
        for digit in EXAMPLE_DIGITS
        for size in (0.4, 0.6, 1.0, 1.3)
        for width in (12, 16, 20, 26, 30)
    ]
    assert np.mean(flags) <= 0.03


def test_hardly_any_real_digit_is_warned_of() -> None:
    """The built-in digits: nothing was trained on them and the threshold was not chosen on them."""
    flags = [judge_novelty(prepared_image(image)).is_unfamiliar for image in _every_fifth()]
    assert np.mean(flags) <= 0.01


def _every_fifth() -> np.ndarray:
    return load_dataset("builtin").images[::5]


def test_a_blank_canvas_is_never_warned_of() -> None:
    novelty = judge_novelty(prepare_digit(np.zeros((280, 280, 4), np.uint8)))
    assert (novelty.score, novelty.is_unfamiliar) == (0.0, False)


def test_both_networks_doubts_make_the_score_and_the_threshold_decides() -> None:
    doubt, reader = load_novelty(), load_pretrained("simplenet")
    for strokes, unfamiliar in (
        (list(EXAMPLE_DIGITS[3].strokes), False),
        ([Stroke(((140.0, 140.0),), 20)], True),
    ):
        digit = prepare_digit(draw_strokes(strokes))
        novelty = judge_novelty(digit)
        with torch.no_grad():
            none = float(torch.softmax(doubt.eleven(digit.tensor), 1)[0, NO_DIGIT])
            sure = float(torch.softmax(reader(digit.tensor), 1).max())
        assert novelty.score == pytest.approx((none + 1 - sure) / 2, abs=1e-6)
        assert novelty.is_unfamiliar == unfamiliar == (novelty.score > THRESHOLD)


def test_place_on_the_canvas_does_not_matter() -> None:
    strokes = [Stroke(((60.0, 60.0), (120.0, 150.0), (60.0, 150.0)), 16)]
    moved = [Stroke(tuple((x + 70, y + 50) for x, y in strokes[0].points), 16)]
    one, two = (judge_novelty(prepare_digit(draw_strokes(s))) for s in (strokes, moved))
    assert one == two


def test_the_file_is_small() -> None:
    assert (PRETRAINED / NOVELTY_FILE).stat().st_size < 200_000


def test_a_missing_or_damaged_file_is_a_plain_error(tmp_path: Path) -> None:
    digit = prepare_digit(draw_strokes(list(EXAMPLE_DIGITS[0].strokes)))
    with pytest.raises(WeightsError, match="python -m cnnviz train"):
        judge_novelty(digit, tmp_path)
    whole = (PRETRAINED / NOVELTY_FILE).read_bytes()
    (tmp_path / NOVELTY_FILE).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match=NOVELTY_FILE):
        judge_novelty(digit, tmp_path)


def test_training_choosing_and_saving_fit_together(tmp_path: Path) -> None:
    """A run on next to nothing ends in a file that loads; the same seed gives the same file."""
    builtin = load_dataset("builtin")
    some = DigitSet("some", builtin.images[::50], builtin.labels[::50])
    contents = []
    for _ in range(2):
        model, events = fit_novelty(
            TrainingData(some, some),
            TrainConfig(1, batch_size=50),
            marks=10,
            pairs=10,
            variants=1,
        )
        assert any(isinstance(event, EpochEnd) for event in events)
        save_novelty(model, tmp_path)
        contents.append((tmp_path / NOVELTY_FILE).read_bytes())
    assert contents[0] == contents[1]
    loaded = load_novelty(tmp_path)
    x = torch.rand(2, 1, 28, 28)
    assert torch.equal(loaded.eleven(x), model(x))
    assert loaded.eleven(x).shape == (2, NO_DIGIT + 1)
    shipped = load_pretrained("simplenet")
    assert torch.equal(loaded.reader(x), shipped(x)), "a folder without it doubts with the shipped"


def test_a_folders_own_simplenet_doubts(tmp_path: Path) -> None:
    fresh = ARCHITECTURES["simplenet"].build().eval()
    save_pretrained("simplenet", fresh, {"accuracy": {"builtin": 0.1}}, tmp_path)
    save_novelty(load_novelty().eleven, tmp_path)
    x = torch.rand(2, 1, 28, 28)
    assert torch.equal(load_novelty(tmp_path).reader(x), fresh(x))


def test_random_marks_lie_on_the_canvas() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        points = np.concatenate([stroke.points for stroke in random_mark(rng)])
        assert points.min() >= 0
        assert points.max() <= CANVAS_SIZE
