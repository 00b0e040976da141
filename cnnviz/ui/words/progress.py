"""What is said of a training that goes on."""

from __future__ import annotations

from typing import Any

from cnnviz.figures.theme import percent
from cnnviz.ui.run import Run, RunState
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.tuning import LiveSearch
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import duration

_ENDED = {
    RunState.STOPPED: "job-stopped",
    RunState.OVERTIME: "job-overtime",
    RunState.FAILED: "job-failed",
}


def progress_words(live: LiveTraining) -> str:
    """Where a training stands, in a line."""
    run, batch = live.run, live.batch
    if run.state is RunState.WAITING and run.place:
        return waiting_words(run.place)
    if batch is None:
        return say("job-before" if run.is_over else "job-getting-ready")
    epochs = live.plan.config.epochs
    words = say("job-epoch", epoch=batch.epoch, epochs=epochs, step=batch.step, steps=batch.steps)
    if run.is_over:
        return _ended(run, words)
    if run.is_pausing:
        return say("job-paused", words=words)
    left = live.seconds_left
    words = say("job-speed", words=words, count=round(live.examples_per_second))
    return words if left is None else say("job-left", words=words, time=duration(left))


def search_words(search: LiveSearch) -> str:
    """Where a search stands, in a line."""
    run = search.run
    words = say("job-trials", done=search.ended, all=search.trials)
    if search.best is not None:
        words = say("job-best", words=words, share=percent(search.best.accuracy))
    if run.state is RunState.WAITING and run.place:
        return waiting_words(run.place)
    if run.is_over:
        return _ended(run, words)
    if not search.epochs:
        return say("job-getting-ready")
    return say("job-at-most", words=words, time=duration(search.seconds_left))


def waiting_words(place: int) -> str:
    """How many must end before this one begins."""
    return say("job-in-line", place=place)


def _ended(run: Run[Any], words: str) -> str:
    key = _ENDED.get(run.state, "job-done")
    return say(key, words=words, time=duration(run.seconds))
