"""The pages, in the order of the navigation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz.ui.pages import draw, duel, lab, layers, networks, train


def all_pages() -> dict[str, Any]:
    """Every page by its name; made anew in each run, for Streamlit ties a page to its run."""
    return {
        "draw": st.Page(draw.render, title="Draw", icon=":material/draw:", default=True),
        "layers": st.Page(
            layers.render, title="Layers", icon=":material/layers:", url_path="layers"
        ),
        "lab": st.Page(lab.render, title="Lab", icon=":material/science:", url_path="lab"),
        "train": st.Page(
            train.render, title="Train", icon=":material/model_training:", url_path="train"
        ),
        "duel": st.Page(duel.render, title="Duel", icon=":material/swords:", url_path="duel"),
        "compare": st.Page(
            networks.render, title="Networks", icon=":material/hub:", url_path="compare"
        ),
    }
