"""The pages by name, so that they can name each other.

``app.py`` registers them in each run: Streamlit ties a page to its run.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

_KEY = "cnnviz_pages"


def register_pages(pages: dict[str, Any]) -> None:
    """Note the pages of this run."""
    st.session_state[_KEY] = pages


def page_called(name: str) -> Any:
    """One of them; KeyError if there is no such page."""
    return st.session_state[_KEY][name]
