"""Drawings that are no digit, of kinds that no network was trained on.

That two networks warn together was decided by them.

Left out is what a hand could mean as a digit: S and Z, I and l, O, b and g.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnnviz.core.digits.line_drawings import line_drawings
from cnnviz.core.digits.strokes import Stroke

_LINES = {
    "letter P with a flag": "0,0 0,100 | 0,0 60,15 0,30",
    "letter Y": "0,0 35,50 70,0 | 35,50 35,100",
    "letter V with a foot": "0,0 40,70 80,0 | 10,100 70,100",
    "plus": "0,50 100,50 | 50,0 50,100",
    "hash": "30,0 20,100 | 75,0 65,100 | 0,33 100,33 | 0,67 100,67",
    "asterisk": "50,0 50,100 | 5,25 95,75 | 95,25 5,75",
    "arrow": "0,50 100,50 | 60,20 100,50 60,80",
    "arrow up": "50,100 50,0 | 20,35 50,0 80,35",
    "envelope": "0,0 100,0 100,70 0,70 0,0 50,40 100,0",
    "window": "0,0 90,0 90,90 0,90 0,0 | 45,0 45,90 | 0,45 90,45",
    "ladder": "0,0 0,100 | 40,0 40,100 | 0,20 40,20 | 0,40 40,40 | 0,60 40,60 | 0,80 40,80",
    "fence": "0,20 0,100 | 30,20 30,100 | 60,20 60,100 | 90,20 90,100 | 0,45 90,45 | 0,75 90,75",
    "tree": "50,100 50,70 10,70 50,40 20,40 50,0 80,40 50,40 90,70 50,70",
    "stick man": "50,15,13 | 50,28 50,65 | 20,40 80,40 | 50,65 25,100 | 50,65 75,100",
    "sun": "50,50,20 | 50,0 50,20 | 50,80 50,100 | 0,50 20,50 | 80,50 100,50 | 15,15 30,30 | "
    "85,15 70,30 | 15,85 30,70 | 85,85 70,70",
    "target": "50,50,50 | 50,50,22",
    "bicycle": "20,70,20 | 80,70,20 | 20,70 45,40 70,40 80,70 | 45,40 50,70 70,40",
    "cup": "0,0 10,90 60,90 70,0 0,0 | 66,20 90,25 85,60 62,60",
    "boat": "0,70 20,100 80,100 100,70 0,70 | 50,70 50,0 90,60 50,60",
    "fish": "0,40 30,15 70,40 100,15 100,65 70,40 30,65 0,40",
    "stairs": "0,100 0,75 25,75 25,50 50,50 50,25 75,25 75,0 100,0",
    "comb": "0,0 100,0 | 0,0 0,60 | 25,0 25,60 | 50,0 50,60 | 75,0 75,60 | 100,0 100,60",
    "bow tie": "0,0 0,70 100,0 100,70 0,0",
    "dice": "0,0 90,0 90,90 0,90 0,0 | 25,25,5 | 65,25,5 | 45,45,5 | 25,65,5 | 65,65,5",
}
KINDS = tuple(_LINES)


def unseen_non_digits(variants: int, seed: int) -> Iterator[tuple[str, list[Stroke]]]:
    """Each kind so often, with its name."""
    return line_drawings(_LINES, variants, seed)
