"""The lab: stride, padding and pooling, changed live."""

from __future__ import annotations

from collections.abc import Callable

from cnnviz.core.networks.network import Network
from cnnviz.ui.pages.lab import convolution, inside, pooling
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_session, lab_choices
from cnnviz.ui.widgets.choice import held_tabs
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.words.speech import say

# A tab's name in the state, the key of its title, and what shows it.
PARTS: dict[str, tuple[str, Callable[[Session, Network], None]]] = {
    "convolution": ("lab-tab-convolution", convolution.render),
    "pooling": ("lab-tab-pooling", pooling.render),
    "network": ("lab-tab-network", inside.render),
}


def render() -> None:
    """The Lab page."""
    session = current_session()
    session.enter("lab")
    # Outside the tabs' fragments: the filters and maps to choose from change with the network.
    network_picker(session)
    network = chosen_network(session)
    if network is None:
        return
    choices = lab_choices()
    titles = {name: say(title) for name, (title, _) in PARTS.items()}
    for name, tab in held_tabs(titles, choices.tab, choices.open_tab, "lab_tabs"):
        with tab:
            PARTS[name][1](session, network)
