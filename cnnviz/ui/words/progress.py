"""What is said of a training that goes on."""

from __future__ import annotations

from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.words.training import duration


def progress_words(live: LiveTraining) -> str:
    """Where a training stands, in a line."""
    run, batch = live.run, live.batch
    if run.state is RunState.WAITING and run.place:
        before = "one training" if run.place == 1 else f"{run.place} trainings"
        return f"Waiting: {before} before this one"
    if batch is None:
        return "Stopped before it began" if run.is_over else "Getting ready"
    epochs = live.plan.config.epochs
    words = f"Epoch {batch.epoch} of {epochs} · step {batch.step:,} of {batch.steps:,}"
    if run.is_over:
        ended = {
            RunState.STOPPED: "stopped",
            RunState.OVERTIME: "stopped: its time is over",
            RunState.FAILED: "failed",
        }.get(run.state, "done")
        return f"{words} · {ended} after {duration(run.seconds)}"
    speed = f"{live.examples_per_second:,.0f} pictures a second"
    if run.is_pausing:
        return f"{words} · paused"
    left = live.seconds_left
    return f"{words} · {speed}" + (f" · {duration(left)} left" if left is not None else "")
