"""A search in processes of its own: each trial once, stopped at once, gone when nobody listens."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz.core.networks.plan.build import build
from cnnviz.core.training.fit import TrainingData, accuracy_on
from cnnviz.core.training.process import TrainingError
from cnnviz.core.training.search.processes import SearchEvent, SearchProcesses, TrialWeights
from cnnviz.core.training.search.study import Study, TrialState, open_study
from cnnviz.core.training.search.trial import TrialEnd, TrialEpoch
from tests.core.training.search.test_study import SPACE
from tests.core.training.sides import pictures

DATA = TrainingData(pictures(200), pictures(60))


def search(
    folder: Path, *, trials: int | None, seconds: float = 60.0, epochs: int = 2
) -> tuple[Study, SearchProcesses]:
    url = str(folder / "s.journal")
    study = open_study(url, "one", replace(SPACE, epochs=epochs), "p", trials=trials)
    return study, SearchProcesses(study, url, DATA, 2, seconds)


def test_two_processes_work_on_one_study(tmp_path: Path) -> None:
    study, processes = search(tmp_path, trials=9)
    events: list[SearchEvent] = list(processes.events())
    ended = Counter(event.trial for event in events if isinstance(event, TrialEnd))
    assert ended == Counter(range(9)), "each once, none lost"
    assert [trial.number for trial in study.all()] == list(range(9))
    workers = Counter(trial.user_attrs["worker"] for trial in study.all())
    assert len(workers) == 2 and min(workers.values()) >= 1
    for weights in (event for event in events if isinstance(event, TrialWeights)):
        (trial,) = [each for each in study.all() if each.number == weights.trial]
        assert trial.state is TrialState.COMPLETE and trial.value == weights.accuracy
        plan = study.space.plan_with(trial.params)
        model = build(plan.network)
        model.load_state_dict(weights.state)
        assert accuracy_on(model.eval(), DATA.check) == pytest.approx(weights.accuracy, abs=1e-6)


def test_it_stops_when_told_and_nothing_stays_running(tmp_path: Path) -> None:
    study, processes = search(tmp_path, trials=50, epochs=100)
    told = 0.0
    for event in processes.events():
        if isinstance(event, TrialEpoch) and not told:
            processes.interrupt()
            told = time.monotonic()
    assert told and time.monotonic() - told < 10
    states = {trial.state for trial in study.all()}
    assert TrialState.RUNNING not in states and len(study.all()) <= 3


def test_it_stops_when_its_time_is_over(tmp_path: Path) -> None:
    study, processes = search(tmp_path, trials=None, seconds=0.1)
    list(processes.events())
    assert TrialState.RUNNING not in {trial.state for trial in study.all()}


def test_closing_the_generator_ends_the_processes(tmp_path: Path) -> None:
    study, processes = search(tmp_path, trials=50, epochs=100)
    events = processes.events()
    next(events)
    events.close()
    assert all(process.poll() is not None for process in processes._processes)
    assert {trial.state for trial in study.all()} == {TrialState.FAIL}


def test_a_worker_ends_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    _, processes = search(tmp_path, trials=50, epochs=100)
    events = processes.events()
    next(events)
    for process in processes._processes:
        # As the system does it for a process that has died.
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0
    events.close()


def test_a_problem_of_a_worker_is_one_sentence(tmp_path: Path) -> None:
    _, processes = search(tmp_path, trials=3)
    for job in processes._jobs:
        job["name"] = "another"
    with pytest.raises(TrainingError, match=r"^The search cannot go on: There is no study"):
        list(processes.events())
