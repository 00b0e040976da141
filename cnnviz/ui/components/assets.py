"""Reads a view's ES module and style sheet from its folder and registers it with Streamlit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
# Reads the messages that name their arrays in a header.
MESSAGE = "../message"


def browser_view(
    name: str, html: str, *, isolate_styles: bool = True, scripts: tuple[str, ...] = ()
) -> Any:
    """A Streamlit component (version 2) from ``name/name.js`` and ``name/name.css``.

    Without `isolate_styles` it stands in the page itself, not in a shadow root: its style sheet
    must then name its own root in every rule. `scripts` are other files, without ``.js`` and as
    seen from the folder, that are joined in front of the module: a module given as text can
    import nothing.

    https://docs.streamlit.io/develop/api-reference/custom-components/st.components.v2.component
    """
    folder = _HERE / name
    return st.components.v2.component(
        f"cnnviz_{name}",
        html=html,
        css=(folder / f"{name}.css").read_text("utf-8"),
        js="\n".join((folder / f"{part}.js").read_text("utf-8") for part in (*scripts, name)),
        isolate_styles=isolate_styles,
    )
