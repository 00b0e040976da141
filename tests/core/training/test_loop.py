"""The one loop: optimisers and schedules as PyTorch's own, looks within an epoch, a time limit."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.training.config import OPTIMIZERS, SCHEDULES, TrainConfig
from cnnviz.core.training.loop import BatchEnd, CheckEnd, Checking, EpochEnd, Examples, Loop


def _examples(count: int, seed: int) -> Examples:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 6, generator=generator)
    return Examples(lambda numbers: x[numbers], (x[:, 0] > 0).long() + (x[:, 1] > 0).long())


def _model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))


def _scheduler(optimizer: Any, schedule: str, rate: float, steps: int, moves: bool) -> Any:
    lr = torch.optim.lr_scheduler
    if schedule == "one_cycle":
        return lr.OneCycleLR(optimizer, rate, total_steps=steps + 1, cycle_momentum=moves)
    if schedule == "cosine":
        return lr.CosineAnnealingLR(optimizer, T_max=steps)
    if schedule == "step":
        places = [math.ceil(steps / 2), math.ceil(steps * 3 / 4)]
        return lr.MultiStepLR(optimizer, places, gamma=0.1)
    if schedule == "warm_cosine":
        return lr.LambdaLR(
            optimizer,
            lambda k: min(1.0, 0.1 + 9 * k / steps) * (1 + math.cos(math.pi * k / steps)) / 2,
        )
    return lr.ConstantLR(optimizer, factor=1.0)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_trains_as_a_plain_loop_of_pytorch_does(optimizer: str, schedule: str) -> None:
    config = TrainConfig(
        3,
        batch_size=7,
        learning_rate=0.03,
        weight_decay=0.02,
        average=0.0,
        seed=5,
        optimizer=optimizer,
        schedule=schedule,
    )
    train, check = _examples(40, 1), _examples(10, 2)
    model, twin = _model(), _model()
    losses = [e.loss for e in Loop(model, train, check, config).events() if isinstance(e, BatchEnd)]

    weights = [p for p in twin.parameters() if p.ndim > 1]
    biases = [p for p in twin.parameters() if p.ndim <= 1]
    groups: Any = [{"params": weights, "weight_decay": 0.02}, {"params": biases}]
    makers: dict[str, Any] = {
        "sgd": lambda: torch.optim.SGD(groups, lr=0.03),
        "momentum": lambda: torch.optim.SGD(groups, lr=0.03, momentum=0.9),
        "adam": lambda: torch.optim.Adam(groups, lr=0.03),
        "adamw": lambda: torch.optim.AdamW(
            [groups[0], {"params": biases, "weight_decay": 0.0}], lr=0.03
        ),
    }
    own, generator = makers[optimizer](), torch.Generator().manual_seed(5)
    scheduler = _scheduler(own, schedule, 0.03, 18, optimizer != "sgd")
    expected = []
    for _ in range(3):
        for numbers in torch.randperm(40, generator=generator).split(7):
            loss = F.cross_entropy(twin(train.inputs(numbers)), train.labels[numbers])
            own.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            own.step()
            scheduler.step()
            expected.append(loss.item())
    assert losses == pytest.approx(expected, rel=1e-4)
    for mine, theirs in zip(model.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_squared_error_is_of_the_probabilities() -> None:
    config = TrainConfig(1, batch_size=40, average=0.0, loss="squared_error")
    train, check = _examples(40, 1), _examples(10, 2)
    model = _model()
    first = copy.deepcopy(model)
    event = next(iter(Loop(model, train, check, config).events()))
    x = train.inputs(torch.arange(40))
    truth = torch.eye(3)[train.labels]
    assert isinstance(event, BatchEnd)
    expected = ((torch.softmax(first(x), dim=1) - truth) ** 2).mean().item()
    assert event.loss == pytest.approx(expected, rel=1e-5)


def test_an_epochs_end_says_all_figures_of_both_sets() -> None:
    config = TrainConfig(2, batch_size=10, average=0.0)
    train, check = _examples(40, 1), _examples(25, 2)
    model = _model()
    events = list(Loop(model, train, check, config, chunk=10).events())
    last = events[-1]
    assert isinstance(last, EpochEnd)
    with torch.no_grad():
        answers = model(check.inputs(torch.arange(25)))
    assert last.check_loss == pytest.approx(F.cross_entropy(answers, check.labels).item())
    right = int((answers.argmax(dim=1) == check.labels).sum())
    assert last.check_accuracy == right / 25
    batches = [e for e in events if isinstance(e, BatchEnd)][-4:]
    assert last.accuracy == pytest.approx(sum(e.accuracy for e in batches) / 4)
    looked = [e for e in events if isinstance(e, Checking)]
    assert [(e.done, e.total) for e in looked] == [(10, 25), (20, 25)] * 2


def test_looks_within_an_epoch_change_nothing() -> None:
    config = TrainConfig(2, batch_size=10, average=0.5, seed=3)
    train, check = _examples(200, 1), _examples(25, 2)
    plain, looked = _model(), _model()
    list(Loop(plain, train, check, config).events())
    events = list(Loop(looked, train, check, config, look_after=0.0).events())
    looks = [e for e in events if isinstance(e, CheckEnd)]
    assert looks and all(0 <= e.accuracy <= 1 and e.check_loss > 0 for e in looks)
    # The end of an epoch looks by itself.
    ends = {e.step for e in events if isinstance(e, BatchEnd) and e.step % 20 == 0}
    assert not ends & {e.step for e in looks}
    for mine, theirs in zip(plain.parameters(), looked.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_it_ends_by_time_with_a_last_epoch_and_a_rate_that_has_come_down() -> None:
    config = TrainConfig(10_000, batch_size=10, average=0.0, schedule="cosine")
    loop = Loop(_model(), _examples(40, 1), _examples(10, 2), config, seconds=0.6)
    last = list(loop.events())[-1]
    assert isinstance(last, EpochEnd) and last.seconds >= 0.6 and last.epoch < 10_000
    assert loop.optimizer.param_groups[0]["lr"] < 0.5 * config.learning_rate


def test_a_batch_of_one_does_not_break_a_batch_norm() -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))
    config = TrainConfig(1, batch_size=4, average=0.0)
    events = list(Loop(model, _examples(9, 1), _examples(5, 2), config).events())
    assert isinstance(events[-1], EpochEnd) and math.isfinite(events[-1].loss)
