"""A training of a tab, from its start to a network that is used, downloaded and opened again."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.networks.definition import load_definition, save_definition
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import LIVE, TrainingPlan
from cnnviz.core.training.fit import TrainingData, accuracy_on
from cnnviz.figures.theme import percent
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining, take_result
from cnnviz.ui.state.training import TrainedOn, TrainState
from tests.ui.apps import app_of, page, with_three, words

DIGITS = load_dataset("builtin")
FEW = TrainingData(
    DigitSet("few", DIGITS.images[::10], DIGITS.labels[::10]),
    DigitSet("test", DIGITS.images[5::50], DIGITS.labels[5::50]),
)
GIVEN = TrainedOn(FEW, tuple("0123456789"), True, "builtin", key="builtin")
PLAN = TrainingPlan(
    network=NetworkPlan(blocks=(Block(4, batch_norm=True),), dense=(16,)),
    config=replace(LIVE, epochs=3, batch_size=25, augmented=False),
)
STEPS = 3 * 20


@pytest.fixture(scope="module")
def live() -> LiveTraining:
    training = LiveTraining(PLAN, GIVEN, "Mine 1: CNN 4")
    training.start()
    assert training.run.wait(60) and training.run.state is RunState.DONE
    return training


def test_what_it_says_is_true_of_its_network(live: LiveTraining) -> None:
    trained = live.trained
    assert trained is not None and not trained.stopped and not trained.searched
    assert live.batch is not None and live.batch.step == live.batch.steps == STEPS
    last = live.curve[-1]
    assert last.step == STEPS and last.epoch == pytest.approx(3)
    accuracy = accuracy_on(trained.network.model, FEW.check)
    assert last.check_accuracy == pytest.approx(accuracy, abs=1e-6)
    assert accuracy > 0.5 and live.curve[0].loss > last.loss > 0
    assert live.seconds_left == 0 and live.examples_per_second > 0


def test_its_moments_lead_from_the_first_weights_to_the_last(live: LiveTraining) -> None:
    assert live.trained is not None
    steps = [moment.step for moment in live.moments]
    assert steps[0] == 0 and steps[-1] == STEPS and steps == sorted(set(steps))
    state = live.trained.network.model.state_dict()
    for name, value in live.moments[-1].weights.items():
        if value.is_floating_point():
            torch.testing.assert_close(value.float(), state[name], rtol=2e-3, atol=1e-4)


def test_its_result_is_kept_once(live: LiveTraining) -> None:
    state = TrainState(live=live)
    live.taken = False
    take_result(state)
    assert live.trained is not None and list(state.trained) == [live.trained.network.key]
    state.trained.clear()
    take_result(state)
    assert not state.trained, "what was taken away does not come back"


def test_downloaded_and_opened_again_it_answers_the_same(live: LiveTraining) -> None:
    assert live.trained is not None
    network = live.trained.network
    again = load_definition(*save_definition(network))
    assert (again.title, again.classes) == (network.title, network.classes)
    assert again.is_digits and again.input_shape == (1, 28, 28)
    x = torch.rand(5, 1, 28, 28)
    with torch.no_grad():
        assert torch.equal(again.model(x), network.model(x))


def train_page(live: LiveTraining, step: str, part: str = "train") -> AppTest:
    app = page("train", with_three())
    live.taken = False
    app.session_state["cnnviz_training"] = TrainState(
        part=part, step=step, live=live, chosen=GIVEN, plan=PLAN
    )
    app.run()
    assert not app.exception
    return app


def test_fit_shows_its_end_and_evaluate_what_it_can(live: LiveTraining) -> None:
    assert live.trained is not None
    app = train_page(live, "fit")
    (bar,) = app.get("progress")
    assert f"step {STEPS} of {STEPS} · done after" in bar.proto.text
    app = train_page(live, "evaluate")
    accuracy = accuracy_on(live.trained.network.model, FEW.check)
    said = words(app)
    assert f"reads **{percent(accuracy)}** of 100 test pictures right" in said
    wrong = round(100 * (1 - accuracy))
    assert f"({wrong} mistakes" in said
    shown = [each for each in app.button if (each.key or "").startswith("show_mistake_")]
    assert len(shown) == min(12, wrong)


def test_a_mistake_becomes_the_input_on_all_pages_and_is_read_as_it_says(
    live: LiveTraining,
) -> None:
    assert live.trained is not None
    app = train_page(live, "evaluate")
    button = next(e for e in app.button if (e.key or "").startswith("show_mistake_"))
    index = int((button.key or "").rsplit("_", 1)[1])
    button.click().run()
    assert not app.exception
    session = app.session_state["cnnviz_session"]
    network = live.trained.network
    assert session.model == network.key and network.key in session.own
    with torch.no_grad():
        answer = int(network.model(session.digit().tensor).argmax())
    assert session.given is not None and session.given.label == FEW.check.labels[index]
    assert answer != session.given.label


def test_what_is_chosen_in_compile_is_what_is_trained(live: LiveTraining) -> None:
    app = train_page(live, "compile")
    app.select_slider[0].set_value(0.02).run()
    app.selectbox[1].set_value("sgd").run()
    assert not app.exception
    config = app.session_state["cnnviz_training"].plan.config
    assert (config.learning_rate, config.optimizer) == (0.02, "sgd")


def test_a_training_is_stopped_and_keeps_what_it_has() -> None:
    plan = replace(PLAN, config=replace(PLAN.config, epochs=500))
    training = LiveTraining(plan, GIVEN, "Mine 2")
    training.start()
    end = time.monotonic() + 60
    while training.batch is None and time.monotonic() < end:
        time.sleep(0.05)
    training.run.stop()
    assert training.run.wait(20) and training.run.state is RunState.STOPPED
    assert training.trained is not None and training.trained.stopped
    assert training.batch is not None and training.weights is not None
    assert 0 < training.weights.step <= training.batch.step < 10_000
    state = training.trained.network.model.state_dict()
    assert all(torch.equal(state[name], value) for name, value in training.weights.state.items())


def test_other_pages_show_it_at_their_foot_until_it_is_closed(live: LiveTraining) -> None:
    app = app_of(
        "from cnnviz.ui.widgets.training_strip import training_strip\ntraining_strip()\n",
        with_three(),
    )
    app.session_state["cnnviz_training"] = TrainState(live=live, started=1)
    app.run()
    assert not app.exception
    assert "Mine 1: CNN 4" in words(app) and "done after" in words(app)
    app.button(key="strip_use").click().run()
    assert live.trained is not None
    assert app.session_state["cnnviz_session"].model == live.trained.network.key
    app.button(key="strip_close").click().run()
    assert "Mine 1" not in words(app)
