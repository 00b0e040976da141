"""Figures that change often without a flash in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cnnviz.figures.theme import CONFIG


@dataclass
class SteadyCharts:
    """The figures of one page, each in two places on top of each other.

    Streamlit takes a changed figure away before it draws the new one, which leaves a hole for a
    tenth of a second or more. Here the new one is drawn unseen on top of the old one, and they
    change over when it is there: `show` each figure, then `turn`.

    Attributes
    ----------
    slots : dict of str to list of two figures
        What stands in each place, by the figure's key.
    front : dict of str to int
        Which of the two the browser was last told to show.
    """

    slots: dict[str, list[Any]] = field(default_factory=dict)
    front: dict[str, int] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)

    def seen(self, key: str) -> Any:
        """The figure that is to be seen."""
        return self.slots[key][self.front[key]]

    def show(self, figure: Any, key: str) -> None:
        """Show a Plotly figure; `key` is its name on the page."""
        slots, front = self.slots.setdefault(key, [None, None]), self.front.get(key, 1)
        shown = slots[front]
        if shown is None or shown.to_json() != figure.to_json():
            # A run may be given up before its end: what is seen is left alone until `turn`.
            front = 1 - front
            slots[front] = figure
        self._next[key] = front
        with st.container(key=f"steady_{key}"):
            for place, each in enumerate(slots):
                with st.container(key=f"{key}_place{place}"):
                    if each is not None:
                        st.plotly_chart(each, config=CONFIG, key=f"{key}_{place}")

    def turn(self) -> None:
        """Let the new figures be seen; to be called after all of them."""
        # The old one is hidden when the new one is there, whichever the browser hears of first; a
        # moment later, for Plotly makes the picture before it fills it.
        rules = "".join(
            f".st-key-steady_{key}:has(.st-key-{key}_place{front} .main-svg) "
            f".st-key-{key}_place{1 - front} "
            "{ visibility: hidden; transition: visibility 0s 0.15s; } "
            for key, front in self._next.items()
        )
        st.html(f"<style>{rules}</style>")
        self.front.update(self._next)
