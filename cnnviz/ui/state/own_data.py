"""What a person brings to train on: a set of pictures, and digits drawn here; one a tab."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.download import DownloadProgress
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.stroke_code import linkable
from cnnviz.core.digits.strokes import Stroke, draw_strokes
from cnnviz.core.images import ImageSet
from cnnviz.core.picture_sets import ReadProgress, ReadSet, read_archive
from cnnviz.ui.run import Run, RunState, this_tab
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.speech import say

# Digits that one person can collect: more than anybody draws in a lesson.
MOST_DRAWN = 200


@dataclass(frozen=True)
class DrawnDigit:
    """A digit that the person drew to train on."""

    label: int
    strokes: tuple[Stroke, ...]


@lru_cache(maxsize=2 * MOST_DRAWN)
def prepared(digit: DrawnDigit) -> NDArray[np.uint8]:
    """What a network is given of it, (28, 28): the same as of a drawing on the Draw page."""
    centred = prepare_digit(draw_strokes(linkable(digit.strokes))).centred
    image: NDArray[np.uint8] = np.rint(centred * 255).astype(np.uint8)
    image.flags.writeable = False  # the cache hands out this very array
    return image


def drawn_set(digits: tuple[DrawnDigit, ...]) -> ImageSet:
    """The digits as pictures; at least one."""
    labels = np.array([digit.label for digit in digits], np.int64)
    images = np.stack([prepared(digit) for digit in digits])
    return ImageSet("drawn", images, labels, tuple("0123456789"))


def drawn_key(digits: tuple[DrawnDigit, ...]) -> str:
    """A hash of what was drawn."""
    return hashlib.sha256(repr(digits).encode()).hexdigest()[:16]


@dataclass
class OwnPictures:
    """The set of pictures that a person brought.

    Attributes
    ----------
    read : ReadSet or None
        As it was read last.
    side, channels : int
        What its pictures are brought to.
    reading : Run or None
        While one is read.
    problem : str
        Why the last one could not be used; empty if nothing.
    uploads : int
        How many were brought.
    """

    read: ReadSet | None = None
    side: int = 28
    channels: int = 1
    reading: Run[ReadProgress | ReadSet] | None = None
    problem: str = ""
    uploads: int = 0

    def begin(self, content: bytes, name: str) -> None:
        """Read an archive, in a thread of its own; what was read before stays until it is done."""
        self.stop()
        self.uploads += 1
        self.problem = ""
        self.reading = Run(lambda: read_archive(content, name), tab=this_tab()).start()

    def stop(self) -> None:
        """Read no further."""
        if self.reading is not None:
            self.reading.stop()
        self.reading = None

    def take(self) -> None:
        """Keep what has been read, or why it cannot be used, once the reading is over."""
        run = self.reading
        if run is None or not run.is_over:
            return
        self.reading = None
        if isinstance(run.latest, ReadSet):
            self.read = run.latest
            self.side, self.channels = self.read.side, self.read.channels
        elif run.state is RunState.OVERTIME:
            self.problem = say("own-reading-long")
        elif run.problem:
            self.problem = run.problem

    def close(self) -> None:
        """Forget it."""
        self.stop()
        self.read, self.problem = None, ""


@dataclass
class Collection:
    """Digits drawn here, and the canvas to draw them on.

    Attributes
    ----------
    digits : tuple of DrawnDigit
    label : int
        What is to be drawn next.
    pad : Session
        The canvas' own drawing and its history.
    mounts : int
        How often the canvas came onto the page.
    """

    digits: tuple[DrawnDigit, ...] = ()
    label: int = 0
    pad: Session = field(default_factory=Session)
    mounts: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more can be added."""
        return len(self.digits) >= MOST_DRAWN

    @property
    def counts(self) -> tuple[int, ...]:
        """How many there are of each digit, 0 to 9."""
        labels = [digit.label for digit in self.digits]
        return tuple(labels.count(label) for label in range(10))

    def add(self, strokes: tuple[Stroke, ...]) -> None:
        """Add a drawing under the present label."""
        if strokes and not self.is_full:
            self.digits = (*self.digits, DrawnDigit(self.label, strokes))

    def add_from_pad(self) -> None:
        """Add what is on the canvas, clear it, and ask for the next digit."""
        if self.pad.drawing and not self.is_full:
            self.add(self.pad.drawing)
            self.pad.load(())
            self.label = (self.label + 1) % 10

    def remove(self, digit: DrawnDigit) -> None:
        """Take one away, the last of those that are the same."""
        place = len(self.digits) - 1 - self.digits[::-1].index(digit)
        self.digits = (*self.digits[:place], *self.digits[place + 1 :])

    def undo(self) -> None:
        """Take the last one away, and ask for it again."""
        if self.digits:
            self.label = self.digits[-1].label
            self.digits = self.digits[:-1]


@dataclass
class Download:
    """MNIST on its way.

    Attributes
    ----------
    run : Run or None
    problem : str
        Why the last try failed; empty if it did not.
    """

    run: Run[DownloadProgress] | None = None
    problem: str = ""

    def take(self) -> None:
        """Note how it ended, once it is over."""
        if self.run is not None and self.run.is_over:
            self.problem, self.run = self.run.problem, None
