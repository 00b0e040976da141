"""Keeps what a reader has solved in the browser, so that it outlives the tab and the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.said import told

__all__ = ["kept_progress"]

# Far more than any course asks.
_MOST = 200
_view = browser_view("progress", '<div class="progress" hidden></div>')


def kept_progress(
    right: Iterable[str], *, heard: bool, on_kept: Callable[[Set[str]], None], key: str
) -> None:
    """Ask the browser once what it has kept; from then on, have it keep what is solved.

    Parameters
    ----------
    right : iterable of str
        The names of what is solved now.
    heard : bool
        Whether the browser has told already what it kept.
    on_kept : callable
        Called with that, before the page runs.
    key : str
    """

    def take(sent: object) -> None:
        on_kept(read_kept(sent))

    data = {"right": sorted(right), "heard": heard}
    _view(data=data, key=key, on_kept_change=told(key, "kept", take))


def read_kept(sent: object) -> set[str]:
    """The names that a browser has sent; none for anything else."""
    if not isinstance(sent, list) or len(sent) > _MOST:
        return set()
    return {each for each in sent if isinstance(each, str) and len(each) <= _MOST}
