"""What one person has drawn and chosen: one typed object a browser tab.

Widgets forget their state when their page is not shown; whatever must survive lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.photo import PhotoSettings, PhotoSteps, photo_steps
from cnnviz.core.digits.pixel_edit import PixelEdits, apply_pixels
from cnnviz.core.digits.prepare import PreparedDigit, prepare_digit, prepared_image
from cnnviz.core.digits.stroke_code import linkable
from cnnviz.core.digits.strokes import Stroke, draw_strokes, within_limits
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.shipped import SHIPPED_NAMES
from cnnviz.core.pictures import Pixels
from cnnviz.core.surgery.filter_scale import FilterScale
from cnnviz.core.trace import INPUT_NAME
from cnnviz.ui.pen import PenUpdate
from cnnviz.ui.state.heard import Heard, alike
from cnnviz.ui.state.seeks import Seeks

Drawing = tuple[Stroke, ...]
HISTORY = 100
DEFAULT_MODEL = "lenet5"
# Diameters in canvas pixels.
BRUSHES = range(8, 41)
# Networks a person may have open at once, besides the shipped ones.
MOST_OWN = 8


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture of the person's own, or one that came with the app.

    Attributes
    ----------
    name : str
        Of the file, or what it shows.
    pixels : uint8 array (h, w, 3)
    serial : int
        Tells one from another; no two of a tab are the same.
    """

    name: str
    pixels: Pixels
    serial: int


@dataclass(frozen=True)
class Photo:
    """A photograph of a digit, read in place of the drawing, and what was corrected by hand."""

    picture: Picture
    settings: PhotoSettings = field(default_factory=PhotoSettings)


@dataclass(frozen=True, eq=False)
class GivenDigit:
    """A digit of a data set, read in place of the drawing.

    Attributes
    ----------
    image : uint8 array (28, 28)
    label : int or None
        What it really is, where that is known.
    name : str
        Where it comes from, as "MNIST test digit 17".
    """

    image: NDArray[np.uint8]
    label: int | None
    name: str


