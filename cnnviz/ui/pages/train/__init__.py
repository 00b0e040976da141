"""See it learn: define, train, take one step apart, look back at a training, search."""

from __future__ import annotations

from collections.abc import Callable

from cnnviz.ui.pages.train import live, scrub, step, tune
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.live_training import take_result
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_session, current_tab, train_state
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.state.tuning import take_best
from cnnviz.ui.widgets.choice import held_choice
from cnnviz.ui.words.speech import say

# A part's name in the state, and what shows it.
PARTS: dict[str, Callable[[Session, TrainState], None]] = {
    "train": live.render,
    "step": step.render,
    "scrub": scrub.render,
    "tune": tune.render,
}


def render() -> None:
    """The page."""
    session, state = current_session(), train_state()
    if session.page != "train":
        state.look_back.pause()
    session.enter("train")
    take_result(state)
    take_best(state)
    if state.part not in PARTS:
        state.part = "train"
    titles = {name: say(f"train-part-{name}") for name in PARTS}
    held_choice(say("train-part"), titles, state.part, state.go_to_part, "train_part")
    PARTS[state.part](session, state)
    write_address(current_tab())
