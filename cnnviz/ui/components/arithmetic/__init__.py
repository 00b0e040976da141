"""One number in full: every cell that was read, every weight, every product, the sum."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import count

from cnnviz.core.explore.arithmetic import CellArithmetic
from cnnviz.core.explore.cells import Cell
from cnnviz.ui.components.arithmetic.packing import pack_arithmetic
from cnnviz.ui.components.assets import DOM, MESSAGE, WORDS, browser_view
from cnnviz.ui.components.computation import picker

__all__ = ["arithmetic", "pack_arithmetic"]

# No two messages are the same: see `window_stepper`.
_serial = count()
# In the page itself: its numbers are text that a screen reader and a search find.
_view = browser_view(
    "arithmetic",
    '<div class="arithmetic"></div>',
    isolate_styles=False,
    scripts=(MESSAGE, DOM, WORDS),
)


def arithmetic(
    sums: CellArithmetic,
    *,
    title: str,
    key: str,
    units: bool = False,
    function: str = "",
    on_pick: Callable[[Cell], None],
) -> None:
    """Show how one number was computed; every number that was read is a button that leads there.

    Parameters
    ----------
    sums : CellArithmetic
    title : str
        How the number is called.
    key : str
    units : bool
        Whether the layer has units in place of maps, so that its numbers have no row and column.
    function : str
        Name of the activation, if the layer is one.
    on_pick : callable
        As in `computation`.
    """
    message = pack_arithmetic(sums, title=title, units=units, function=function)
    data = message + struct.pack("<Q", next(_serial))
    _view(key=key, data=data, on_pick_change=picker(key, on_pick))
