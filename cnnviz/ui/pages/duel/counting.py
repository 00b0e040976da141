"""Counting right answers on the 1,000 held-out digits, with the progress on screen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz.core.digits.duel.curves import SHIFTS, Curve
from cnnviz.core.digits.duel.moves import Move
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.ui.cache import get_duel, get_moved_accuracy
from cnnviz.ui.words.speech import say


def count_all(names: Sequence[str], *, shuffled: bool = False) -> dict[str, Curve]:
    """Each network's share of right answers over `SHIFTS`; known at once the second time."""
    place = st.empty()
    total, done = len(names) * len(SHIFTS), 0
    curves: dict[str, Curve] = {}
    for name in names:
        shares = []
        for right in SHIFTS:
            place.progress(
                done / total,
                say(
                    "duel-asking-right" if right > 0 else "duel-asking-left",
                    network=SPECS[name].title,
                    pixels=abs(right),
                ),
            )
            shares.append(get_moved_accuracy(get_duel(name), Move(right=right, shuffled=shuffled)))
            done += 1
        curves[name] = np.array(shares)
    place.empty()
    return curves
