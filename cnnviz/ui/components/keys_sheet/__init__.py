"""A sheet that lists the keys, at the press of one."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.ui.components.assets import DOM, TOOL, browser_view

__all__ = ["keys_sheet"]

_HTML = (
    '<button type="button" class="open" aria-haspopup="dialog">?</button>'
    '<dialog class="sheet"><h2></h2><dl class="keys"></dl>'
    '<details><summary></summary><dl class="terms"></dl></details>'
    '<button type="button" class="close"></button></dialog>'
)
_view = browser_view("keys_sheet", _HTML, scripts=(DOM,), styles=(TOOL,))


Rows = Sequence[tuple[str, str]]


def keys_sheet(title: str, close: str, rows: Rows, terms: tuple[str, Rows], *, key: str) -> None:
    """A button, and the key ``?`` anywhere outside of a field, that open the sheet.

    Parameters
    ----------
    title, close : str
        What the sheet and the button that closes it are called.
    rows : sequence of (str, str)
        Keys, and what they do.
    terms : (str, sequence of (str, str))
        A title, and terms with what they mean, for those who cannot point at one.
    key : str
    """
    data = {"title": title, "close": close, "rows": rows, "terms": terms}
    _view(data=data, key=key)
