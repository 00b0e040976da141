"""The pages' names on a phone, where Streamlit hides them behind a button without a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def page_strip() -> DeltaGenerator:
    """The line for the links, which can be swiped; the style sheet shows it on phones."""
    return st.container(horizontal=True, gap="xsmall", key="page_strip")


def fill_strip(strip: DeltaGenerator, pages: Mapping[str, Any]) -> None:
    """A link to every page; after the page itself, which should not wait for them."""
    with strip:
        for page in pages.values():
            st.page_link(page)
