"""Ready-made handwritten digits, as strokes that a drawing canvas can edit.

Drawn for this project; no point comes from a data set. Each digit is a line of text:

- ``x,y`` is a point the pen passes through, in canvas pixels, y down;
- ``x,y*`` is one where it turns sharply instead of in a curve;
- ``|`` is where the pen is lifted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.strokes import Stroke

Points = NDArray[np.float64]

BRUSH_WIDTH = 20.0
SPACING = 5.0  # pixels between the points of a finished stroke
_CURVE_SAMPLES = 32  # a control-point interval, before they are spaced evenly


@dataclass(frozen=True)
class ExampleDigit:
    """A digit somebody could have drawn.

    Attributes
    ----------
    label : int
        0 to 9.
    style : str
        Whose hand: "plain", "european" or "quick".
    strokes : tuple of Stroke
        In the order the pen makes them, for a canvas of 280x280 pixels.
    """

    label: int
    style: str
    strokes: tuple[Stroke, ...]


# In each style, one row a digit, 0 to 9.
_DRAWINGS: dict[str, tuple[str, ...]] = {
    # As taught in schools in the United States.
    "plain": (
        "154,55 122,59 97,90 86,140 95,194 128,226 165,208 187,164 190,108 174,68 148,54 132,56",
        "147,52 144,110 140,170 137,229",
        "91,98 104,67 136,52 170,64 180,96 165,133 132,172 88,222* 136,219 194,221",
        "93,77 116,57 148,53 172,74 163,108 126,130* 166,138 187,170 176,206 142,227 106,222"
        " 83,202",
        "152,54 120,110 82,166* 138,163 200,162 | 154,55 155,140 151,230",
        "106,59 102,92 97,124* 134,111 170,126 184,160 172,201 138,226 104,221 82,202"
        " | 106,58 142,58 184,54",
        "166,54 130,82 103,126 92,176 105,214 140,228 174,211 183,177 164,149 129,148 94,182",
        "86,62 136,61 192,57* 164,110 140,166 123,230",
        "175,80 149,54 114,63 106,95 137,128 172,157 183,194 156,226 114,221 95,190 112,155"
        " 145,127 172,100 175,80",
        "180,78 154,56 120,60 96,98 105,134 138,142 168,117 180,78* 178,140 170,230",
    ),
    # As taught in much of Europe.
    "european": (
        "158,55 130,76 107,118 95,170 104,216 130,225 159,188 178,138 184,90 175,60 156,56 140,67",
        "92,116 124,88 154,52* 149,130 144,224 | 100,227 146,225 190,222",
        "96,92 114,60 148,53 172,78 165,122 138,174 104,212 76,212 73,190 95,179 124,194"
        " 154,217 180,219 202,200",
        "90,60 134,59 182,54* 156,86 128,118* 166,124 187,156 178,200 142,228 106,223 82,202",
        "120,54 106,106 86,160* 140,156 202,148 | 168,104 162,166 152,232",
        "116,60 108,84 100,108* 140,100 176,118 190,160 172,206 130,228 84,212"
        " | 116,60 140,64 178,54",
        "164,50 132,104 103,158 95,196 112,225 144,224 168,200 170,170 148,154 118,166 98,190",
        "82,84 88,61* 134,66 194,56* 166,118 144,174 130,232 | 108,148 144,144 184,140",
        "150,54 121,65 109,94 130,121 161,112 172,83 155,56 138,56"
        " | 142,123 107,144 92,182 110,219 148,226 179,198 176,153 143,123 122,131",
        "180,76 150,54 113,69 98,107 117,137 150,129 172,103 180,76* 184,130 176,186 150,222"
        " 116,228 92,208",
    ),
    # Written in a hurry.
    "quick": (
        "139,56 106,84 87,134 92,190 126,226 168,208 193,158 190,100 164,64 130,54",
        "126,92 144,74 158,52* 149,110 140,170 132,230",
        "98,84 122,58 158,58 174,86 158,128 122,178 92,216* 120,206 152,218 194,212",
        "98,70 128,52 162,62 164,96 136,124 122,134 134,130 170,142 180,178 156,216 116,228 84,212",
        "112,58 102,104 92,148 116,158 158,146 188,134 | 170,76 158,146 144,228",
        "186,56 150,60 118,64* 108,92 102,118* 138,112 170,132 172,176 148,214 112,228 82,218",
        "154,52 116,92 94,144 92,192 114,226 154,224 186,194 184,160 152,150 118,164 95,190",
        "92,66 120,64 150,66 186,56* 160,104 134,160 118,228",
        "182,70 150,54 120,70 118,104 146,134 166,168 154,210 120,228 92,208 98,172 132,136"
        " 168,104 186,72",
        "172,66 138,54 108,80 104,116 128,134 158,112 176,66* 166,120 148,180 128,230",
    ),
}


def _smooth(control: Points) -> Points:
    """Make a curve through control points, (n, 2) -> (many, 2).

    A cubic spline whose direction and curvature are continuous, in a parameter that grows with
    the square root of the chord, so that close points make no loops ("centripetal", E. Lee:
    "Choosing nodes in parametric curve interpolation", Computer-Aided Design 21(6), 1989).
    The curvature runs on unchanged to both ends. Two points make a straight line.
    """
    step = np.sqrt(np.hypot(*np.diff(control, axis=0).T))
    slope = np.diff(control, axis=0) / step[:, None]
    bend = np.zeros_like(control)  # second derivative at each control point
    if len(control) > 2:
        system = np.diag(np.r_[2 * (step[:-1] + step[1:])])
        system[0, 0] += step[0]
        system[-1, -1] += step[-1]
        system += np.diag(step[1:-1], 1) + np.diag(step[1:-1], -1)
        bend[1:-1] = np.linalg.solve(system, 6 * np.diff(slope, axis=0))
        bend[0], bend[-1] = bend[1], bend[-2]
    b = np.linspace(0, 1, _CURVE_SAMPLES)[None, :, None]
    a = 1 - b
    curve = a * control[:-1, None] + b * control[1:, None]
    sway = (a**3 - a) * bend[:-1, None] + (b**3 - b) * bend[1:, None]
    return np.asarray(curve + sway * (step**2)[:, None, None] / 6).reshape(-1, 2)


def _evenly_spaced(curve: Points) -> Points:
    """Points `SPACING` apart along a curve, or as near to that as reaches both its ends."""
    along = np.r_[0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T))]
    stops = np.linspace(0, along[-1], max(round(along[-1] / SPACING), 1) + 1)
    return np.column_stack([np.interp(stops, along, axis) for axis in curve.T])


def _stroke(notation: str) -> Stroke:
    """Turn the notation of one stroke, see the top of this file, into the stroke.

    Parameters
    ----------
    notation : str
        Two points or more, no two neighbours the same.

    Returns
    -------
    Stroke
        Points 4 to 6 pixels apart, to a tenth of a pixel.

    Examples
    --------
    >>> _stroke("100,50 110,50* 110,60").points
    ((100.0, 50.0), (105.0, 50.0), (110.0, 50.0), (110.0, 55.0), (110.0, 60.0))
    """
    arcs: list[list[list[float]]] = [[]]
    for word in notation.split():
        point = [float(number) for number in word.removesuffix("*").split(",")]
        arcs[-1].append(point)
        if word.endswith("*"):
            arcs.append([point])
    spaced = [_evenly_spaced(_smooth(np.array(arc))) for arc in arcs]
    # An arc begins where the one before it ended.
    points = np.concatenate([spaced[0], *(arc[1:] for arc in spaced[1:])])
    return Stroke(tuple((round(float(x), 1), round(float(y), 1)) for x, y in points), BRUSH_WIDTH)


EXAMPLE_DIGITS: tuple[ExampleDigit, ...] = tuple(
    ExampleDigit(label, style, tuple(_stroke(part) for part in drawing.split("|")))
    for style, drawings in _DRAWINGS.items()
    for label, drawing in enumerate(drawings)
)
