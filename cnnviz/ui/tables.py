"""Plain tables that fit a phone; Streamlit's own scroll sideways and cannot be reached by key."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

import streamlit as st


def show_table(columns: Mapping[str, Sequence[str]]) -> None:
    """A table from its columns, all of one length."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{breakable(cell)}</td>" for cell in row) + "</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    st.html(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def breakable(text: str) -> str:
    """The text, safe in a page; a path of a layer may break after its dots and the like."""
    safe = html.escape(text)
    return re.sub(r"(?<=\w)([._/])(?=[A-Za-z])", r"\1<wbr>", safe) if len(text) > 12 else safe
