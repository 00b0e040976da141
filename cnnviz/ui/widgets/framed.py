"""A picture with a frame around a part of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.ui.words.speech import say

# Top, left, bottom and right, half-open.
Box = tuple[int, int, int, int]


def box_words(box: Box | None) -> str:
    """How large the part is, and where: rows and columns count from 1."""
    top, left, bottom, right = box or (0, 0, 0, 0)
    size = {"height": str(bottom - top), "width": str(right - left)}
    if not box:
        return say("layers-box", **size)
    rows = {"top": str(top + 1), "bottom": str(bottom)}
    return say("layers-box-at", **size, **rows, left=str(left + 1), right=str(right))


def framed_picture(
    png: str, box: tuple[float, float, float, float] | None, height: int, width: int, *, alt: str
) -> None:
    """A PNG in base64 of so many rows and columns, with a frame around `box` of them."""
    frame = ""
    if box is not None:
        top, left, bottom, right = box
        edges = zip(
            ("top", "left", "height", "width"),
            (top / height, left / width, (bottom - top) / height, (right - left) / width),
            strict=True,
        )
        frame = f'<i style="{";".join(f"{edge}:{share:.2%}" for edge, share in edges)}"></i>'
    st.html(
        f'<div class="drawing-field"><img alt="{escape(say("layers-framed", alt=alt))}" '
        f'src="data:image/png;base64,{png}">{frame}</div>'
    )
