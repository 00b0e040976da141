"""The search on its page: the best trial is the best, and becomes a network to use."""

from __future__ import annotations

import dataclasses
import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.networks.plan.values import NetworkPlan
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.fit import TrainingData, accuracy_on
from cnnviz.core.training.search.study import to_choose_by
from cnnviz.figures.theme import percent
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import SearchSettings, TrainedOn, TrainState
from tests.ui.apps import html, page, with_three, words

DIGITS = load_dataset("builtin")
FEW = TrainingData(
    DigitSet("few", DIGITS.images[::20], DIGITS.labels[::20]),
    DigitSet("test", DIGITS.images[1::50], DIGITS.labels[1::50]),
)
SETTINGS = SearchSettings(vary=("filters", "pooling"), trials=3, epochs=1, minutes=1, workers=2)


def tune_page(settings: SearchSettings = SETTINGS, **state: object) -> AppTest:
    app = page("train", with_three())
    given = TrainedOn(FEW, tuple("0123456789"), True, "builtin", key="builtin")
    app.session_state["cnnviz_training"] = TrainState(
        part="tune",
        chosen=given,
        tuning=dataclasses.replace(settings),
        **state,  # type: ignore[arg-type]
    )
    app.run()
    assert not app.exception
    return app


def state_of(app: AppTest) -> TrainState:
    state = app.session_state["cnnviz_training"]
    assert isinstance(state, TrainState)
    return state


def session_of(app: AppTest) -> Session:
    session = app.session_state["cnnviz_session"]
    assert isinstance(session, Session)
    return session


def button(app: AppTest, key: str) -> object:
    return next(each for each in app.button if each.key == key)


def wait(app: AppTest) -> AppTest:
    """Look at the page until the search is over."""
    search = state_of(app).search
    assert search is not None
    end = time.monotonic() + 60
    while search.is_active and time.monotonic() < end:
        app.run()
        assert not app.exception
        time.sleep(0.3)
    app.run()
    assert not app.exception and not search.is_active
    return app


@pytest.fixture(scope="module")
def searched() -> AppTest:
    app = tune_page()
    app.button(key="tune_start").click().run()
    return wait(app)


def test_before_it_the_page_says_what_it_is_and_what_may_vary() -> None:
    app = tune_page()
    assert "Each **trial**" in words(app) or "each **trial**" in words(app)
    assert "4, 8, 16 or 32" in words(app) and "max, average or none" in words(app)
    assert not app.button(key="tune_start").disabled
    app.button_group[_vary(app)].set_value([]).run()
    assert app.button(key="tune_start").disabled


def _vary(app: AppTest) -> int:
    return next(i for i, each in enumerate(app.button_group) if each.label == "What may vary")


def test_of_an_architecture_only_the_training_varies() -> None:
    plan = TrainingPlan(network=NetworkPlan(architecture="resnet"))
    app = tune_page(plan=plan)
    assert app.button_group[_vary(app)].options == ["Learning rate", "Batch size", "Augmentation"]
    # What was chosen for a network of blocks is left out.
    assert app.button(key="tune_start").disabled


def test_its_best_is_the_best_and_judged_by_pictures_that_nothing_was_chosen_by(
    searched: AppTest,
) -> None:
    search = state_of(searched).search
    assert search is not None and search.study is not None and search.trained is not None
    trials = search.study.all()
    assert len(trials) == 3 and search.ended == 3
    best = max((t for t in trials if t.value is not None), key=lambda t: (t.value, -t.number))
    assert search.best is not None and search.best.trial == best.number
    model = search.trained.network.model
    assert accuracy_on(model, to_choose_by(FEW).check) == pytest.approx(best.value, abs=1e-6)
    said = words(searched)
    assert f"**{percent(best.value or 0)}** of the 50 pictures to choose by" in said
    assert f"**{percent(accuracy_on(model, FEW.check))}** of 100 test pictures" in said
    assert f"The best: trial {best.number + 1}" in said
    assert search.trained.plan == search.space.plan_with(best.params)


def test_the_table_has_every_trial_once_the_best_first(searched: AppTest) -> None:
    search = state_of(searched).search
    assert search is not None and search.study is not None and search.best is not None
    (table,) = re.findall(r'<table class="plain">.*?</table>', html(searched), re.S)
    rows = [re.findall(r"<td.*?>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)][
        1:
    ]
    assert sorted(int(row[0]) for row in rows) == [1, 2, 3]
    assert int(rows[0][0]) == search.best.trial + 1
    for row in rows:
        (trial,) = [t for t in search.study.all() if t.number == int(row[0]) - 1]
        assert row[4:] == [str(trial.params["filters"]), trial.params["pooling"]]
        if trial.value is not None:
            assert row[1] == percent(trial.value)


def test_it_becomes_a_network_to_use(searched: AppTest) -> None:
    state = state_of(searched)
    assert state.search is not None and state.search.trained is not None
    network = state.search.trained.network
    assert network.key in state.trained and network.title == "Tuned 1"
    searched.button(key="use_network").click().run()
    assert not searched.exception
    session = session_of(searched)
    assert session.model == network.key and session.own[network.key] is network


def test_its_settings_go_into_the_form_and_its_code_is_of_all_pictures(searched: AppTest) -> None:
    state = state_of(searched)
    assert state.search is not None and state.search.trained is not None
    searched.button(key="tune_into_form").click().run()
    assert not searched.exception
    assert (state.part, state.step) == ("train", "compile")
    assert state.plan == state.search.trained.plan
    state.step = "code"
    searched.run()
    assert not searched.exception
    assert "The code of" not in words(searched)
    state.go_to_part("tune")
    searched.run()


def test_what_was_stopped_keeps_its_best() -> None:
    app = tune_page(SearchSettings(("filters",), trials=100, epochs=1, minutes=5, workers=1))
    app.button(key="tune_start").click().run()
    search = state_of(app).search
    assert search is not None
    end = time.monotonic() + 60
    while search.best is None and time.monotonic() < end:
        time.sleep(0.1)
    app.run()
    app.button(key="tune_stop").click().run()
    wait(app)
    assert search.trained is not None and search.trained.stopped
    assert "stopped after" in "".join(str(each.proto.text) for each in app.get("progress"))
    assert app.button(key="tune_start").label == "Search again"


def test_what_cannot_be_searched_is_one_sentence() -> None:
    one = DigitSet("one", DIGITS.images[[0, -1]], DIGITS.labels[[0, -1]])
    app = tune_page()
    state = state_of(app)
    assert state.chosen is not None
    lonely = TrainingData(one, FEW.check)
    state.chosen = TrainedOn(lonely, tuple("0123456789"), True, "builtin", key="builtin")
    app.run()
    app.button(key="tune_start").click().run()
    wait(app)
    assert "No class has two pictures: there is nothing to choose by." in words(app)
