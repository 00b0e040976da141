"""What holds for a document: its language, fingers, the keys that undo, the keyboard's place."""

from __future__ import annotations

from cnnviz.ui.components.assets import DOM, browser_view

__all__ = ["gestures"]

_view = browser_view("gestures", '<div class="gestures"></div>', scripts=(DOM,))


def gestures(language: str, *, key: str) -> None:
    """Let a tap on a Plotly figure be a click on what is tapped, and Ctrl+Z press 'Undo'.

    Plotly takes a finger for a drag: its selection then comes one tap late, and a page does not
    scroll by a swipe that begins on a figure. No figure here is dragged, so that Plotly hears
    nothing of fingers, and the browser makes of a tap what it makes of a click.

    Who moves by keys keeps their place where an answer replaces what they stood on.

    The document says which language it is in, for those to whom it is read out.

    Parameters
    ----------
    language : str
        As in ``<html lang>``.
    key : str
    """
    _view(data={"language": language}, key=key)
