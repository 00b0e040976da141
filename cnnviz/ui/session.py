"""What one person has drawn and chosen: one typed object a browser tab.

Widgets forget their state when their page is not shown; whatever must survive lives here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnnviz.core.datasets import load_dataset
from cnnviz.core.digits import PreparedDigit, prepare_digit, prepared_image
from cnnviz.core.models import ARCHITECTURES
from cnnviz.core.strokes import Stroke, draw_strokes
from cnnviz.core.trace import INPUT_NAME

Drawing = tuple[Stroke, ...]
_KEY = "cnnviz_session"
HISTORY = 100
DEFAULT_MODEL = "lenet5"


@dataclass
class Session:
    """The state of one browser tab.

    Attributes
    ----------
    drawing : tuple of Stroke
        What the person drew; never lost by moving between pages.
    loaded : tuple of Stroke
        What the canvas was last told to show. It differs from `drawing` while the person goes
        on drawing: sending the drawing back would make the canvas start anew at every stroke.
    loads : int
        How often the canvas was told to show something.
    reported : tuple of Stroke or None
        What the canvas last sent, to tell news from a repetition.
    sample : int or None
        Index of the built-in digit shown in place of the drawing.
    brush : int
        Diameter in canvas pixels.
    model : str
        The network all pages show, a key of `ARCHITECTURES`.
    layer, channel : str, int
        What the Layers page shows.
    compare : bool
        Whether the Draw page shows all networks' answers.
    one_scale : bool
        Whether a layer's maps share one colour scale.
    page : str
        The page shown last.
    """

    drawing: Drawing = ()
    loaded: Drawing = ()
    loads: int = 0
    reported: Drawing | None = None
    past: list[Drawing] = field(default_factory=list)
    future: list[Drawing] = field(default_factory=list)
    sample: int | None = None
    brush: int = 20
    model: str = DEFAULT_MODEL
    layer: str = INPUT_NAME
    channel: int = 0
    one_scale: bool = True
    compare: bool = False
    page: str = ""

    def enter(self, page: str) -> None:
        """Note which page is shown; coming back to the canvas loads the drawing into it."""
        if page != self.page:
            self.page = page
            self._show(self.drawing)
            self.reported = None

    def report(self, drawing: Drawing | None) -> None:
        """Take over what the canvas sent, if it is news."""
        if drawing is None or drawing == self.reported:
            return
        self.reported = drawing
        # The canvas repeats what it was told to load, in slightly other numbers.
        if not _alike(drawing, self.drawing):
            self._remember()
            self.drawing = drawing

    def load(self, drawing: Drawing) -> None:
        """Put a drawing on the canvas in place of the present one."""
        self.sample = None
        if drawing != self.drawing:
            self._remember()
        self._show(drawing)

    def undo(self) -> None:
        """Go back one change."""
        if self.past:
            self.future.append(self.drawing)
            self._show(self.past.pop())

    def redo(self) -> None:
        """Take back one undo."""
        if self.future:
            self.past.append(self.drawing)
            self._show(self.future.pop())

    def show_sample(self, index: int | None) -> None:
        """Show a built-in digit in place of the drawing, or (None) the drawing again."""
        self.sample = index
        self._show(self.drawing)

    def choose_model(self, name: str) -> None:
        """Show another network; a layer of that name, if it has none, is found by the page."""
        if name in ARCHITECTURES and name != self.model:
            self.model, self.channel = name, 0

    def choose_layer(self, name: str) -> None:
        """Show another layer on the Layers page, from its first channel."""
        if name != self.layer:
            self.layer, self.channel = name, 0

    def _show(self, drawing: Drawing) -> None:
        self.drawing = self.loaded = drawing
        self.loads += 1

    def _remember(self) -> None:
        self.past = [*self.past, self.drawing][-HISTORY:]
        self.future = []

    def digit(self) -> PreparedDigit:
        """The digit the network reads now: the sample if one is shown, else the drawing."""
        if self.sample is not None:
            return prepared_image(load_dataset("builtin").images[self.sample])
        return prepare_digit(draw_strokes(self.drawing))


def _alike(first: Drawing, second: Drawing, tolerance: float = 1.0) -> bool:
    """Whether two drawings are the same to within a canvas pixel."""
    if [len(stroke.points) for stroke in first] != [len(stroke.points) for stroke in second]:
        return False
    return all(
        abs(a.width - b.width) < tolerance
        and bool((np.abs(np.subtract(a.points, b.points)) < tolerance).all())
        for a, b in zip(first, second, strict=True)
    )


def current_session() -> Session:
    """The session of the browser tab this script runs for."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
        _read_address(st.session_state[_KEY])
    session: Session = st.session_state[_KEY]
    return session


def _read_address(session: Session) -> None:
    """Start with what the address names; a page checks that its layer and channel exist."""
    model = st.query_params.get("model", "")
    session.model = model if model in ARCHITECTURES else session.model
    session.layer = st.query_params.get("layer", session.layer)
    channel = st.query_params.get("channel", "0")
    session.channel = int(channel) if channel.isascii() and channel.isdigit() else 0


def write_address(session: Session, *, place: bool = False) -> None:
    """Make the address name what is shown, so that it can be sent.

    Parameters
    ----------
    session : Session
    place : bool
        Whether layer and channel belong in it.
    """
    wanted = {"model": session.model}
    if place:
        wanted |= {"layer": session.layer, "channel": str(session.channel)}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
