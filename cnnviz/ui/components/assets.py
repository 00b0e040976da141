"""Reads a view's ES module and style sheet from its folder and registers it with Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
# Reads the messages that name their arrays in a header.
MESSAGE = "../shared/message"
# Makes the elements of a page.
DOM = "../shared/dom"
# How the tools look that every page has.
TOOL = "../shared/tool"
# Fills the placeholders of what a view says.
WORDS = "../shared/words"


@dataclass(frozen=True)
class ViewSource:
    """What a view is made of, as text.

    Attributes
    ----------
    html : str
        What its module finds in the element that it is given.
    css : str
    js : str
        One ES module whose default export starts the view.
    isolate_styles : bool
        Whether its style sheet is written for a shadow root of its own.
    """

    html: str
    css: str
    js: str
    isolate_styles: bool


_sources: dict[str, ViewSource] = {}


def view_source(name: str) -> ViewSource:
    """What the view called `name` is made of, for pages that are served by nobody.

    Raises
    ------
    KeyError
        If no such view was made; importing its folder makes it.
    """
    return _sources[name]


def script_text(name: str) -> str:
    """A script that several views share, as text; `name` is `MESSAGE`, `DOM` or `WORDS`."""
    return (_HERE / "shared" / f"{name.rpartition('/')[2]}.js").read_text("utf-8")


def _joined(folder: Path, parts: tuple[str, ...], ending: str) -> str:
    return "\n".join((folder / f"{part}.{ending}").read_text("utf-8") for part in parts)


def browser_view(
    name: str,
    html: str,
    *,
    isolate_styles: bool = True,
    scripts: tuple[str, ...] = (),
    styles: tuple[str, ...] = (),
) -> Any:
    """A Streamlit component (version 2) from ``name/name.js`` and ``name/name.css``.

    Without `isolate_styles` it stands in the page itself, not in a shadow root: its style sheet
    must then name its own root in every rule. `scripts` are other files, without ``.js`` and as
    seen from the folder, that are joined in front of the module: a module given as text can
    import nothing. `styles` are the same for its style sheet, without ``.css``.

    https://docs.streamlit.io/develop/api-reference/custom-components/st.components.v2.component
    """
    folder = _HERE / name
    source = ViewSource(
        html,
        css=_joined(folder, (*styles, name), "css"),
        js=_joined(folder, (*scripts, name), "js"),
        isolate_styles=isolate_styles,
    )
    _sources[name] = source
    return st.components.v2.component(
        f"cnnviz_{name}",
        html=source.html,
        css=source.css,
        js=source.js,
        isolate_styles=isolate_styles,
    )
