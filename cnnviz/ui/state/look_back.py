"""Which moment of which training a person looks back at, and whether it plays as a film."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from cnnviz.core.training.film import Film
from cnnviz.ui.widgets.steady import SteadyCharts

# Seconds a moment stays.
PACES = {"slow": 2.4, "normal": 1.2, "fast": 0.7}


@dataclass
class LookBack:
    """The state of the part 'Look back'.

    Attributes
    ----------
    source : str
        The key of the network whose training is shown.
    place : int
        Which of its moments.
    layer : str
        Whose feature maps are shown; "" for the one that the page chooses.
    pace : str
        A key of `PACES`.
    playing : bool
    moved : float
        When it last went on by itself, by the clock.
    film : (key, Film) or None
        What the drawing looked like at all moments, and of what it was made.
    charts : SteadyCharts
    """

    source: str = "lenet5"
    place: int = 0
    layer: str = ""
    pace: str = "normal"
    playing: bool = False
    moved: float = 0.0
    film: tuple[tuple[str, ...], Film] | None = None
    charts: SteadyCharts = field(default_factory=SteadyCharts)

    def choose(self, source: str) -> None:
        """Show another training, from its beginning."""
        if source != self.source:
            self.source, self.place, self.layer = source, 0, ""
            self.pause()

    def step(self, by: int, count: int) -> None:
        """Go some moments on or back, of `count`; the film stops."""
        self.pause()
        self.place = min(max(self.place + by, 0), count - 1)

    def slide_to(self, place: int) -> None:
        """Go to a moment; the film stops.

        While it plays, a browser that has not yet heard of the latest moment repeats the one
        before: that is nobody's hand.
        """
        if self.playing and place in (self.place - 1, self.place - 2):
            return
        self.pause()
        self.place = place

    def play(self, count: int) -> None:
        """Let it run, from the beginning if it is at the end."""
        if self.place >= count - 1:
            self.place = 0
        self.playing, self.moved = True, time.monotonic()

    def pause(self) -> None:
        """Stand still."""
        self.playing = False

    def tick(self, count: int) -> None:
        """Go on if it is time to; at the end, stop.

        The page is also run for other reasons than that a moment is over.
        """
        if not self.playing:
            return
        if self.place >= count - 1:
            self.pause()
        elif time.monotonic() - self.moved >= 0.7 * PACES[self.pace]:
            self.place, self.moved = self.place + 1, time.monotonic()
