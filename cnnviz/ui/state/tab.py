"""All that one browser tab holds, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.ui.state.address import read_address
from cnnviz.ui.state.course import Course
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.lab import LabChoices
from cnnviz.ui.state.lab_network import LabNetwork
from cnnviz.ui.state.learning import Learning
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState

_READ = "cnnviz_address_read"


@dataclass(frozen=True)
class Tab:
    """The state of one browser tab; what of it an address names, `state.address` says.

    Attributes
    ----------
    session : Session
        What is drawn, and where in which network the person looks.
    lab : LabChoices
        The lab's settings.
    inside : LabNetwork
        What the lab has changed inside the networks.
    train : TrainState
    learning : Learning
    duel : DuelState
    course : Course
    """

    session: Session
    lab: LabChoices
    inside: LabNetwork
    train: TrainState
    learning: Learning
    duel: DuelState
    course: Course


def current_tab() -> Tab:
    """The state of the browser tab this script runs for."""
    held = Tab(
        session=_held("cnnviz_session", _new_session),
        lab=_held("lab_choices", LabChoices),
        inside=_held("cnnviz_lab_network", LabNetwork),
        train=_held("cnnviz_training", TrainState),
        learning=_held("cnnviz_learning", Learning),
        duel=_held("duel_state", DuelState),
        course=_held("cnnviz_course", Course),
    )
    if _READ not in st.session_state:
        st.session_state[_READ] = True
        read_address(held)
    return held


def _held(key: str, new: Any) -> Any:
    if key not in st.session_state:
        st.session_state[key] = new()
    return st.session_state[key]


def _new_session() -> Session:
    return Session(model=Session().first_model)


def current_session() -> Session:
    """What is drawn, and where the person looks."""
    return current_tab().session


def lab_choices() -> LabChoices:
    """The lab's settings, as the browser has just sent them."""
    choices = current_tab().lab
    choices.hear()
    return choices


def lab_network() -> LabNetwork:
    """What the lab has changed inside the networks."""
    return current_tab().inside


def train_state() -> TrainState:
    """What is trained."""
    return current_tab().train


def learning() -> Learning:
    """One step of learning."""
    return current_tab().learning


def duel_state() -> DuelState:
    """The settings of the duel, as the browser has just sent them."""
    state = current_tab().duel
    state.hear()
    return state
