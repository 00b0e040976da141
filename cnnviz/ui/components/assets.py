"""Reads a view's ES module and style sheet from its folder and registers it with Streamlit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent


def browser_view(name: str, html: str) -> Any:
    """A Streamlit component (version 2) from ``name/name.js`` and ``name/name.css``.

    https://docs.streamlit.io/develop/api-reference/custom-components/st.components.v2.component
    """
    folder = _HERE / name
    return st.components.v2.component(
        f"cnnviz_{name}",
        html=html,
        css=(folder / f"{name}.css").read_text("utf-8"),
        js=(folder / f"{name}.js").read_text("utf-8"),
    )
