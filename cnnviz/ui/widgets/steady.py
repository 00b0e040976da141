"""Figures that change often without a flash in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cnnviz.figures.theme import CONFIG

# Seconds after which a browser has surely drawn a figure.
_DRAWN = 0.4


@dataclass
class SteadyCharts:
    """The figures of one page, each in two places on top of each other.

    Streamlit takes a changed figure away before it draws the new one, which leaves a hole for a
    tenth of a second or more. Here the new one is drawn unseen on top of the old one, and then all
    change over at once: `show` each figure, then `turn`.

    Attributes
    ----------
    slots : dict of str to list of two figures
        What stands in each place, by the figure's key.
    front : dict of str to int
        Which of the two is seen.
    """

    slots: dict[str, list[Any]] = field(default_factory=dict)
    front: dict[str, int] = field(default_factory=dict)

    def show(self, figure: Any, key: str) -> None:
        """Show a Plotly figure; `key` is its name on the page."""
        slots = self.slots.setdefault(key, [None, None])
        shown = slots[self.front.setdefault(key, 1)]
        if shown is None or shown.to_json() != figure.to_json():
            self.front[key] = 1 - self.front[key]
            slots[self.front[key]] = figure
        with st.container(key=f"steady_{key}"):
            for place, each in enumerate(slots):
                with st.container(key=f"{key}_place{place}"):
                    if each is not None:
                        st.plotly_chart(each, config=CONFIG, key=f"{key}_{place}")

    def turn(self) -> None:
        """Let the new figures be seen; to be called after all of them."""
        rules = "".join(
            f".st-key-{key}_place{place} {{ animation: {way} 0s {_DRAWN}s both; }} "
            for key, front in self.front.items()
            for place, way in ((front, "steady-come"), (1 - front, "steady-go"))
        )
        st.html(f"<style>{rules}</style>")
