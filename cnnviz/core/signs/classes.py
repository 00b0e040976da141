"""The twelve road signs, each described by its shape, its paints and its pictogram.

Several pairs differ in one of these only: a network that tells them apart must see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class SignClass:
    """What one sign looks like when it is new.

    Attributes
    ----------
    name : str
    shape : str
        A key of `cnnviz.core.signs.shapes.SHAPES`.
    border, ground, ink : str
        Keys of `cnnviz.core.signs.paints.PAINTS`; the pictogram is painted with the ink.
    pictogram : str
        A key of `cnnviz.core.signs.shapes.PICTOGRAMS`.
    """

    name: str
    shape: str
    border: str
    ground: str
    ink: str
    pictogram: str

    @property
    def paints(self) -> tuple[str, str, str]:
        """Border, ground and ink."""
        return self.border, self.ground, self.ink


SIGN_CLASSES = (
    SignClass("stop", "octagon", "white", "red", "white", "stop"),
    SignClass("no entry", "disc", "white", "red", "white", "bar"),
    SignClass("limit 30", "ring", "red", "white", "black", "30"),
    SignClass("limit 80", "ring", "red", "white", "black", "80"),
    SignClass("turn right", "disc", "white", "blue", "white", "arrow right"),
    SignClass("turn left", "disc", "white", "blue", "white", "arrow left"),
    SignClass("one way", "square", "white", "blue", "white", "arrow right"),
    SignClass("detour", "disc", "white", "green", "white", "arrow right"),
    SignClass("danger", "triangle", "red", "white", "black", "exclamation"),
    SignClass("road works", "triangle", "red", "yellow", "black", "exclamation"),
    SignClass("parking", "square", "white", "blue", "white", "P"),
    SignClass("charging", "square", "white", "green", "white", "P"),
)

SIGN_NAMES = tuple(sign.name for sign in SIGN_CLASSES)


def pairs_that_differ_in(what: str) -> tuple[tuple[int, int], ...]:
    """Pairs of signs that differ in one thing alone.

    Parameters
    ----------
    what : str
        "paints", "shape" or "pictogram".

    Returns
    -------
    tuple of (int, int)
        Indices into `SIGN_CLASSES`, the smaller first.

    Examples
    --------
    >>> [(SIGN_NAMES[a], SIGN_NAMES[b]) for a, b in pairs_that_differ_in("shape")]
    [('turn right', 'one way')]
    """
    parts = ("paints", "shape", "pictogram")
    if what not in parts:
        raise ValueError(f"what must be one of {', '.join(parts)}, got {what!r}")
    return tuple(
        (a, b)
        for a, b in combinations(range(len(SIGN_CLASSES)), 2)
        if [p for p in parts if getattr(SIGN_CLASSES[a], p) != getattr(SIGN_CLASSES[b], p)]
        == [what]
    )
