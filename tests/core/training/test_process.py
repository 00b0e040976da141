"""A training in its own process: the same result, stopped at once, and gone when nobody listens."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
import torch

from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import LIVE, AugmentSettings, TrainingPlan
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.loop import BatchEnd, EpochEnd
from cnnviz.core.training.process import Ended, TrainingError, TrainingProcess, Weights
from cnnviz.core.training.worker import data_from_bytes, data_to_bytes, start
from tests.core.training.sides import pictures


def plan_of(**config: Any) -> TrainingPlan:
    network = NetworkPlan((1, 12, 12), 2, (Block(4, batch_norm=True),), dense=(8,), dropout=0.2)
    return TrainingPlan(network=network, config=replace(LIVE, **config))


@pytest.mark.parametrize("augmented", [False, True])
def test_it_ends_with_the_weights_of_the_same_training_here(augmented: bool) -> None:
    data = TrainingData(pictures(90), pictures(30))
    plan = replace(
        plan_of(epochs=2, batch_size=16, augmented=augmented, average=0.5),
        augmentation=AugmentSettings(noise=0.1),
    )
    events = list(TrainingProcess(plan, data).events())
    model = build(plan.network, plan.config.seed)
    first = {name: value.clone() for name, value in model.state_dict().items()}
    expected = list(start(model, plan, data, 1e9))
    weights = [event for event in events if isinstance(event, Weights)]
    assert weights[0].step == 0 and weights[-1].step == 12
    for name, value in model.state_dict().items():
        assert torch.equal(weights[0].state[name], first[name])
        torch.testing.assert_close(weights[-1].state[name], value, rtol=1e-5, atol=1e-6)
    mine = [event.loss for event in events if isinstance(event, BatchEnd)]
    assert mine == pytest.approx([e.loss for e in expected if isinstance(e, BatchEnd)], rel=1e-4)
    assert events[-1] == Ended(12, stopped=False)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert [event.epoch for event in ends] == [1, 2] and ends[-1].check_accuracy > 0.6


def test_a_training_that_is_interrupted_ends_after_the_batch_under_way() -> None:
    """A large batch: bursts hold one each, so that the steps said are the steps done."""
    data = TrainingData(pictures(4000, 28), pictures(10, 28))
    network = NetworkPlan((1, 28, 28), 2, (Block(32, 5), Block(64, 5)))
    plan = TrainingPlan(network=network, config=replace(LIVE, epochs=50, batch_size=1000))
    process = TrainingProcess(plan, data)
    last, end, pressed = 0, None, 0
    for event in process.events():
        if isinstance(event, BatchEnd):
            last = event.step
            if last == 3:
                pressed = last
                process.interrupt()
        elif isinstance(event, Ended):
            end = event
    # One batch may be under way when it is pressed, and one may have ended unheard.
    assert end is not None and end.stopped and pressed <= end.step <= pressed + 2


def test_nothing_is_trained_while_nobody_asks() -> None:
    """But for the two bursts that it may be ahead, whatever the speed of the machine."""
    data = TrainingData(pictures(400), pictures(10))
    process = TrainingProcess(plan_of(epochs=100_000, batch_size=8), data)
    events, step, begun = process.events(), 0, 0.0
    for event in events:
        if isinstance(event, BatchEnd):
            step, begun = event.step, begun or time.perf_counter()
            if time.perf_counter() - begun > 1.0:
                break
    in_a_second = step
    time.sleep(3.0)
    process.interrupt()
    ended = list(events)[-1]
    assert isinstance(ended, Ended)
    assert ended.step - step < 1.5 * in_a_second, "three seconds would have been three times that"


def test_closing_the_generator_ends_the_process() -> None:
    training = TrainingProcess(plan_of(epochs=10_000), TrainingData(pictures(40), pictures(10)))
    events = training.events()
    next(events)
    process = training._process
    assert process is not None and process.poll() is None
    events.close()
    assert process.poll() is not None


def test_a_process_that_dies_is_said_in_one_sentence() -> None:
    training = TrainingProcess(plan_of(epochs=10_000), TrainingData(pictures(40), pictures(10)))

    def follow() -> None:
        for _ in training.events():
            assert training._process is not None
            training._process.kill()

    with pytest.raises(TrainingError, match="ended unexpectedly"):
        follow()


def test_what_cannot_be_trained_is_said_in_one_sentence() -> None:
    plan = plan_of(epochs=1)
    wrong = TrainingData(pictures(40, 20), pictures(10, 20))
    with pytest.raises(TrainingError, match="The training cannot go on: ") as error:
        list(TrainingProcess(plan, wrong).events())
    assert "\n" not in str(error.value)


def test_interrupting_before_the_first_event_ends_it() -> None:
    training = TrainingProcess(plan_of(epochs=10_000), TrainingData(pictures(40), pictures(10)))
    threading.Timer(0.05, training.interrupt).start()
    events = list(training.events())
    assert isinstance(events[-1], Ended) and events[-1].stopped


@pytest.mark.parametrize("colour", [False, True])
def test_pictures_come_through_unchanged(colour: bool) -> None:
    data = TrainingData(pictures(20, colour=colour), pictures(6, colour=colour))
    again = data_from_bytes(data_to_bytes(data))
    for mine, theirs in ((data.train, again.train), (data.check, again.check)):
        assert (mine.images == theirs.images).all() and (mine.labels == theirs.labels).all()
