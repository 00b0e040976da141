"""The pages' names on a phone, where Streamlit hides them behind a button without a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def page_strip(pages: Mapping[str, Any]) -> None:
    """A link to every page, in one line that can be swiped; the style sheet shows it on phones."""
    with st.container(horizontal=True, gap="xsmall", key="page_strip"):
        for page in pages.values():
            st.page_link(page)
