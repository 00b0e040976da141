"""A button that copies the page's address; and what of that the browser's 'back' goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.said import told
from cnnviz.ui.words.speech import patterns

__all__ = ["copy_link"]

_HTML = (
    '<button type="button" class="copy-link" aria-live="polite"><span class="word"></span></button>'
)
_MOST_LETTERS, _MOST_FIELDS = 20_000, 200
_view = browser_view("copy_link", _HTML)


def copy_link(
    looking: Sequence[str],
    session: str,
    on_former: Callable[[Mapping[str, str]], None],
    *,
    key: str,
) -> None:
    """Show the button.

    The browser's 'back' then goes one step of looking back. The app writes the address of all that
    is drawn and set, and Streamlit makes a step in the browser's history of every address; where
    two of one page differ in none of the parameters `looking`, the newer takes the older's place.

    Parameters
    ----------
    looking : sequence of str
        The parameters that say where a person looks.
    session : str
        Tells this session from others of the same open page: there are several where the server
        was started anew.
    on_former : callable
        Called, before the page runs, with the parameters of the address of the session before.
    key : str
    """

    def take(sent: object) -> None:
        former = read_former(sent)
        if former:
            on_former(former)

    words = patterns({"tools-copy": (), "tools-copied": (), "tools-copy-by-hand": ()})
    data = {"looking": list(looking), "session": session, "words": words}
    _view(data=data, key=key, on_former_change=told(key, "former", take))


def read_former(sent: object) -> dict[str, str]:
    """The parameters of an address that a browser has sent; none for anything else."""
    if not isinstance(sent, str) or len(sent) > _MOST_LETTERS:
        return {}
    try:
        return dict(parse_qsl(sent.removeprefix("?"), max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
