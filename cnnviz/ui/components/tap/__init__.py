"""The pen, heard while it moves: unfinished strokes from the drawing canvas.

The canvas package tells of a stroke 200 ms after the pen is lifted. This view, which shows nothing,
stands in the same document and hears the same events.
"""

from __future__ import annotations

from collections.abc import Callable

from cnnviz.ui.components.assets import browser_view
from cnnviz.ui.pen import PenUpdate, read_update
from cnnviz.ui.said import told

__all__ = ["tap"]

_view = browser_view("tap", '<div class="tap"></div>')


def tap(
    on_update: Callable[[PenUpdate], None],
    *,
    width: float,
    update: int,
    finished: int,
    load: int,
    place: str,
    wakes: bool,
    key: str,
) -> None:
    """Hear the pen over a canvas; to be placed after all that answers it.

    Parameters
    ----------
    on_update : callable
        Called with the strokes before the page runs, which then shows them at once.
    width : float
        Of the brush, in canvas pixels.
    update, finished : int
        The last update and the last finished stroke that were taken in: the browser sends the next
        update, and no longer sends these strokes.
    load : int
        How often the canvas was told to show something.
    place : str
        The class of the element that holds the canvas; "" on pages without one, where only
        strokes are taken in that were finished just before the page with the canvas was left.
    wakes : bool
        Whether the page is to run again as soon as the browser has painted it.
    key : str
    """

    def hear(sent: object) -> None:
        heard = read_update(sent)
        if heard is not None:
            on_update(heard)

    data = {
        "width": width,
        "update": update,
        "finished": finished,
        "load": load,
        "place": place,
        "wakes": wakes,
    }
    _view(
        key=key,
        data=data,
        on_strokes_change=told(key, "strokes", hear),
        on_painted_change=lambda: None,
    )
