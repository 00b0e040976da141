"""A study: many work on it, no trial is lost or worked on twice, and strangers are refused."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import optuna
import pytest

from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import LIVE, TrainingPlan
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.search.space import SearchSpace
from cnnviz.core.training.search.study import (
    StudyError,
    TrialState,
    digest_of,
    open_study,
    to_choose_by,
)
from cnnviz.core.training.search.trial import TrialEnd, TrialEpoch, run_trials
from tests.core.training.sides import pictures

PLAN = TrainingPlan(
    network=NetworkPlan((1, 12, 12), 2, (Block(4),), dense=(8,)),
    config=replace(LIVE, batch_size=16, augmented=False),
)
SPACE = SearchSpace(PLAN, ("learning_rate", "filters"), epochs=2)
STORAGES = ("sqlite:///{}/study.db", "{}/study.journal")

# Claims trials until there are none, and does nothing with them but say which.
CLAIM = """
import sys
from cnnviz.core.training.search.space import SearchSpace
from cnnviz.core.training.search.study import open_study
study = open_study(sys.argv[1], "one", SearchSpace(), "pictures", trials=12)
print("ready", flush=True)
sys.stdin.readline()
while (trial := study.claim()) is not None:
    print(trial.number, flush=True)
    study.optuna.tell(trial, 0.5)
