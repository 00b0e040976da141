"""Headings."""

from __future__ import annotations

from html import escape

import streamlit as st


def panel_title(text: str) -> None:
    """A heading in the size that the dense pages use."""
    st.html(f'<h2 class="panel-title">{escape(text)}</h2>')
