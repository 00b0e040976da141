"""Says that nothing is drawn yet, and what is shown in its place."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.navigation import page_called
from cnnviz.ui.words.speech import say


def say_stand_in(label: int) -> None:
    """A sentence and the way to the canvas; `label` is what the built-in digit is."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stand_in"):
        st.markdown(say("stand-in", label=label), width="content")
        st.page_link(page_called("draw"), label=say("stand-in-draw"), icon=":material/draw:")
