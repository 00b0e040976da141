"""The pages, in the order of the navigation."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.pages import compare, draw, layers

PAGES = {
    "draw": st.Page(draw.render, title="Draw", icon=":material/draw:", default=True, url_path=""),
    "layers": st.Page(layers.render, title="Layers", icon=":material/layers:", url_path="layers"),
    "compare": st.Page(compare.render, title="Networks", icon=":material/hub:", url_path="compare"),
}
