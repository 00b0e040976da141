"""Fingers on figures, the keys that undo and redo, and the place of who moves by keys."""

from __future__ import annotations

from cnnviz.ui.components.assets import browser_view

__all__ = ["gestures"]

_view = browser_view("gestures", '<div class="gestures"></div>')


def gestures(*, key: str) -> None:
    """Let a tap on a Plotly figure be a click on what is tapped, and Ctrl+Z press 'Undo'.

    Plotly takes a finger for a drag: its selection then comes one tap late, and a page does not
    scroll by a swipe that begins on a figure. No figure here is dragged, so that Plotly hears
    nothing of fingers, and the browser makes of a tap what it makes of a click.

    Who moves by keys keeps their place where an answer replaces what they stood on.

    Parameters
    ----------
    key : str
    """
    _view(key=key)
