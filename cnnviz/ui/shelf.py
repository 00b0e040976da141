"""The networks to choose from in a tab: the shipped ones, the server's own, the person's own."""

from __future__ import annotations

from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.network import Network
from cnnviz.ui.cache import get_shipped
from cnnviz.ui.state.session import Session, served


def title_of(session: Session, key: str) -> str:
    """What a network is called."""
    own = session.own.get(key) or served().get(key)
    return own.title if own is not None else SHIPPED[key].title


def network_of(session: Session, key: str) -> Network:
    """The network itself.

    Raises
    ------
    WeightsError
        If a shipped one's weights cannot be used.
    """
    return session.own.get(key) or served().get(key) or get_shipped(key)
