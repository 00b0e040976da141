"""The network map: the whole network in one picture that answers the mouse at once."""

from __future__ import annotations

from cnnviz.core.trace import Trace
from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.components.network_map.layout import kind_title, pack_network

__all__ = ["kind_title", "network_map"]

_HTML = (
    '<div class="network-map" role="group" aria-label="Network map: arrow keys move, Enter opens">'
    '<div class="stage"><canvas class="lines"></canvas>'
    '<div class="tip" hidden></div></div></div>'
)
_view = browser_view("network_map", _HTML)


def network_map(trace: Trace, *, idle: bool, key: str, height: int = 560) -> tuple[str, int] | None:
    """Show the map of one digit's trace.

    Parameters
    ----------
    trace : Trace
    idle : bool
        Nothing is drawn yet: show the structure without pictures or numbers.
    key : str
    height : int
        In pixels, where the layers stand side by side.

    Returns
    -------
    (layer, channel) or None
        What was clicked just now.
    """
    data = pack_network(trace, idle=idle, height=height)
    picked = _view(key=key, data=data, on_pick_change=lambda: None).get("pick")
    if not isinstance(picked, dict):
        return None
    layer, channel = picked.get("layer"), picked.get("channel")
    if not isinstance(layer, str) or not isinstance(channel, int):
        return None
    return layer, channel
