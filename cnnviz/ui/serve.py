"""Start the app from Python with a network of one's own beside the shipped ones."""

from __future__ import annotations

from pathlib import Path

from streamlit.web import bootstrap

from cnnviz.core.networks.network import Network
from cnnviz.ui.own import named
from cnnviz.ui.state.session import serve_network

_APP = Path(__file__).resolve().parents[2] / "app.py"


def serve(network: Network, port: int, *, headless: bool = False) -> None:
    """Run the app until it is stopped; every visitor finds the network there, and sees it first.

    Raises
    ------
    ValueError
        In one sentence, if the network cannot be traced.
    """
    serve_network(named(network))
    options = {"server.port": port, "server.headless": headless}
    bootstrap.load_config_options(flag_options=options)
    bootstrap.run(str(_APP), False, [], options)
