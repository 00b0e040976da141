"""The trainings that can be looked back at: those of shipped networks, those of this tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch

from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.training.film import (
    MomentFacts,
    Weights,
    judge_moment,
    network_at,
    some_of,
)
from cnnviz.core.training.snapshot_facts import JUDGED
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS
from cnnviz.figures.curves import CurvePoint
from cnnviz.ui.cache import (
    get_moment_facts,
    get_shipped,
    get_snapshot_facts,
    get_snapshots,
    in_worker,
)
from cnnviz.ui.state.training import Trained, TrainState
from cnnviz.ui.words.moments import moment_label, shipped_note, trained_note
from cnnviz.ui.words.speech import say


@dataclass(frozen=True, eq=False)
class Reel:
    """One training, as moments.

    Attributes
    ----------
    network : Network
        What came of it.
    moments : tuple of (int, weights)
        Steps and the weights after them.
    labels : tuple of str
        What each moment is called.
    curve : sequence of CurvePoint
    facts : callable
        How it did at a moment, given its place; never about pictures it was trained on.
    note : str
        What these weights and curves are.
    log_steps : bool
        Whether most moments lie in the first steps.
    """

    network: Network
    moments: tuple[tuple[int, Weights], ...]
    labels: tuple[str, ...]
    curve: Sequence[CurvePoint]
    facts: Callable[[int], MomentFacts]
    note: str
    log_steps: bool = False


def reel_keys(state: TrainState) -> tuple[str, ...]:
    """Keys of all trainings to choose from, the latest of this tab last."""
    kept = [key for key, trained in state.trained.items() if trained.moments]
    return (*SNAPSHOT_NETWORKS, *kept)


def reel_of(state: TrainState, key: str) -> Reel:
    """A training by its network's key.

    Raises
    ------
    WeightsError
        If a shipped network's files cannot be used.
    """
    if key in state.trained:
        return _of_this_tab(state.trained[key])
    return _shipped(key)


def _shipped(key: str) -> Reel:
    network = get_shipped(key)
    try:
        snapshots, known = get_snapshots(key), get_snapshot_facts()[key]
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(
            say(
                "own-snapshots",
                network=network.title,
                command=f"`python -m cnnviz train {key}`",
            )
        ) from error
    facts = {fact.step: fact for fact in known if fact.step in snapshots}
    moments = tuple((step, snapshots[step]) for step in facts)

    def judged(place: int) -> MomentFacts:
        fact = facts[moments[place][0]]
        return MomentFacts(fact.check_loss, fact.check_accuracy, fact.confusion)

    return Reel(
        network,
        moments,
        tuple(moment_label(fact.step, fact.epoch) for fact in facts.values()),
        list(facts.values()),
        judged,
        shipped_note(network, list(facts.values())[-1]),
        log_steps=True,
    )


def _of_this_tab(trained: Trained) -> Reel:
    moments = tuple((moment.step, moment.weights) for moment in trained.moments)
    data = trained.given.data
    per_epoch = max(1, -(-len(data.train) // trained.plan.config.batch_size))
    check = some_of(data.check, JUDGED)

    def judged(place: int) -> MomentFacts:
        step, weights = moments[place]
        judge = partial(_judge, trained, weights)
        return get_moment_facts(trained.network.key, step, judge)

    return Reel(
        trained.network,
        moments,
        tuple(moment_label(step, step / per_epoch) for step, _ in moments),
        trained.curve,
        judged,
        trained_note(trained, len(moments), len(check)),
    )


def _judge(trained: Trained, weights: dict[str, torch.Tensor]) -> MomentFacts:
    check = some_of(trained.given.data.check, JUDGED)
    return in_worker(judge_moment, network_at(trained.network, weights), check)
