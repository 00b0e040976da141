"""A training that is under way: what has come of it so far, for whoever looks."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping

import numpy as np
import safetensors.torch
import torch

from cnnviz.core.images import Preparation
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import NetworkPlan
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.loop import BatchEnd, CheckEnd, EpochEnd
from cnnviz.core.training.process import Ended, ProcessEvent, TrainingProcess, Weights
from cnnviz.ui.run import TRAININGS, Run, RunState, this_tab
from cnnviz.ui.state.training import Moment, Point, Trained, TrainedOn, TrainState
from cnnviz.ui.widgets.steady import SteadyCharts

# Snapshots of one training; of large networks fewer, within this many bytes.
MOST_MOMENTS, FEWEST_MOMENTS, MOMENT_BYTES = 40, 6, 60_000_000


class LiveTraining:
    """One training of this tab, from its start to its network.

    Its fields are replaced as a whole by the thread that trains, so that a page may read them at
    any moment.

    Attributes
    ----------
    title : str
        What its network will be called.
    batch : BatchEnd or None
        The last batch.
    curve : tuple of Point
    weights : Weights or None
        The latest.
    trained : Trained or None
        The result, once it has ended.
    taken : bool
        Whether the page has put the result where it belongs.
    charts : SteadyCharts
        Its figures on the page.
    """

    def __init__(self, plan: TrainingPlan, given: TrainedOn, title: str) -> None:
        self.plan, self.given, self.title = plan, given, title
        self.batch: BatchEnd | None = None
        self.curve: tuple[Point, ...] = ()
        self.moments: tuple[Moment, ...] = ()
        self.weights: Weights | None = None
        self.trained: Trained | None = None
        self.taken = False
        self.charts = SteadyCharts()
        self._since: list[BatchEnd] = []
        self._shown: tuple[int, Network] | None = None
        # One core is left to the pages.
        self._process = TrainingProcess(
            plan, given.data, TRAININGS.seconds, max(1, (os.cpu_count() or 1) - 1)
        )
        self.run: Run[ProcessEvent] = Run(
            self._process.events,
            lane=TRAININGS,
            note=self._note,
            interrupt=self._process.interrupt,
            tab=this_tab(),
        )

    def start(self) -> None:
        """Begin, or wait for a turn."""
        self.run.start()

    @property
    def is_active(self) -> bool:
        """Whether it is under way, waits or rests."""
        return not self.run.is_over

    @property
    def examples_per_second(self) -> float:
        """How many pictures it has learned from in each second of its work."""
        if self.batch is None or not self.run.seconds:
            return 0.0
        return self.batch.step * self.plan.config.batch_size / self.run.seconds

    @property
    def seconds_left(self) -> float | None:
        """At the speed so far; None before the first batches."""
        if self.batch is None or self.batch.step < 3:
            return None
        each = self.run.seconds / self.batch.step
        return each * (self.batch.steps - self.batch.step)

    def network_now(self) -> Network | None:
        """The network with its latest weights, to be looked into; None before the first."""
        weights = self.weights
        if weights is None:
            return None
        if self._shown is None or self._shown[0] != weights.step:
            key = f"live {id(self)} {weights.step}"
            self._shown = weights.step, self._network(weights.state, key)
        return self._shown[1]

    def _network(self, state: Mapping[str, torch.Tensor], key: str) -> Network:
        return network_with(self.plan.network, state, self.given, self.title, key)

    # --- in the thread that trains --------------------------------------------------------------

    def _note(self, event: ProcessEvent) -> None:
        if isinstance(event, BatchEnd):
            self.batch = event
            self._since.append(event)
        elif isinstance(event, CheckEnd | EpochEnd):
            self._add_point(event)
        elif isinstance(event, Weights):
            self.weights = event
            self._add_moment(event)
        elif isinstance(event, Ended):
            self._finish()

    def _add_point(self, event: CheckEnd | EpochEnd) -> None:
        if self.batch is None or not self._since:
            return
        per_epoch = self.batch.steps / self.plan.config.epochs
        point = Point(
            self.batch.step,
            self.batch.step / per_epoch,
            float(np.mean([batch.loss for batch in self._since])),
            float(np.mean([batch.accuracy for batch in self._since])),
            event.check_loss,
            event.check_accuracy,
            event.seconds,
        )
        self._since = []
        self.curve = (*self.curve, point)

    def _add_moment(self, event: Weights) -> None:
        moment = Moment(event.step, {k: halved(v) for k, v in event.state.items()})
        size = sum(v.numel() * v.element_size() for v in moment.weights.values()) or 1
        most = min(MOST_MOMENTS, max(FEWEST_MOMENTS, MOMENT_BYTES // size))
        earlier = [m for m in self.moments if m.step != event.step]
        self.moments = tuple(thinned([*earlier, moment], int(most)))

    def _finish(self) -> None:
        assert self.weights is not None
        state = self.weights.state
        self.trained = Trained(
            self._network(state, key_of(self.plan.network, state)),
            self.plan,
            self.given,
            self.curve,
            self.moments,
            self.run.seconds,
            stopped=self.run.stopping or self.run.state is RunState.OVERTIME,
        )


def take_result(state: TrainState) -> None:
    """Keep what the training has come to, once it has ended."""
    live = state.live
    if live is not None and live.trained is not None and live.run.is_over and not live.taken:
        live.taken = True
        state.keep(live.trained)


def key_of(plan: NetworkPlan, state: Mapping[str, torch.Tensor]) -> str:
    """Tells one network from another: a hash of its definition and its weights."""
    digest = hashlib.sha256(json.dumps(plan.to_json()).encode())
    digest.update(safetensors.torch.save({k: v.contiguous() for k, v in state.items()}))
    return digest.hexdigest()[:16]


def network_with(
    plan: NetworkPlan, state: Mapping[str, torch.Tensor], given: TrainedOn, title: str, key: str
) -> Network:
    """The network of a plan with these weights, as all pages take it."""
    model = build(plan)
    model.load_state_dict(dict(state))
    return Network(
        key=key,
        title=title,
        model=model.eval().requires_grad_(False),
        preparation=Preparation(plan.input_shape),
        classes=given.classes,
        origin=Origin.TRAINED,
        source=f"trained here on {given.learned or len(given.data.train):,} pictures",
        is_digits=given.is_digits,
        pictures=(given.data.train, given.data.check),
    )


def halved(value: torch.Tensor) -> torch.Tensor:
    """A tensor of weights in half precision; whole numbers as they are."""
    return value.half() if value.is_floating_point() else value.clone()


def thinned(moments: list[Moment], most: int) -> list[Moment]:
    """At most so many moments, the first and the last among them, denser in the beginning.

    Examples
    --------
    >>> steps = [m.step for m in thinned([Moment(s, {}) for s in (0, 1, 2, 4, 6, 8, 9)], 5)]
    >>> steps[0], steps[-1], len(steps)
    (0, 9, 5)
    """
    kept = list(moments)
    while len(kept) > most:
        gaps = [
            (kept[i + 1].step - kept[i - 1].step) / (kept[i + 1].step + 1)
            for i in range(1, len(kept) - 1)
        ]
        del kept[1 + int(np.argmin(gaps))]
    return kept
