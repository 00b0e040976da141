"""Figures that answer a click."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz.figures.theme import CONFIG
from cnnviz.ui.said import said


def clickable(figure: Any, act: Any, key: str) -> None:
    """Show a figure; a click calls `act` with the point's place among the figure's points."""

    def choose(chosen: Any) -> None:
        points = chosen["selection"]["points"]
        if points:
            act(points[0]["point_index"])

    st.plotly_chart(
        figure, config=CONFIG, on_select=said(key, choose), selection_mode="points", key=key
    )
