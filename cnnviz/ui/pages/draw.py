"""Draw a digit; see the prediction and the whole network at once."""

from __future__ import annotations

import streamlit as st
import torch

from cnnviz.core.digits import FIELD, PreparedDigit
from cnnviz.core.trace import Trace, trace
from cnnviz.core.weights import WeightsError
from cnnviz.figures.probabilities import probability_bars
from cnnviz.figures.theme import CONFIG
from cnnviz.ui.cache import get_model
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.components.pixel_stages import pixel_stages
from cnnviz.ui.session import Session, current_session
from cnnviz.ui.widgets import (
    brush_control,
    drawing_controls,
    drawing_surface,
    example_buttons,
    panel_title,
)

MAP_HEIGHT = 560


def render() -> None:
    """The start page."""
    session = current_session()
    session.enter("draw")
    _body(session)


# A fragment: a stroke runs only this, not the navigation around it.
@st.fragment
def _body(session: Session) -> None:
    with st.container(horizontal=True, gap="medium", key="draw_columns"):
        with st.container(gap="small", key="draw_left"):
            drawing_surface(session)
            drawing_controls(session)
            if session.sample is None:
                brush_control(session)
            example_buttons(session)
        with st.container(gap="small", key="draw_right"):
            _answer(session)


def _answer(session: Session) -> None:
    digit = session.digit()
    try:
        model = get_model("lenet5")
    except WeightsError as error:
        st.error(str(error), icon=":material/error:")
        return
    result = trace(model, digit.tensor if not digit.is_blank else torch.zeros(1, 1, FIELD, FIELD))
    with st.container(horizontal=True, gap="medium", key="answer"):
        _prediction(digit, result)
        _probabilities(digit, result)
        with st.container(key="network_sees"):
            panel_title("What the network sees")
            pixel_stages(digit, key="pixel_stages")
    with st.container(key="network_map"):
        picked = network_map(result, idle=digit.is_blank, key="map", height=MAP_HEIGHT)
    if picked is not None:
        session.layer, session.channel = picked
        from cnnviz.ui.pages import PAGES  # the table of pages holds this page as well

        st.switch_page(PAGES["layers"])


def _prediction(digit: PreparedDigit, result: Trace) -> None:
    with st.container(key="prediction"):
        panel_title("Prediction")
        if digit.is_blank:
            st.html(
                '<div class="prediction" role="status"><p class="invitation">'
                "Draw a digit on the black square.</p></div>"
            )
            return
        shares, order = result.probabilities[0].topk(2)
        best, runner = (int(index) for index in order)
        st.html(
            '<div class="prediction" role="status">'
            f'<div class="digit">{best}</div><div>'
            f'<div class="share">{float(shares[0]):.1%}</div>'
            f'<div class="runner">then {runner} with {float(shares[1]):.1%}</div></div></div>'
        )


def _probabilities(digit: PreparedDigit, result: Trace) -> None:
    with st.container(key="probabilities"):
        panel_title("Probability of each digit")
        shares = None if digit.is_blank else result.probabilities[0].numpy()
        st.plotly_chart(probability_bars(shares, height=190), config=CONFIG, key="probability_bars")
