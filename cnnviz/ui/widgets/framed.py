"""A picture with a frame around a part of it."""

from __future__ import annotations

import streamlit as st

# Top, left, bottom and right, half-open.
Box = tuple[int, int, int, int]


def box_words(box: Box | None) -> str:
    """How large the part is, and where: rows and columns count from 1."""
    top, left, bottom, right = box or (0, 0, 0, 0)
    words = f"{bottom - top} × {right - left} pixels"
    if box:
        words += f", rows {top + 1} to {bottom}, columns {left + 1} to {right}"
    return words


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
        f'<div class="drawing-field"><img alt="{alt}; framed is what the number can see" '
        f'src="data:image/png;base64,{png}">{frame}</div>'
    )
