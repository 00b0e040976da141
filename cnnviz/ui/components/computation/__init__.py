"""How one map was computed: the maps before it, the kernels, the sum, in one picture."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.map_parts import MapComputation, Singles
from cnnviz.ui.components.assets import DOM, MESSAGE, WORDS, browser_view
from cnnviz.ui.components.computation.packing import pack_computation
from cnnviz.ui.said import is_place, told

__all__ = ["computation", "pack_computation", "picked_cell"]

# No two messages are the same: see `window_stepper`.
_serial = count()
_HTML = '<div class="computation"></div>'
_view = browser_view(
    "computation", _HTML, isolate_styles=False, scripts=(MESSAGE, DOM, WORDS, "layout", "sentences")
)


def computation(
    unfolded: MapComputation,
    *,
    selected: tuple[int, int],
    after: Sequence[tuple[str, Singles]] | None = None,
    title: str | None = None,
    height: int | None = None,
    key: str,
    on_pick: Callable[[Cell], None],
) -> None:
    """Show how one map came about; pointing at a cell shows what it was computed from.

    Parameters
    ----------
    unfolded : MapComputation
    selected : (int, int)
        Row and column of the cell that stays outlined.
    after : sequence of (name, array (oh, ow)), optional
        What the layers behind make of this map, each with its layer's name.
    title : str, optional
        How the map is called; by default its layer and its number.
    height : int, optional
        In pixels, to be kept within; 0 to fill the window. By default as tall as it needs.
    key : str
    on_pick : callable
        Called with what was clicked before the page runs, which then shows it at once.
    """
    message = pack_computation(
        unfolded, selected=selected, after=after or (), title=title, height=height
    )
    data = message + struct.pack("<Q", next(_serial))
    _view(key=key, data=data, on_pick_change=picker(key, on_pick))


def picker(key: str, on_pick: Callable[[Cell], None]) -> Callable[[], None]:
    """What Streamlit calls on a click in the view of that key."""

    def pick(sent: object) -> None:
        cell = picked_cell(sent)
        if cell is not None:
            on_pick(cell)

    return told(key, "pick", pick)


def picked_cell(picked: Any) -> Cell | None:
    """What the browser says was clicked, as a cell; None for anything that is not one.

    Examples
    --------
    >>> picked_cell({"layer": "conv1", "channel": 2, "row": 3, "column": 4})
    Cell(layer='conv1', channel=2, row=3, column=4)
    >>> picked_cell({"layer": "conv1", "channel": -2, "row": 3, "column": 4}) is None
    True
    """
    if not isinstance(picked, dict) or not isinstance(picked.get("layer"), str):
        return None
    places = []
    for name in ("channel", "row", "column"):
        place = picked.get(name)
        if not is_place(place):
            return None
        places.append(place)
    return Cell(picked["layer"], *places)
