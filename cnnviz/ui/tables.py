"""Plain tables that fit a phone; Streamlit's own scroll sideways and cannot be reached by key."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

import streamlit as st


def show_table(columns: Mapping[str, Sequence[str]]) -> None:
    """A table from its columns, all of one length."""
    head = "".join(
        f'<th scope="col"{_side(all(map(_is_number, cells)))}>{html.escape(name)}</th>'
        for name, cells in columns.items()
    )
    rows = "".join(
        "<tr>" + "".join(_cell(cell) for cell in row) + "</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    st.html(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def _cell(text: str) -> str:
    return f"<td{_side(_is_number(text))}>{breakable(text)}</td>"


def _side(number: bool) -> str:
    return ' class="number"' if number else ""


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[−–-]?[\d.,]*(e[−-]?\d+)?\N{NARROW NO-BREAK SPACE}?%?", text) is not None


def breakable(text: str) -> str:
    """The text, safe in a page; a path of a layer may break after its dots and the like."""
    safe = html.escape(text)
    return re.sub(r"(?<=\w)([._/])(?=[A-Za-z])", r"\1<wbr>", safe) if len(text) > 12 else safe
