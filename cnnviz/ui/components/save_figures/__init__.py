"""Every figure of a page as a picture and as a table, made by the browser from what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnnviz.ui.components.assets import DOM, TOOL, WORDS, browser_view
from cnnviz.ui.words.speech import patterns

__all__ = ["save_figures"]

_HTML = '<button type="button" class="open">⤓</button>'
_view = browser_view("save_figures", _HTML, scripts=(DOM, WORDS, "svg", "table"), styles=(TOOL,))
_SAYS: Mapping[str, Sequence[str]] = {
    "figures-save": (),
    "figures-found": ("count",),
    "figures-none": (),
    "figures-one": ("kind", "name"),
}


def save_figures(*, key: str) -> None:
    """A button, and the key ``S``, that put PNG, SVG and CSV beside every figure of the page.

    A picture holds what is on screen, in its own size (PNG: twice that); in an SVG words are words
    and pixels are pixels. A table holds the figure's numbers as the page has them, in full: of a
    Plotly figure one line for each point or cell; of one of this project's own views what its
    ``table`` says. Numbers have a decimal point in any language.

    Parameters
    ----------
    key : str
    """
    _view(data={"words": patterns(_SAYS)}, key=key)
