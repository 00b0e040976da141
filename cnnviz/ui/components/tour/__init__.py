"""A tour of the Draw page in five steps, for who has never been here; it can be skipped."""

from __future__ import annotations

from collections.abc import Mapping

from cnnviz.ui.components.assets import DOM, WORDS, browser_view
from cnnviz.ui.words.speech import patterns

__all__ = ["STEPS", "tour"]

# What each step shows, by its name among the words: the first of these that is there.
STEPS: Mapping[str, tuple[str, ...]] = {
    "canvas": (".st-key-canvas",),
    "answer": (".st-key-prediction",),
    "network": (".st-key-network_map",),
    "pages": ("nav", ".st-key-page_strip"),
    "tools": (".st-key-page_tools",),
}
_HTML = '<button type="button" class="begin"></button>'
_view = browser_view("tour", _HTML, scripts=(DOM, WORDS))


def tour(*, key: str) -> None:
    """A button that begins the tour; it is not offered again where it was taken.

    Each step frames a part of the page and says what it is for, in a card beside it. Enter and the
    right arrow go on, the left one back, Esc ends it; whatever is pressed on the page itself ends
    it too.

    Parameters
    ----------
    key : str
    """
    says: dict[str, tuple[str, ...]] = {f"tour-{name}": () for name in STEPS}
    says |= {f"tour-{name}": () for name in ("begin", "next", "back", "end", "done")}
    says["tour-at"] = ("step", "steps")
    steps = [[name, list(selectors)] for name, selectors in STEPS.items()]
    _view(data={"steps": steps, "words": patterns(says)}, key=key)
