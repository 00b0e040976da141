"""Draw a digit; see the prediction and the whole network at once."""

from __future__ import annotations

import html

import streamlit as st
import torch
from torch import nn

from cnnviz.core.digits.novelty import judge_novelty
from cnnviz.core.digits.prepare import PreparedDigit
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.trace import Trace, trace
from cnnviz.figures.probabilities import probability_bars
from cnnviz.figures.theme import CONFIG, percent
from cnnviz.ui.cache import get_model, in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.components.pixel_stages import pixel_stages
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.session import Session, current_session
from cnnviz.ui.widgets import (
    brush_control,
    chosen_model,
    drawing_controls,
    drawing_surface,
    example_buttons,
    network_picker,
    panel_title,
)

MAP_HEIGHT = 505


def render() -> None:
    """The start page."""
    session = current_session()
    session.enter("draw")
    with st.container(key="draw_grid"):
        _body(session)
        # Outside the fragment: thirty buttons that never change need not be sent at every stroke.
        with st.container(key="draw_examples"):
            example_buttons(session)


# A fragment: a stroke runs only this, not the navigation and the examples around it. The style
# sheet lays its two columns and the examples out as one grid.
@st.fragment
def _body(session: Session) -> None:
    with st.container(gap="small", key="draw_left"):
        drawing_surface(session)
        drawing_controls(session)
        if session.sample is None:
            brush_control(session)
    with st.container(gap="small", key="draw_right"):
        _answer(session)
    write_address(session)


def _answer(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="choices"):
        network_picker(session)
        session.compare = st.toggle("Compare all", session.compare, key="compare_all")
    model = chosen_model(session)
    if model is None:
        return
    digit = session.digit()
    result = in_worker(trace, model, digit.tensor)
    with st.container(horizontal=True, gap="medium", key="answer"):
        _prediction(digit, result)
        _probabilities(digit, result)
        with st.container(key="network_sees"):
            panel_title(_sees(session))
            pixel_stages(digit, key="pixel_stages")
    if session.compare:
        _compare(digit)
    with st.container(key="network_map"):
        picked = network_map(result, idle=digit.is_blank, key="map", height=MAP_HEIGHT)
    if picked is not None:
        session.go(*picked)
        from cnnviz.ui.pages import all_pages  # the table of pages holds this page as well

        st.switch_page(all_pages()["layers"])


def _sees(session: Session) -> str:
    """The panel's title; changed pixels are named, for the drawing does not show them."""
    count = len(session.pixels)
    changed = f", {count} {'pixel' if count == 1 else 'pixels'} changed on the Layers page"
    return f"What the network sees{changed if count else ''}"


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
            f'<div class="share">{percent(float(shares[0]))}</div>'
            f'<div class="runner">then {runner} with {percent(float(shares[1]))}</div>'
            f"</div></div>{_doubt(digit)}"
        )


def _doubt(digit: PreparedDigit) -> str:
    """A warning for what is no digit; the answer above it stays, for it is the network's."""
    try:
        unfamiliar = in_worker(judge_novelty, digit).is_unfamiliar
    except WeightsError as error:
        return f'<p class="doubt">{html.escape(str(error))}</p>'
    return '<p class="doubt">This does not look like a digit.</p>' if unfamiliar else ""


def _probabilities(digit: PreparedDigit, result: Trace) -> None:
    with st.container(key="probabilities"):
        panel_title("Probability of each digit")
        shares = None if digit.is_blank else result.probabilities[0].numpy()
        st.plotly_chart(probability_bars(shares, height=190), config=CONFIG, key="probability_bars")


def _compare(digit: PreparedDigit) -> None:
    """The same drawing through every network, in one row."""
    tiles = "".join(
        f'<div class="tile"><span class="network">{spec.title}</span>{_short_answer(name, digit)}'
        "</div>"
        for name, spec in ARCHITECTURES.items()
    )
    with st.container(key="compare"):
        st.html(f'<div class="compare" role="status">{tiles}</div>')


def _short_answer(name: str, digit: PreparedDigit) -> str:
    """One network's digit and its probability; a blank drawing is not asked about."""
    if digit.is_blank:
        return "<span>draw a digit</span>"
    try:
        model = get_model(name)
    except WeightsError:
        return "<span>not trained</span>"
    shares = in_worker(_probabilities_of, model, digit.tensor)
    best = int(shares.argmax())
    return f"<b>{best}</b><span>{percent(float(shares[best]))}</span>"


@torch.no_grad()
def _probabilities_of(model: nn.Module, tensor: torch.Tensor) -> torch.Tensor:
    return torch.softmax(model(tensor)[0], dim=0)
