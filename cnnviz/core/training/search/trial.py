"""One trial: suggest, build, train, report after each epoch, and be given up if it lags behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import optuna
import torch
from optuna.trial import TrialState

from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.loop import BatchEnd, EpochEnd
from cnnviz.core.training.search.study import Study
from cnnviz.core.training.worker import start


@dataclass(frozen=True)
class TrialEpoch:
    """A trial has come so far: its number, the epoch from 1, accuracy in [0, 1] to choose by."""

    trial: int
    epoch: int
    accuracy: float


@dataclass(frozen=True)
class TrialEnd:
    """A trial is over.

    Attributes
    ----------
    trial : int
    state : {"complete", "pruned", "fail"}
    accuracy : float or None
        Of a complete one, in [0, 1].
    reason : str
        Why it did not come to its end, where that is more than that it lagged behind.
    """

    trial: int
    state: str
    accuracy: float | None = None
    reason: str = ""


TrialEvent = TrialEpoch | TrialEnd
Kept = Callable[[int, float, dict[str, torch.Tensor]], None]


def run_trials(
    study: Study,
    data: TrainingData,
    *,
    worker: str,
    stopped: Callable[[], bool] = lambda: False,
    keep: Kept = lambda trial, accuracy, weights: None,
) -> Iterator[TrialEvent]:
    """Work on trials until there are none left, or somebody says to stop.

    Parameters
    ----------
    study : Study
    data : TrainingData
        To learn from and to choose by (`to_choose_by`).
    worker : str
        Written into each trial.
    stopped : callable
        Asked after every batch.
    keep : callable
        Gets number, accuracy and weights of a complete trial.
    """
    while not stopped():
        trial = study.claim()
        if trial is None:
            return
        yield from _one(study, trial, data, worker, stopped, keep)


def _one(
    study: Study,
    trial: optuna.Trial,
    data: TrainingData,
    worker: str,
    stopped: Callable[[], bool],
    keep: Kept,
) -> Iterator[TrialEvent]:
    trial.set_user_attr("worker", worker)
    is_told = False
    try:
        plan = study.space.plan_with(study.space.suggest(trial))
        found = outline(plan.network)
        if found.broken is not None:
            reason = f"impossible at {found.broken.layer}"
            trial.set_user_attr("impossible_at", found.broken.layer)
            study.optuna.tell(trial, state=TrialState.PRUNED)
            is_told = True
            yield TrialEnd(trial.number, "pruned", reason=reason)
            return
        trial.set_user_attr("parameters", found.parameters)
        accuracy = 0.0

        def asked() -> bool:
            study.beat(trial)
            return stopped()

        for event, weights in _training(plan, data, asked):
            accuracy = event.check_accuracy
            trial.report(accuracy, event.epoch)
            yield TrialEpoch(trial.number, event.epoch, accuracy)
            if event.epoch == plan.config.epochs:
                keep(trial.number, accuracy, weights())
            elif trial.should_prune():
                study.optuna.tell(trial, state=TrialState.PRUNED)
                is_told = True
                yield TrialEnd(trial.number, "pruned")
                return
        if not stopped():
            study.optuna.tell(trial, accuracy)
            is_told = True
            yield TrialEnd(trial.number, "complete", accuracy)
    finally:
        # Stopped, or something went wrong: no trial stays "running" for ever.
        if not is_told:
            study.optuna.tell(trial, state=TrialState.FAIL)
    if not is_told:
        yield TrialEnd(trial.number, "fail", reason="stopped")


def _training(
    plan: TrainingPlan, data: TrainingData, stopped: Callable[[], bool]
) -> Iterator[tuple[EpochEnd, Callable[[], dict[str, torch.Tensor]]]]:
    """The ends of the epochs, each with a way to the weights; stops within a batch."""
    model = build(plan.network, plan.config.seed)
    events = start(model, plan, data, 1e9)

    def weights() -> dict[str, torch.Tensor]:
        events.close()  # type: ignore[attr-defined]  # the running average is put in, if any
        return {name: value.detach().clone() for name, value in model.state_dict().items()}

    try:
        for event in events:
            if isinstance(event, BatchEnd) and stopped():
                return
            if isinstance(event, EpochEnd):
                yield event, weights
    finally:
        events.close()  # type: ignore[attr-defined]
