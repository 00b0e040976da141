"""Explains the field's terms where they stand on the page, to whoever points at one."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.ui.components.assets import DOM, browser_view

__all__ = ["glossary"]

_view = browser_view("glossary", "<i hidden></i>", scripts=(DOM,))


def glossary(terms: Sequence[tuple[str, str]], *, key: str) -> None:
    """Listen for who rests the mouse on a term, or taps one that is no button.

    Nothing of the page is changed for it: the word under the pointer is read.

    Parameters
    ----------
    terms : sequence of (str, str)
        The forms of a term, separated by ``", "``, and what it means. ``*`` stands for any
        letters that follow; a form that begins with a small letter is found with a large one too.
    key : str
    """
    _view(data={"terms": [list(each) for each in terms]}, key=key)
