"""Drawings of no digit that networks are judged by: letters and pictures, set apart.

Nothing was trained on drawings of these kinds, and nothing was chosen by them. They were written
down before the first training that is judged by them. What a hand could mean as a digit is left
out: S and Z, I and l, O and D, b, g, q and G.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnnviz.core.digits.line_drawings import line_drawings
from cnnviz.core.digits.strokes import Stroke

# As `line_drawings` reads them.
_LINES = {
    "letter T": "0,0 80,0 | 40,0 40,100",
    "letter P": "0,0 0,100 | 0,0 45,3 62,15 62,35 45,48 0,50",
    "letter Q": "40,45,40 | 50,65 85,100",
    "letter U": "0,0 2,70 20,95 45,100 65,95 80,70 82,0",
    "letter m": "0,30 0,100 | 0,45 15,30 30,35 35,55 35,100 | 35,45 50,30 65,35 70,55 70,100",
    "letter k": "0,0 0,100 | 50,40 0,70 | 18,62 55,100",
    "umbrella": "0,50 15,20 50,5 85,20 100,50 0,50 | 50,50 50,90 40,100 30,92",
    "key": "15,50,15 | 30,50 100,50 | 80,50 80,70 | 95,50 95,70",
    "flower": "50,35,12 | 50,10,12 | 27,27,12 | 73,27,12 | 35,52,12 | 65,52,12 | 50,62 50,100",
    "car": "0,70 0,50 20,45 35,20 70,20 82,45 100,50 100,70 0,70 | 22,78,10 | 78,78,10",
    "mountains": "0,100 30,30 48,65 70,10 100,100 0,100",
    "lightning": "55,0 15,55 45,55 30,100 80,40 48,40 70,0 55,0",
    "rocket": "50,0 70,30 70,80 30,80 30,30 50,0 | 30,60 10,95 30,80 | 70,60 90,95 70,80",
    "crown": "0,90 0,20 25,55 50,10 75,55 100,20 100,90 0,90",
    "cloud": "15,70 5,55 15,40 30,40 35,22 58,18 68,35 88,38 96,55 85,70 15,70",
    "note": "25,85,14 | 39,85 39,10 80,25 | 39,25 80,40",
    "mushroom": "0,50 10,20 50,5 90,20 100,50 0,50 | 38,50 35,100 65,100 62,50",
    "cactus": "50,0 50,100 | 50,55 20,55 20,25 | 50,70 80,70 80,35",
}
KINDS = tuple(_LINES)


def judged_drawings(variants: int, seed: int) -> Iterator[tuple[str, list[Stroke]]]:
    """Each kind so often, slanted, turned and stretched as by hands, with its name."""
    return line_drawings(_LINES, variants, seed)
