"""What a person has set on the Duel page; it outlives the widgets, which forget on other pages."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from cnnviz.core.digits.duel.moves import Move

_KEY = "duel_state"


@dataclass
class DuelState:
    """The settings of one browser tab.

    Attributes
    ----------
    part : str
        Which part of the page is shown.
    right, down, turn, percent, noise : int
        Pixels, pixels, degrees, percent of its size, hundredths of the range of a pixel.
    shuffled : bool
    trained : str
        "ordered" or "shuffled": on which pixels the networks shown were trained.
    said : (str, int) or None
        What the person says a digit is, and of which digit.
    filters, kernel : int
        Of the convolution that is compared with a dense layer.
    seen_shuffled : bool or None
        For which pixels the sentences on screen were written.
    """

    part: str = "move"
    right: int = 0
    down: int = 0
    turn: int = 0
    percent: int = 100
    noise: int = 0
    shuffled: bool = False
    trained: str = "ordered"
    said: tuple[str, int] | None = None
    filters: int = 8
    kernel: int = 5
    seen_shuffled: bool | None = None

    @property
    def move(self) -> Move:
        """What is done to the digit."""
        return Move(
            scale=self.percent / 100,
            turn=self.turn,
            right=self.right,
            down=self.down,
            noise=self.noise / 100,
            shuffled=self.shuffled,
        )

    def key(self, name: str) -> str:
        """The widget key of a field; a widget that is new here starts with the field's value."""
        key = f"duel_{name}"
        if key not in st.session_state:
            st.session_state[key] = getattr(self, name)
        return key

    def reset(self) -> None:
        """Put the digit back, in a callback."""
        for name in ("right", "down", "turn", "percent", "noise", "shuffled", "trained"):
            value: Any = getattr(DuelState, name)
            setattr(self, name, value)
            st.session_state[f"duel_{name}"] = value


def duel_state() -> DuelState:
    """The settings of this browser tab."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = DuelState()
    state: DuelState = st.session_state[_KEY]
    # What the browser has just sent is known before the widget is drawn.
    for name in (each.name for each in fields(DuelState)):
        if st.session_state.get(f"duel_{name}") is not None:
            setattr(state, name, st.session_state[f"duel_{name}"])
    return state
