"""A button that copies the page's address; and what of that the browser's 'back' goes through."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.ui.components.assets import DOM, browser_view

__all__ = ["copy_link"]

_HTML = (
    '<button type="button" class="copy-link" aria-live="polite">'
    '<span class="word">Copy link</span></button>'
)
_view = browser_view("copy_link", _HTML, scripts=(DOM,))


def copy_link(looking: Sequence[str], *, key: str) -> None:
    """Show the button.

    The browser's 'back' then goes one step of looking back. The app writes the address of all that
    is drawn and set, and Streamlit makes a step in the browser's history of every address; where
    two of one page differ in none of the parameters `looking`, the newer takes the older's place.

    Parameters
    ----------
    looking : sequence of str
        The parameters that say where a person looks.
    key : str
    """
    _view(data={"looking": list(looking)}, key=key)
