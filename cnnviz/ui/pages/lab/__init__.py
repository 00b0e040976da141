"""The lab: stride, padding and pooling, changed live."""

from __future__ import annotations

import streamlit as st

from cnnviz.ui.pages.lab import convolution, inside, pooling
from cnnviz.ui.state.session import current_session
from cnnviz.ui.widgets.picker import chosen_network, network_picker


def render() -> None:
    """The Lab page."""
    session = current_session()
    session.enter("lab")
    # Outside the tabs' fragments: the filters and maps to choose from change with the network.
    network_picker(session)
    network = chosen_network(session)
    if network is None:
        return
    tabs = st.tabs(["Convolution", "Pooling", "In the network"])
    for tab, page in zip(tabs, (convolution, pooling, inside), strict=True):
        with tab:
            page.render(session, network)