@dataclass(frozen=True)
class Place:
    """What the Layers page shows: a cell of a map of a layer of a network.

    `row` and `column` are None where nobody has chosen a cell: the page then takes the strongest.
    """

    model: str = DEFAULT_MODEL
    layer: str = INPUT_NAME
    channel: int = 0
    row: int | None = None
    column: int | None = None


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
    left : tuple of Stroke or None
        What was on the canvas when it was told to show something else; it may still send that.
    pen : Heard
        What was heard of the pen before the canvas sent it.
    sample : int or None
        Index of the built-in digit shown in place of the drawing.
    photo : Photo or None
        The photograph whose digit is read in place of the drawing.
    given : GivenDigit or None
        A digit of another data set, read in place of the drawing.
    picture : Picture or None
        What networks read that do not read digits.
    brush : int
        Diameter in canvas pixels.
    model : str
        The key of the network all pages show.
    own : dict of str to Network
        The networks that this person has opened, by key.
    layer, channel, row, column : str, int, int or None, int or None
        What the Layers page shows; see `Place`.
    been, ahead : lists of Place
        Where the Layers page can go back and forward to.
    unfolded : bool
        Whether the Draw page shows how the map of that place was computed.
    pixels : PixelEdits
        Pixels of the network's 28x28 input that were changed by hand.
    compare : bool
        Whether the Draw page shows all networks' answers.
    scales : dict of str to tuple of FilterScale
        Filters switched off or turned up and down, for each network.
    ascent : str
        Which start the input made for a filter had: "digit", "noise" or "average".
    seeks : Seeks
        What is being sought: pictures that excite a map, an input made for one.
    tab : str
        Which of the Layers page's tabs is open; empty for the first.
    one_scale : bool
        Whether a layer's maps share one colour scale.
    log_scale : bool
        Whether probabilities are shown on a logarithmic axis.
    page : str
        The page shown last.
    wanted : str
        The page that a click has asked for, until it is shown.
    address : dict or None
        What the address was last made to say.
    former : dict or None
        What the address said before the person started over.
    fresh : str
        What it said right after.
    uploads : int
        How many pictures were brought along.
    upload_problem : str
        What was wrong with the last one; empty if nothing.
    network_uploads : int
        How many networks were opened.
    network_problem : str
        What was wrong with the last one; empty if nothing.
    examples_for : bool or None
        Whether the Draw page's examples are digits.
    opened : bool
        Whether the Draw page was shown before: the first time it leaves out what takes a browser
        long to load, until it says that it has painted the rest.
    """

    drawing: Drawing = ()
    loaded: Drawing = ()
    loads: int = 0
    reported: Drawing | None = None
    left: Drawing | None = None
    pen: Heard = field(default_factory=Heard)
    past: list[Drawing] = field(default_factory=list)
    future: list[Drawing] = field(default_factory=list)
    sample: int | None = None
    photo: Photo | None = None
    given: GivenDigit | None = None
    picture: Picture | None = None
    own: dict[str, Network] = field(default_factory=dict)
    brush: int = 20
    model: str = DEFAULT_MODEL
    layer: str = INPUT_NAME
    channel: int = 0
    row: int | None = None
    column: int | None = None
    been: list[Place] = field(default_factory=list)
    ahead: list[Place] = field(default_factory=list)
    unfolded: bool = False
    pixels: PixelEdits = field(default_factory=PixelEdits)
    scales: dict[str, tuple[FilterScale, ...]] = field(default_factory=dict)
    ascent: str = "noise"
    seeks: Seeks = field(default_factory=Seeks)
    tab: str = ""
    one_scale: bool = True
    compare: bool = False
    log_scale: bool = False
    page: str = ""
    wanted: str = ""
    address: dict[str, str] | None = None
    former: dict[str, str] | None = None
    fresh: str = ""
    uploads: int = 0
    upload_problem: str = ""
    network_uploads: int = 0
    network_problem: str = ""
    examples_for: bool | None = None
    opened: bool = False

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
        # The canvas repeats what it was told to load, and what the pen's view told before it, in
        # slightly other numbers.
        if alike(drawing, self.drawing):
            self.left, self.pen.awaited = None, 0
            return
        # It has not heard yet that it is to show something else, or of the last strokes.
        if self.left is not None and alike(drawing, self.left):
            return
        told = self.pen.awaited
        if told and any(alike(drawing, self.drawing[:-n]) for n in range(1, told + 1)):
            return
        # Where the two differ, what the person sees on the canvas holds.
        if not told:
            self._remember()
        self.pen.awaited = 0
        self.drawing = drawing
        self.pixels = PixelEdits()

    def hear(self, update: PenUpdate) -> None:
        """Take in what the pen does, before the canvas tells of it."""
        self.pen.update = update.update
        news = [each for each in update.finished if each.number > self.pen.finished]
        for each in news:
            self.pen.finished = each.number
            self.pen.awaited += 1
            self._remember()
            self.drawing = within_limits((*self.drawing, each.stroke))
            self.pixels = PixelEdits()
        if any(each.load != self.loads for each in news):
            # The canvas is about to show what it was told before: it would wipe this stroke out.
            self._show(self.drawing)
        self.pen.growing = None
        if update.growing is not None:
            self.pen.growing = update.growing.stroke
            self.pixels = PixelEdits()

    def load(self, drawing: Drawing) -> None:
        """Put a drawing on the canvas in place of the present one."""
        self.sample = self.photo = self.given = None
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
        self.sample, self.photo, self.given = index, None, None
        self.pixels = PixelEdits()
        self._show(self.drawing)

    def show_photo(self, photo: Photo | None) -> None:
        """Read a photograph in place of the drawing, or (None) the drawing again."""
        self.sample, self.photo, self.given = None, photo, None
        self.pixels = PixelEdits()
        self._show(self.drawing)

    def show_given(self, digit: GivenDigit) -> None:
        """Read a digit of a data set in place of the drawing; `show_sample(None)` ends that."""
        self.sample, self.photo, self.given = None, None, digit
        self.pixels = PixelEdits()
        self._show(self.drawing)

    @property
    def shows_drawing(self) -> bool:
        """Whether the person's own drawing is read, and nothing in its place."""
        return self.sample is None and self.photo is None and self.given is None

    @property
    def true_label(self) -> int | None:
        """What the digit in place of the drawing really is, where that is known."""
        if self.given is not None:
            return self.given.label
        if self.sample is not None:
            return int(load_dataset("builtin").labels[self.sample])
        return None

    def open_network(self, network: Network) -> None:
        """Put a network beside the shipped ones, and show it; of too many, the oldest goes."""
        self.own.pop(network.key, None)
        self.own[network.key] = network
        self.choose_model(network.key)
        while len(self.own) > MOST_OWN:
            self.close_network(next(iter(self.own)))

    def close_network(self, key: str) -> None:
        """Take a network of the person's own away."""
        self.own.pop(key, None)
        self.been = [place for place in self.been if place.model != key]
        self.ahead = [place for place in self.ahead if place.model != key]
        if self.model == key:
            self.stand(Place())

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all networks to choose from: the shipped, the server's own, the person's own."""
        return tuple(dict.fromkeys((*SHIPPED_NAMES, *_served, *self.own)))

    @property
    def first_model(self) -> str:
        """The network that a new visitor is shown."""
        return next(iter(_served), DEFAULT_MODEL)

    def start_with(self, drawing: Drawing) -> None:
        """Begin with a drawing that nobody can undo."""
        self._show(drawing)

    @property
    def place(self) -> Place:
        """What the Layers page shows now."""
        return Place(self.model, self.layer, self.channel, self.row, self.column)

    def choose_model(self, name: str) -> None:
        """Show another network; a layer of that name, if it has none, is found by the page."""
        if name in self.keys and name != self.model:
            self._go(Place(name, self.layer))

    def go(
        self, layer: str, channel: int = 0, row: int | None = None, column: int | None = None
    ) -> None:
        """Show another layer, map or cell on the Layers page."""
        self._go(Place(self.model, layer, channel, row, column))

    def show_all(self, compare: bool) -> None:
        """Show all networks' answers, or only one's."""
        self.compare = compare

    def set_log_scale(self, log: bool) -> None:
        """Show probabilities on a logarithmic axis, or on one from 0 to 1."""
        self.log_scale = log

    def unfold(self, layer: str, channel: int = 0) -> None:
        """Show how a map was computed, wherever the network stands."""
        self.unfolded = True
        self.go(layer, channel)

    def fold(self) -> None:
        """Close what the Draw page has unfolded."""
        self.unfolded = False

    def _go(self, place: Place) -> None:
        if place != self.place:
            self.been = [*self.been, self.place][-HISTORY:]
            self.ahead = []
            self.stand(place)

    def note_step(self, before: Place) -> None:
        """The browser has gone from `before` to where the person looks now."""
        if self.been and self.been[-1] == self.place:
            self.been.pop()
            self.ahead.append(before)
        elif self.ahead and self.ahead[-1] == self.place:
            self.ahead.pop()
            self.been.append(before)
        elif before != self.place:
            self.been = [*self.been, before][-HISTORY:]
            self.ahead = []

    def back(self) -> None:
        """Show again what was shown before."""
        if self.been:
            self.ahead.append(self.place)
            self.stand(self.been.pop())

    def forward(self) -> None:
        """Take back one `back`."""
        if self.ahead:
            self.been.append(self.place)
            self.stand(self.ahead.pop())

    def stand(self, place: Place) -> None:
        """Show a place, as an address names it."""
        self.model, self.layer, self.channel = place.model, place.layer, place.channel
        self.row, self.column = place.row, place.column

    def _show(self, drawing: Drawing) -> None:
        if drawing != self.drawing:
            self.pixels = PixelEdits()
            self.left = self.drawing
        self.pen.awaited, self.pen.growing = 0, None
        self.drawing = self.loaded = drawing
        self.loads += 1

    def _remember(self) -> None:
        self.past = [*self.past, self.drawing][-HISTORY:]
        self.future = []

    def digit(self) -> PreparedDigit:
        """The digit the network reads now, with the changed pixels."""
        return apply_pixels(self.unedited_digit(), self.pixels)

    def unedited_digit(self) -> PreparedDigit:
        """The photograph or the sample if one is shown, else the drawing.

        The drawing as a link carries it, so that who opens the link sees the same numbers.
        """
        if self.photo is not None:
            return steps_of(self.photo).digit
        if self.given is not None:
            return prepared_image(self.given.image)
        if self.sample is not None:
            return prepared_image(load_dataset("builtin").images[self.sample])
        return prepare_digit(draw_strokes(linkable(self.strokes)))

    @property
    def strokes(self) -> Drawing:
        """The drawing, with the stroke that is just being drawn."""
        growing = self.pen.growing
        return self.drawing if growing is None else (*self.drawing, growing)


@lru_cache(maxsize=4)
def steps_of(photo: Photo) -> PhotoSteps:
    """What becomes of a photograph, step by step; the last few are kept."""
    return photo_steps(photo.picture.pixels, photo.settings)


# What the person who started the server opened; the same for every visitor.
_served: dict[str, Network] = {}


def serve_network(network: Network) -> None:
    """Put a network beside the shipped ones for everybody; only who starts the server does it."""
    _served[network.key] = network


def served() -> Mapping[str, Network]:
    """The networks that the person who started the server opened, by key."""
    return _served
