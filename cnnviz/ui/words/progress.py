"""What is said of a training that goes on."""

from __future__ import annotations

from cnnviz.figures.theme import percent
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.tuning import LiveSearch
from cnnviz.ui.words.training import duration

_ENDED = {
    RunState.STOPPED: "stopped",
    RunState.OVERTIME: "stopped: its time is over",
    RunState.FAILED: "failed",
}


def progress_words(live: LiveTraining) -> str:
    """Where a training stands, in a line."""
    run, batch = live.run, live.batch
    if run.state is RunState.WAITING and run.place:
        return waiting_words(run.place)
    if batch is None:
        return "Stopped before it began" if run.is_over else "Getting ready"
    epochs = live.plan.config.epochs
    words = f"Epoch {batch.epoch} of {epochs} · step {batch.step:,} of {batch.steps:,}"
    if run.is_over:
        return f"{words} · {_ENDED.get(run.state, 'done')} after {duration(run.seconds)}"
    speed = f"{live.examples_per_second:,.0f} pictures a second"
    if run.is_pausing:
        return f"{words} · paused"
    left = live.seconds_left
    return f"{words} · {speed}" + (f" · {duration(left)} left" if left is not None else "")


def search_words(search: LiveSearch) -> str:
    """Where a search stands, in a line."""
    run, over = search.run, search.ended
    best = "" if search.best is None else f" · best {percent(search.best.accuracy)}"
    words = f"{over} of {search.trials} trials{best}"
    if run.state is RunState.WAITING and run.place:
        return waiting_words(run.place)
    if run.is_over:
        return f"{words} · {_ENDED.get(run.state, 'done')} after {duration(run.seconds)}"
    if not search.epochs:
        return "Getting ready"
    return f"{words} · at most {duration(search.seconds_left)} left"


def waiting_words(place: int) -> str:
    """How many must end before this one begins."""
    before = "one training" if place == 1 else f"{place} trainings"
    return f"Waiting: {before} before this one"
