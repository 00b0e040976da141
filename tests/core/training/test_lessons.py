"""Distillation: students learn the ensemble's answers to the very pictures they see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.training.augment import augment
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.exposure import NOTHING
from cnnviz.core.training.fit import EpochEnd, as_tensor
from cnnviz.core.training.lessons import (
    Answered,
    Lessons,
    distillation_loss,
    fit_lessons,
    read_lessons,
    write_lessons,
)

VIEWS = 3


def _linear(seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10)).eval()


@pytest.fixture(scope="module")
def pictures() -> DigitSet:
    """Fifty digits, the last ten said to show nothing."""
    digits = load_dataset("builtin")
    labels = digits.labels[::100].copy()
    labels[40:] = NOTHING
    labels[39] = 9
    return DigitSet("some", digits.images[::100], labels)


@pytest.fixture(scope="module")
def lessons(pictures: DigitSet, tmp_path_factory: pytest.TempPathFactory) -> Lessons:
    folder = tmp_path_factory.mktemp("lessons") / "new"
    events = list(write_lessons(folder, pictures, [_linear(1), _linear(2)], augment, VIEWS))
    assert events == [Answered(step, VIEWS) for step in (1, 2, 3)]
    return read_lessons(folder)


def test_each_view_is_another_and_answered_as_the_ensemble_does(
    lessons: Lessons, pictures: DigitSet
) -> None:
    assert lessons.pictures.shape == (VIEWS, 50, 28, 28)
    assert not np.array_equal(lessons.pictures[0], lessons.pictures[1])
    np.testing.assert_array_equal(lessons.labels, pictures.labels)
    with torch.no_grad():
        for view in range(VIEWS):
            x = as_tensor(lessons.pictures[view])
            mean = (_linear(1)(x) + _linear(2)(x)) / 2
            np.testing.assert_allclose(lessons.logits[view, :40], mean[:40], atol=1e-5)
    assert not lessons.logits[:, 40:].any()


def test_targets_are_softened_shares_and_light_ones_for_nothing(lessons: Lessons) -> None:
    targets = lessons.targets(temperature=2.0, weight=0.3)
    assert targets.shape == (VIEWS * 50, 10)
    wanted = F.softmax(torch.from_numpy(lessons.logits[1, 7]) / 2, dim=0)
    torch.testing.assert_close(targets[57], wanted)
    torch.testing.assert_close(targets[40:50], torch.full((10, 10), 0.03))


def test_the_loss_is_least_at_the_answers_and_as_steep_without_a_temperature() -> None:
    torch.manual_seed(0)
    answers = torch.randn(5, 10)
    for temperature in (1.0, 4.0):
        logits = answers.clone().requires_grad_()
        targets = torch.softmax(answers / temperature, dim=1)
        (gradient,) = torch.autograd.grad(distillation_loss(temperature)(logits, targets), logits)
        assert gradient.abs().max() < 1e-6
    # Near the mean, a softened loss pulls as hard as a difference of logits: Hinton et al., eq. 4.
    logits = torch.zeros(1, 10, requires_grad=True)
    targets = torch.softmax(answers[:1] / 100, dim=1)
    (gradient,) = torch.autograd.grad(distillation_loss(100.0)(logits, targets), logits)
    torch.testing.assert_close(gradient, (answers[:1].mean() - answers[:1]) / 10, atol=2e-3, rtol=0)


def test_a_student_comes_to_answer_as_its_teachers(lessons: Lessons, pictures: DigitSet) -> None:
    model = _linear(3)
    shown = DigitSet("shown", pictures.images[:40], pictures.labels[:40])
    config = TrainConfig(60 * VIEWS, batch_size=50, learning_rate=0.02, average=0, weight_decay=0)
    events = list(fit_lessons(model, lessons, shown, config, 2.0, 0.3))
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert len(ends) == 60, "a round goes through all views"
    assert ends[-1].loss < ends[0].loss
    with torch.no_grad():
        answers = model(as_tensor(lessons.pictures[0]))
    told = torch.from_numpy(lessons.logits[0, :40]).argmax(dim=1)
    assert (answers[:40].argmax(dim=1) == told).float().mean() > 0.9
    tops = torch.softmax(answers, dim=1).amax(dim=1)
    assert tops[40:].mean() < 0.35, "of nothing it is not sure"


def test_epochs_that_would_leave_out_some_views_are_refused(
    lessons: Lessons, pictures: DigitSet
) -> None:
    with pytest.raises(ValueError, match="multiple of 3"):
        fit_lessons(_linear(1), lessons, pictures, TrainConfig(4), 1.0, 0.1)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    for name in ("pictures", "logits", "labels"):
        np.save(tmp_path / f"{name}.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"pickle|Python objects"):
        read_lessons(tmp_path)
