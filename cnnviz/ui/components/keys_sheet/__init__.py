"""A sheet that lists the keys, at the press of one."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.ui.components.assets import DOM, TOOL, browser_view

__all__ = ["keys_sheet"]

_HTML = (
    '<button type="button" class="open" aria-haspopup="dialog">?</button>'
    '<dialog class="sheet"><h2></h2><dl></dl><button type="button" class="close"></button></dialog>'
)
_view = browser_view("keys_sheet", _HTML, scripts=(DOM,), styles=(TOOL,))


def keys_sheet(title: str, close: str, rows: Sequence[tuple[str, str]], *, key: str) -> None:
    """A button, and the key ``?`` anywhere outside of a field, that open the sheet.

    Parameters
    ----------
    title, close : str
        What the sheet and the button that closes it are called.
    rows : sequence of (str, str)
        Keys, and what they do.
    key : str
    """
    _view(data={"title": title, "close": close, "rows": [list(row) for row in rows]}, key=key)
