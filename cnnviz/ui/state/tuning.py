"""A search of hyperparameters that is under way: what has come of it so far, for whoever looks."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.core.training.search.space import SearchSpace
from cnnviz.ui.run import TRAININGS, Run, this_tab
from cnnviz.ui.state.live_training import key_of, network_with
from cnnviz.ui.state.training import SearchSettings, Trained, TrainedOn, TrainState
from cnnviz.ui.widgets.steady import SteadyCharts

if TYPE_CHECKING:
    from cnnviz.core.training.search.processes import SearchEvent, SearchProcesses, TrialWeights
    from cnnviz.core.training.search.study import Study


class LiveSearch:
    """One search of this tab, from its start to its best network.

    Its fields are replaced as a whole by the thread that works on it, so that a page may read them
    at any moment.

    Attributes
    ----------
    title : str
        What its best network will be called.
    study : Study or None
        Once it has begun.
    learned, chosen_by : int
        How many pictures each trial learns from, and how many the trials are compared by.
    epochs : dict of int to (int, float)
        The epoch that each trial has come to, and its accuracy then.
    best : TrialWeights or None
        The best complete trial so far.
    trained : Trained or None
        The result, once it is over.
    taken : bool
        Whether the page has put the result where it belongs.
    """

    def __init__(
        self, space: SearchSpace, settings: SearchSettings, given: TrainedOn, title: str
    ) -> None:
        self.space, self.given, self.title = space, given, title
        self.trials, self.workers = settings.trials, settings.workers
        self.limit = min(60.0 * settings.minutes, TRAININGS.seconds)
        self.study: Study | None = None
        self.learned = self.chosen_by = 0
        self.epochs: dict[int, tuple[int, float]] = {}
        self.best: TrialWeights | None = None
        self.trained: Trained | None = None
        self.taken = False
        self.charts = SteadyCharts()
        self._processes: SearchProcesses | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="cnnviz-search-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.run: Run[SearchEvent] = Run(
            self._events, lane=TRAININGS, note=self._note, interrupt=self._interrupt, tab=this_tab()
        )

    def start(self) -> None:
        """Begin, or wait for a turn."""
        self.run.start()

    @property
    def is_active(self) -> bool:
        """Whether it is under way or waits."""
        return not self.run.is_over

    @property
    def seconds_left(self) -> float:
        """Until its time is over."""
        return max(0.0, self.limit - self.run.seconds)

    @property
    def ended(self) -> int:
        """How many trials have ended, in whatever way."""
        trials = [] if self.study is None else self.study.all()
        return sum(trial.state.is_finished() for trial in trials)

    def _interrupt(self) -> None:
        if self._processes is not None:
            self._processes.interrupt()

    # --- in the thread that searches ------------------------------------------------------------

    def _events(self) -> Iterator[SearchEvent]:
        # Only now: Optuna takes a moment to be imported.
        from cnnviz.core.training.search.processes import SearchProcesses
        from cnnviz.core.training.search.study import digest_of, open_study, to_choose_by

        parts = to_choose_by(self.given.data)
        self.learned, self.chosen_by = len(parts.train), len(parts.check)
        url = str(self._folder / "search.journal")
        digest = digest_of(self.given.data)
        self.study = open_study(url, "search", self.space, digest, trials=self.trials)
        processes = SearchProcesses(self.study, url, parts, self.workers, self.limit)
        self._processes = processes
        if self.run.stopping:
            return
        begun = time.monotonic()
        try:
            yield from processes.events()
        finally:
            # What was found stays, whatever ended it.
            self._finish(time.monotonic() - begun)

    def _note(self, event: SearchEvent) -> None:
        from cnnviz.core.training.search.processes import TrialWeights
        from cnnviz.core.training.search.trial import TrialEpoch

        if isinstance(event, TrialEpoch):
            self.epochs = {**self.epochs, event.trial: (event.epoch, event.accuracy)}
        elif isinstance(event, TrialWeights):
            # Of equal ones the one with the lower number, as Optuna has it.
            rank = (event.accuracy, -event.trial)
            if self.best is None or rank > (self.best.accuracy, -self.best.trial):
                self.best = event

    def _finish(self, seconds: float) -> None:
        best = self.best
        if best is None or self.study is None:
            return
        (trial,) = [t for t in self.study.all() if t.number == best.trial]
        plan, given = self.space.plan_with(trial.params), self.given
        part = dataclasses.replace(given, learned=self.learned)
        network = network_with(
            plan.network, best.state, part, self.title, key_of(plan.network, best.state)
        )
        self.trained = Trained(
            network, plan, part, (), (), seconds, stopped=self.run.stopping, searched=True
        )


def take_best(state: TrainState) -> None:
    """Keep the best network of the search, once it is over."""
    search = state.search
    if search is None or search.trained is None or search.is_active or search.taken:
        return
    search.taken = True
    state.keep(search.trained)
