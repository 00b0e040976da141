"""What all pages share around their content."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from PIL import Image

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.ui.nested_fragments import drop_what_stands_within

_STYLE = "".join(
    Path(__file__).with_name(f"{name}.css").read_text("utf-8") for name in ("frame", "stage")
)


def set_up() -> None:
    """Name the browser tab, and take away the empty room Streamlit leaves around a page."""
    drop_what_stands_within()
    # A picture of our own: named icons are fetched from the internet.
    icon = Image.fromarray(draw_strokes(EXAMPLE_DIGITS[3].strokes))
    st.set_page_config(page_title="cnnviz", page_icon=icon, layout="wide")
    st.html(f"<style>{_STYLE}</style>")
