"""The pages, in the order of the navigation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz.ui.pages import draw, duel, lab, layers, learn, networks, train
from cnnviz.ui.words.speech import say

# A page's name: what shows it, its icon, and its place in addresses if that is another.
_PAGES: dict[str, tuple[Any, str, str]] = {
    "draw": (draw.render, "draw", ""),
    "layers": (layers.render, "layers", "layers"),
    "lab": (lab.render, "science", "lab"),
    "train": (train.render, "model_training", "train"),
    "duel": (duel.render, "swords", "duel"),
    "compare": (networks.render, "hub", "compare"),
    "learn": (learn.render, "school", "learn"),
}


def all_pages() -> dict[str, Any]:
    """Every page by its name; made anew in each run, for Streamlit ties a page to its run."""
    return {
        name: st.Page(
            show,
            title=page_title(name),
            icon=f":material/{icon}:",
            url_path=path or None,
            default=not path,
        )
        for name, (show, icon, path) in _PAGES.items()
    }


def page_title(name: str) -> str:
    """What a page is called."""
    return say("page-networks" if name == "compare" else f"page-{name}")
