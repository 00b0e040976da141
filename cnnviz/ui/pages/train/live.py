"""The seven steps of a training: load, reshape, normalise, define, compile, fit, evaluate."""

from __future__ import annotations

from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState


def render(session: Session, state: TrainState) -> None:
    """The part 'Train'."""
