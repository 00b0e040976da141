"""The network map: the whole network in one picture that answers the mouse at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnnviz.core.trace import Trace
from cnnviz.ui.components.assets import DOM, WORDS, browser_view
from cnnviz.ui.components.network_map.layout import pack_network
from cnnviz.ui.said import is_place, told

__all__ = ["network_map"]

_HTML = (
    '<div class="network-map" role="group">'
    '<div class="stage"><canvas class="lines"></canvas><canvas class="pictures"></canvas>'
    '<div class="tip" hidden></div></div></div>'
)
_view = browser_view("network_map", _HTML, scripts=(DOM, WORDS))


def network_map(
    trace: Trace,
    names: Sequence[str],
    *,
    idle: bool,
    key: str,
    height: int = 560,
    selected: tuple[str, int] | None = None,
    unfolds: bool = False,
    unfolded: bool = False,
    on_pick: Callable[[str, int], None] | None = None,
    on_fold: Callable[[], None] | None = None,
) -> tuple[str, int] | None:
    """Show the map of one input's trace.

    Parameters
    ----------
    trace : Trace
    names : sequence of str
        What the network's answers are called.
    idle : bool
        Nothing is drawn yet: show the structure without pictures or numbers.
    key : str
    height : int
        In pixels, where the layers stand side by side; 0 to fill the window.
    selected : (layer, channel), optional
        The map that stays lit, with what feeds it and what it feeds, while none is pointed at.
    unfolds : bool
        Whether a click makes room for what the map was computed from, at once; the page puts that
        into a container of the key ``unfolded`` beside this view.
    unfolded : bool
        Whether that room is there now, before the layer of `selected`.
    on_pick : callable, optional
        Called with what was clicked before the page runs, which then shows it at once.
    on_fold : callable, optional
        Called when somebody presses Esc or clicks beside the unfolded map. Without it, what is
        unfolded stays so.

    Returns
    -------
    (layer, channel) or None
        What was clicked just now.
    """
    data = pack_network(
        trace,
        names,
        idle=idle,
        height=height,
        selected=selected,
        way={"unfolds": unfolds, "unfolded": unfolded, "folds": on_fold is not None},
    )

    def pick(sent: object) -> None:
        picked = picked_map(sent)
        if picked is not None and on_pick is not None:
            on_pick(*picked)

    def fold(sent: object) -> None:
        if sent is True and on_fold is not None:
            on_fold()

    view = _view(
        key=key,
        data=data,
        on_pick_change=told(key, "pick", pick),
        on_fold_change=told(key, "fold", fold),
    )
    return picked_map(view.get("pick"))


def picked_map(message: object) -> tuple[str, int] | None:
    """What the browser says was clicked; None for anything that is not a layer and a channel."""
    if not isinstance(message, dict):
        return None
    layer, channel = message.get("layer"), message.get("channel")
    return (layer, channel) if isinstance(layer, str) and is_place(channel) else None
