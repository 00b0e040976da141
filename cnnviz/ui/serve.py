"""Start the app from Python with a network of one's own beside the shipped ones."""

from __future__ import annotations

from pathlib import Path

import torch
from streamlit.web import bootstrap

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import trace
from cnnviz.ui.own import named
from cnnviz.ui.state.session import DEFAULT_MODEL, serve_network

_APP = Path(__file__).resolve().parents[2] / "app.py"


def serve(network: Network, port: int, *, headless: bool = False) -> None:
    """Run the app until it is stopped; every visitor finds the network there, and sees it first.

    Raises
    ------
    ValueError
        In one sentence, if the network cannot be traced.
    """
    serve_network(named(network))
    _run({"server.port": port, "server.headless": headless})


def serve_shipped(port: int, address: str, *, headless: bool = False) -> None:
    """Run the app with the networks that ship until it is stopped.

    Unlike ``streamlit run app.py`` it loads PyTorch and computes something before anybody comes:
    the first visitor need not wait for that.
    """
    import cnnviz.ui.pages  # noqa: F401 - all that the pages import

    with torch.no_grad():
        trace(load_pretrained(DEFAULT_MODEL), torch.zeros(1, *DIGIT_SHAPE))
    _run({"server.port": port, "server.address": address, "server.headless": headless})


def _run(options: dict[str, object]) -> None:
    # Streamlit's own greeting comes with a note on tools for developers, which on some computers
    # lies over the canvas; the address is all of it that anybody needs here.
    options = options | {"logger.hideWelcomeMessage": True}
    host = options.get("server.address", "localhost")
    print(f"cnnviz: http://{host}:{options['server.port']} (Ctrl-C stops it)", flush=True)
    bootstrap.load_config_options(flag_options=options)
    bootstrap.run(str(_APP), False, [], options)
