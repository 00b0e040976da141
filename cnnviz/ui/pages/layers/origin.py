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

# Both stand below the arithmetic, on the same screen.
_HEIGHT = 198
_LEGEND = 140
_CONSTANT = (
    "Convolution, batch norm, average pooling, dense layers and sums only multiply and add; ReLU "
    "lets a number through or not, max pooling passes its winner on. With these choices kept as "
    "they are for this input, the number is a weighted sum of the pixels. The constant is what "
    "would be there with every pixel 0 and the same choices: all biases on the way, and what batch "
    "norms subtract, each multiplied by the weights behind it. It can be larger than the number."
)


def show(
    network: Network, given: Shown, result: Trace, cell: Cell, *, height: int = _HEIGHT
) -> None:
    """Both, side by side; said in one sentence where this network's layers are not known."""
    with st.container(key="origin"):
        with st.container(key="receptive_field", gap=None):
            what = "digit" if network.is_digits else "picture"
            panel_title(f"What of the {what} it sees")
            try:
                _field(given, result, bounding_box(receptive_field(result, cell)), height)
            except ValueError as error:
                st.info(f"{error}.")
        with st.container(key="pixel_shares", gap=None):
            panel_title("What each pixel adds")
            try:
                _shares(result, in_worker(pixel_shares, result, cell), given, height)
            except ValueError as error:
                st.info(f"{error}.")


def _field(given: Shown, result: Trace, box: Box | None, height: int) -> None:
    """The input as the network gets it, with the part framed that the number can see."""
    if given.picture is not None:
        image = png_base64(np.ascontiguousarray(given.picture.resized))
        framed_picture(image, box, *result.input.shape[-2:], alt="The picture")
    else:
        values = result.input[0, 0].float().numpy()
        figure = montage(
            values[None], [""], scale=input_scale(values), box=box, clickable=False, height=height
        )
        st.plotly_chart(narrow(figure, _LEGEND), config=CONFIG, key="digit_field")
    st.caption(f"{box_words(box)}.", help=help_on("receptive field"))


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
    st.html(
        '<p class="formula" role="status">'
        f"pixels that add <b>{number(shares.positive)}</b>, pixels that take away "
        f"<b>{number(shares.negative)}</b>, constant <b>{number(shares.constant)}</b>; together "
        f"<b>{number(shares.total)}</b> {'=' if agrees else '≠'} the number, "
        f"<b>{number(shares.value)}</b></p>"
    )
    st.caption(_trust(shares), help=_CONSTANT)


def _trust(shares: PixelShares) -> str:
    """How far the parts can be trusted."""
    if shares.exact:
        return "Exact for this input."
    words = ""
    if shares.tangents:
        words = (
            f"Not exact for {_some(shares.tangents)}: there the tangent at this input stands in "
            "for the curve. The parts still sum to the number, but tell only how it changes "
            "nearby. "
        )
    if shares.gates:
        words += (
            f"In {_some(shares.gates)} a result is multiplied by another one of this network (a "
            "gate, a normalisation, an attention): that one is taken as it is for this input."
        )
    return words


def _some(layers: tuple[str, ...], most: int = 4) -> str:
    more = f" and {len(layers) - most} more" if len(layers) > most else ""
    return ", ".join(layers[:most]) + more
