"""What a person has set on the Duel page; it outlives the widgets, which forget on other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.core.digits.duel.moves import MOST_SHIFT, Move
from cnnviz.ui.state.fields import Settings, setting

PARTS = ("move", "shrinking", "dense", "everyone")
SHIFTS = range(-MOST_SHIFT, MOST_SHIFT + 1)
TURNS = range(-90, 91, 5)
PERCENTS = range(50, 151, 5)
NOISES = range(0, 51, 5)
FILTERS = range(1, 65)
KERNELS = (1, 3, 5, 7, 11)


@dataclass
class DuelState(Settings):
    """The settings of one browser tab.

    Attributes
    ----------
    part : str
        Which part of the page is shown.
    right, down, turn, percent, noise : int
        Pixels, pixels, degrees, percent of its size, hundredths of the range of a pixel.
    shuffled : bool
    trained : str
        "ordered" or "shuffled": on which pixels the networks shown were trained.
    said : (str, int) or None
        What the person says a digit is, and of which digit.
    filters, kernel : int
        Of the convolution that is compared with a dense layer.
    seen_shuffled : bool or None
        For which pixels the sentences on screen were written.
    """

    prefix: ClassVar[str] = "duel"

    part: str = setting("move", PARTS)
    right: int = setting(0, SHIFTS)
    down: int = setting(0, SHIFTS)
    turn: int = setting(0, TURNS)
    percent: int = setting(100, PERCENTS)
    noise: int = setting(0, NOISES)
    shuffled: bool = setting(False, (False, True))
    trained: str = setting("ordered", ("ordered", "shuffled"))
    filters: int = setting(8, FILTERS)
    kernel: int = setting(5, KERNELS)
    said: tuple[str, int] | None = None
    seen_shuffled: bool | None = None

    @property
    def move(self) -> Move:
        """What is done to the digit."""
        return Move(
            scale=self.percent / 100,
            turn=self.turn,
            right=self.right,
            down=self.down,
            noise=self.noise / 100,
            shuffled=self.shuffled,
        )

    def reset(self) -> None:
        """Put the digit back, in a callback."""
        moved = ("right", "down", "turn", "percent", "noise", "shuffled", "trained")
        self.set({each.name: each.default for each in self.settings() if each.name in moved})
