"""The digit that the networks are given, what it really is, and the sliders that move it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import streamlit as st
import torch

from cnnviz.core.digits.duel.moves import (
    MOST_SHIFT,
    SHRINK,
    SMALL_SIDE,
    ink_kept,
    shrunk,
)
from cnnviz.core.digits.prepare import FIELD, Plane, PreparedDigit, digit_input
from cnnviz.core.networks.pretrained import WeightsError, sound_rows
from cnnviz.figures.theme import percent, written
from cnnviz.ui.cache import get_shipped, in_worker
from cnnviz.ui.state.duel import NOISES, PERCENTS, SHIFTS, TURNS, DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import sample_digit
from cnnviz.ui.widgets.stand_in import say_stand_in
from cnnviz.ui.words.speech import say

# Below it so much ink is gone that the screen says so.
_ENOUGH = 0.999


@dataclass(frozen=True, eq=False)
class Subject:
    """A digit and what it really is.

    Attributes
    ----------
    digit : PreparedDigit
        As it was drawn.
    small : float32 array (28, 28)
        Shrunk.
    label : int
    """

    digit: PreparedDigit
    small: Plane
    label: int


def subject(session: Session, state: DuelState) -> Subject:
    """The person's digit with its label, or a built-in one and a sentence that says so."""
    digit = session.digit()
    if digit.is_blank and not session.pixels:
        digit, label = sample_digit()
        say_stand_in(label)
    else:
        known = session.true_label
        label = known if known is not None else _asked(state, digit)
    return Subject(digit, shrunk(digit.centred), label)


def _asked(state: DuelState, digit: PreparedDigit) -> int:
    """What the person says it is; until then, what the best network says."""
    name = hashlib.sha256(digit.centred.tobytes()).hexdigest()[:16]
    said = state.said[1] if state.said is not None and state.said[0] == name else None
    start = said if said is not None else in_worker(_best_answer, digit.centred)
    picked = st.segmented_control(
        say("duel-really"),
        list(range(10)),
        default=start,
        required=True,
        help=say("duel-really-help"),
        key=f"duel_label_{name}",
    )
    label = start if picked is None else int(picked)
    if label != start:
        state.said = (name, label)
    return label


def _best_answer(digit: Plane) -> int:
    """By the network that reads pen-drawn digits best."""
    accuracies = {
        name: row["accuracy"]["pen-test"]
        for name, row in sound_rows().items()
        if "pen-test" in row["accuracy"]
    }
    if not accuracies:
        raise WeightsError(say("duel-no-manifest"))
    network = get_shipped(max(accuracies, key=accuracies.__getitem__))
    with torch.no_grad():
        logits = network.model(digit_input(digit, network.preparation))
    return int(logits.argmax())


def sliders(state: DuelState, digit: Plane, *, shuffle: bool) -> None:
    """What is done to the digit; what it does to its ink."""
    for name, values, unit in (
        ("right", SHIFTS, "%d px"),
        ("down", SHIFTS, "%d px"),
        ("turn", TURNS, "%d°"),
        ("percent", PERCENTS, "%d%%"),
        ("noise", NOISES, "%d%%"),
    ):
        label = say(f"duel-slider-{name}")
        explained = say("duel-noise-help") if name == "noise" else None
        low, high = values[0], values[-1]
        value = st.slider(
            label, low, high, step=values.step, format=unit, help=explained, key=state.key(name)
        )
        setattr(state, name, value)
    if shuffle:
        state.shuffled = st.toggle(
            say("duel-shuffle"),
            help=say("duel-shuffle-help", count=FIELD * FIELD),
            key=state.key("shuffled"),
        )
    back, icon = say("duel-put-back"), ":material/restart_alt:"
    st.button(back, icon=icon, on_click=state.reset, key="duel_reset")
    kept = ink_kept(digit, state.move)
    if kept < _ENOUGH:
        st.markdown(f"**{say('duel-ink-left', share=percent(1 - kept))}**")


def shrinking_words() -> str:
    """Why the digits are so small."""
    share = written(f"{SHRINK:.0%}")
    return say("duel-shrunk", share=share, side=SMALL_SIDE, field=FIELD, most=MOST_SHIFT)