"""


@pytest.mark.parametrize("storage", STORAGES, ids=["sqlite", "journal"])
def test_processes_that_begin_one_study_at_once_share_its_trials(
    storage: str, tmp_path: Path
) -> None:
    url = storage.format(tmp_path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert all(process.returncode == 0 for process in processes)
    numbers = Counter(int(number) for text in said for number in text.split())
    assert numbers == Counter(range(12))
    study = open_study(url, "one", None, "pictures")
    assert [trial.number for trial in study.all()] == list(range(12))
    assert all(trial.state is TrialState.COMPLETE for trial in study.all())


def test_trials_train_the_plans_they_say(tmp_path: Path) -> None:
    data = TrainingData(pictures(120), pictures(30))
    study = open_study(str(tmp_path / "s.journal"), "one", SPACE, "p", trials=4, seed=2)
    kept: dict[int, tuple[float, int]] = {}

    def keep(trial: int, accuracy: float, weights: dict) -> None:  # type: ignore[type-arg]
        kept[trial] = accuracy, next(iter(weights.values())).shape[0]

    events = list(run_trials(study, data, worker="me", keep=keep))
    ends = [event for event in events if isinstance(event, TrialEnd)]
    assert sorted(end.trial for end in ends) == [0, 1, 2, 3]
    for trial in study.all():
        assert trial.state is TrialState.COMPLETE and trial.user_attrs["worker"] == "me"
        epochs = [e for e in events if isinstance(e, TrialEpoch) and e.trial == trial.number]
        assert [e.epoch for e in epochs] == [1, 2]
        assert trial.value == epochs[-1].accuracy == kept[trial.number][0]
        assert kept[trial.number][1] == trial.params["filters"]
    best = study.best()
    assert best is not None and best.value == max(end.accuracy or 0 for end in ends)


def test_who_lags_behind_is_given_up(tmp_path: Path) -> None:
    """After four trials, one at a learning rate that cannot learn ends at its second epoch."""
    data = TrainingData(pictures(120), pictures(30))
    space = replace(SPACE, vary=("learning_rate",), epochs=5)
    study = open_study(str(tmp_path / "s.journal"), "one", space, "p", trials=5)
    for number, rate in enumerate([0.02] * 4 + [1e-4]):
        study.optuna.enqueue_trial({"learning_rate": rate})
        assert number < 5
    # The five that wait without values come first: let them pass, for these are not random.
    for _ in range(5):
        waiting = study.claim()
        assert waiting is not None
        study.optuna.tell(waiting, state=TrialState.FAIL)
    ends = [e for e in run_trials(study, data, worker="me") if isinstance(e, TrialEnd)]
    assert [end.state for end in ends] == ["complete"] * 4 + ["pruned"]
    last = study.all()[-1]
    assert last.state is TrialState.PRUNED and 2 <= len(last.intermediate_values) < 5


def test_an_impossible_network_is_given_up_at_once_and_named(tmp_path: Path) -> None:
    data = TrainingData(pictures(60), pictures(30))
    plan = replace(PLAN, network=replace(PLAN.network, blocks=(Block(4, 9, pool="max"),)))
    space = SearchSpace(plan, ("depth",), epochs=1)
    study = open_study(str(tmp_path / "s.journal"), "one", space, "p")
    study.optuna.enqueue_trial({"depth": 3})
    events = run_trials(study, data, worker="me")
    end = next(events)
    assert isinstance(end, TrialEnd) and end.state == "pruned"
    assert end.reason.startswith("impossible at ")
    assert study.all()[0].user_attrs["impossible_at"] == end.reason.split()[-1]


def test_stopping_ends_within_a_batch_and_leaves_nothing_running(tmp_path: Path) -> None:
    data = TrainingData(pictures(400), pictures(30))
    study = open_study(str(tmp_path / "s.journal"), "one", replace(SPACE, epochs=50), "p", trials=3)
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    events = list(run_trials(study, data, worker="me", stopped=stopped))
    assert events == [TrialEnd(0, "fail", reason="stopped")] and asked <= 8
    assert [trial.state for trial in study.all()] == [TrialState.FAIL]


def test_a_trial_whose_worker_has_gone_is_taken_over(tmp_path: Path) -> None:
    """SQLite and servers know when somebody was last heard of; a journal file does not."""
    url = f"sqlite:///{tmp_path}/study.db"
    study = open_study(url, "one", SPACE, "p", trials=1)
    gone = study.claim()
    assert gone is not None
    study.beat(gone)
    assert study.claim() is None, "somebody works on it"
    storage = study.optuna._storage
    with storage._backend.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("UPDATE trial_heartbeats SET heartbeat = '2001-01-01 00:00:00'")
    other = open_study(url, "one", None, "p")
    again = other.claim()
    assert again is not None and again.number == 1
    assert other.all()[0].state is TrialState.FAIL


def refused(*given: object, **more: object) -> str:
    with pytest.raises(StudyError) as caught:
        open_study(*given, **more)  # type: ignore[arg-type]
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text and len(text) < 300
    return text


def test_what_cannot_be_joined_is_said_in_one_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/study.db"
    assert "no study 'one'" in refused(url, "one", None, "p")
    open_study(url, "one", SPACE, "p")
    assert "another search" in refused(url, "one", replace(SPACE, epochs=3), "p")
    assert "other pictures" in refused(url, "one", SPACE, "q")
    assert "cannot be used" in refused("nonsense", "one", SPACE, "p")
    assert "cannot be used" in refused(f"sqlite:///{tmp_path}/no/such/folder/s.db", "x", SPACE, "p")
    assert "cannot be used" in refused("postgresql://nobody@localhost:1/x", "one", SPACE, "p")


def test_a_study_of_another_program_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.core.training.search.study._PATIENCE", 0.1)
    url = f"sqlite:///{tmp_path}/study.db"
    optuna.create_study(storage=url, study_name="theirs")
    assert "cannot be joined" in refused(url, "theirs", SPACE, "p")
    theirs = optuna.load_study(study_name="theirs", storage=url)
    assert theirs.trials == [] and theirs.user_attrs == {}


def test_the_pictures_to_choose_by_come_from_those_to_train_on() -> None:
    data = TrainingData(pictures(100), pictures(30))
    parts = to_choose_by(data)
    assert (len(parts.train), len(parts.check)) == (80, 20)
    assert Counter(parts.check.labels.tolist()) == {0: 10, 1: 10}
    both = np.concatenate([parts.train.images, parts.check.images])
    rows = {image.tobytes() for image in both}
    assert rows == {image.tobytes() for image in data.train.images} and len(both) == 100
    assert digest_of(data) != digest_of(parts)


def test_a_class_of_one_picture_is_learned_and_nothing_is_chosen_by_it() -> None:
    three = pictures(3)
    lonely = ImageSet("three", three.images, np.array([0, 0, 1]), ("left", "right"))
    parts = to_choose_by(TrainingData(lonely, three))
    assert parts.check.labels.tolist() == [0] and parts.train.labels.tolist() == [0, 1]
    two = ImageSet("two", three.images[:2], np.array([0, 1]), ("left", "right"))
    with pytest.raises(StudyError, match="two pictures"):
        to_choose_by(TrainingData(two, three))
