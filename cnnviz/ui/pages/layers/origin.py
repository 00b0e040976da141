"""Where in the digit a number comes from: its receptive field, and each pixel's share."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.pixel_shares import PixelShares, pixel_shares
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Trace
from cnnviz.figures.montage import montage, narrow
from cnnviz.figures.theme import CONFIG, input_scale, number
from cnnviz.ui.cache import in_worker
from cnnviz.ui.state.shown import Shown
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.framed import Box, box_words, framed_picture
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.glossary import help_on
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import marked, say

# Both stand below the arithmetic, on the same screen.
_HEIGHT = 198
_LEGEND = 140


def show(
    network: Network, given: Shown, result: Trace, cell: Cell, *, height: int = _HEIGHT
) -> None:
    """Both, side by side; said in one sentence where this network's layers are not known."""
    with st.container(key="origin"):
        with st.container(key="receptive_field", gap=None):
            panel_title(say("layers-sees-digit" if network.is_digits else "layers-sees-picture"))
            try:
                _field(given, result, bounding_box(receptive_field(result, cell)), height)
            except ValueError as error:
                st.info(f"{problem_words(error)}.")
        with st.container(key="pixel_shares", gap=None):
            panel_title(say("layers-adds"))
            try:
                _shares(result, in_worker(pixel_shares, result, cell), given, height)
            except ValueError as error:
                st.info(f"{problem_words(error)}.")


def _field(given: Shown, result: Trace, box: Box | None, height: int) -> None:
    """The input as the network gets it, with the part framed that the number can see."""
    if given.picture is not None:
        image = png_base64(np.ascontiguousarray(given.picture.resized))
        framed_picture(image, box, *result.input.shape[-2:], alt=say("layers-the-picture"))
    else:
        values = result.input[0, 0].float().numpy()
        figure = montage(
            values[None], [""], scale=input_scale(values), box=box, clickable=False, height=height
        )
        st.plotly_chart(narrow(figure, _LEGEND), config=CONFIG, key="digit_field")
    st.caption(f"{box_words(box)}.", help=help_on("receptive-field"))


def _shares(result: Trace, shares: PixelShares, given: Shown, height: int) -> None:
    # A pixel of several channels adds what they add together.
    values = shares.shares.sum(axis=0).astype(np.float32)
    edge = result.input[0].float().numpy() if given.digit is not None else None
    figure = montage(values[None], [""], edge_of=edge, clickable=False, height=height)
    st.plotly_chart(narrow(figure, _LEGEND), config=CONFIG, key="shares_picture")
    _sum(shares)


def _sum(shares: PixelShares) -> None:
    """The parts and their sum, checked against the number the network computed."""
    rest = abs(shares.total - shares.value)
    agrees = rest <= 1e-3 * max(abs(shares.value), 1e-3)
    words = marked(
        "layers-shares",
        positive=number(shares.positive),
        negative=number(shares.negative),
        constant=number(shares.constant),
        total=number(shares.total),
        sign="=" if agrees else "≠",
        value=number(shares.value),
    )
    st.html(f'<p class="formula" role="status">{words}</p>')
    st.caption(_trust(shares), help=say("layers-constant-help"))


def _trust(shares: PixelShares) -> str:
    """How far the parts can be trusted."""
    if shares.exact:
        return say("layers-exact")
    words = []
    if shares.tangents:
        words.append(say("layers-tangents", layers=_some(shares.tangents)))
    if shares.gates:
        words.append(say("layers-gates", layers=_some(shares.gates)))
    return " ".join(words)


def _some(layers: tuple[str, ...], most: int = 4) -> str:
    names = ", ".join(layers[:most])
    if len(layers) <= most:
        return names
    return say("layers-and-more", names=names, count=len(layers) - most)
