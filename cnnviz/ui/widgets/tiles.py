"""The same input through every network that reads such, each a tile that chooses its network."""

from __future__ import annotations

import streamlit as st
import torch
from torch import nn

from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.trace import trace
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import in_worker
from cnnviz.ui.shelf import network_of
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown, shown_or_sample
from cnnviz.ui.thumbnails import plain_markdown
from cnnviz.ui.words.speech import say


def network_tiles(session: Session, chosen: Network, *, stands_in: bool = False) -> None:
    """The tiles, in one row.

    Parameters
    ----------
    session : Session
    chosen : Network
        The one that is shown.
    stands_in : bool
        Whether a built-in digit is read while nothing is drawn.
    """
    with st.container(horizontal=True, gap="xsmall", key="compare"):
        for key in session.keys:
            try:
                network = network_of(session, key)
            except WeightsError:
                st.button(
                    say("tile-untrained", name=key),
                    disabled=True,
                    width="stretch",
                    key=f"tile_{key}",
                )
                continue
            if network.is_digits == chosen.is_digits:
                title = plain_markdown(short_name(network.title))
                given = (shown_or_sample if stands_in else shown)(session, network)
                answer = _short_answer(network, given, asks=given.is_blank and not stands_in)
                st.button(
                    f"{title} {answer}",
                    on_click=session.choose_model,
                    args=(key,),
                    type="primary" if key == session.model else "secondary",
                    width="stretch",
                    key=f"tile_{key}",
                )


def _short_answer(network: Network, given: Shown, *, asks: bool) -> str:
    """One network's answer and its probability; a blank drawing is not asked about."""
    if asks:
        return say("tile-blank")
    best = network.ranked(in_worker(_probabilities_of, network.model, given.tensor), 1)[0]
    return f"**{plain_markdown(short_name(best.name, 14))}** {percent(best.share)}"


def _probabilities_of(model: nn.Module, tensor: torch.Tensor) -> torch.Tensor:
    return trace(model, tensor).probabilities[0]
