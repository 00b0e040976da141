"""Outlines of signs and pictograms: polygons on a plane where a sign reaches from -1 to 1.

x grows to the right, y downwards, as in pictures.
"""

from __future__ import annotations

from math import cos, pi

import numpy as np
from numpy.typing import NDArray

Polygon = NDArray[np.floating]
_LETTER_WIDTH = 0.108
_DIGIT_WIDTH = 0.15


def regular(corners: int, first: float, radius: float, rounding: float = 0.0) -> Polygon:
    """A regular polygon (N, 2) around the origin, its corners rounded.

    Parameters
    ----------
    corners : int
    first : float
        Angle of a corner in radians; 0 is to the right, pi / 2 below.
    radius : float
        Of the circle through the corners, were they sharp.
    rounding : float
        Radius of the corners' arcs.

    Examples
    --------
    >>> regular(4, 0, 1).round(6).tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]]
    """
    half = pi / corners
    angles = first + 2 * half * np.arange(corners)
    if rounding == 0:
        return _on_circle(angles, radius)
    centres = _on_circle(angles, radius - rounding / cos(half))
    arcs = _on_circle(angles[:, None] + np.linspace(-half, half, 5), rounding)
    return (centres[:, None] + arcs).reshape(-1, 2)


def stroke(line: Polygon, width: float) -> Polygon:
    """The outline (2N, 2) of a line (N, 2) drawn with a brush; a ring if the line is closed."""
    along = np.gradient(line, axis=0)
    if np.allclose(line[0], line[-1]):
        along[0] = along[-1] = line[1] - line[-2]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    across *= width / 2 / np.hypot(*across.T)[:, None]
    return np.concatenate([line + across, (line - across)[::-1]])


def _on_circle(angles: NDArray[np.floating], radius: float) -> Polygon:
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1) * radius


def _lowered(polygon: Polygon, by: float) -> Polygon:
    return np.asarray(polygon + np.array([0, by]))


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Polygon:
    """Part of an ellipse, angles in degrees, clockwise on screen."""
    angles = np.radians(np.linspace(start, end, 15))
    return np.column_stack([x + rx * np.cos(angles), y + ry * np.sin(angles)])


def _box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _three(x: float) -> list[Polygon]:
    upper, lower = _arc(x, -0.16, 0.15, 0.16, -160, 85), _arc(x, 0.17, 0.17, 0.18, -85, 160)
    return [stroke(upper, _DIGIT_WIDTH), stroke(lower, _DIGIT_WIDTH)]


def _eight(x: float) -> list[Polygon]:
    upper, lower = _arc(x, -0.17, 0.14, 0.16, 0, 360), _arc(x, 0.17, 0.17, 0.18, 0, 360)
    return [stroke(upper, _DIGIT_WIDTH), stroke(lower, _DIGIT_WIDTH)]


def _nought(x: float) -> list[Polygon]:
    return [stroke(_arc(x, 0, 0.17, 0.34, 0, 360), _DIGIT_WIDTH)]


def _word_stop() -> list[Polygon]:
    """S, T, O and P, as wide as the octagon allows."""
    s = np.concatenate(
        [_arc(-0.6, -0.12, 0.11, 0.12, -20, -270), _arc(-0.6, 0.12, 0.11, 0.12, -90, 160)]
    )
    lines = [
        s,
        np.array([[-0.36, -0.24], [-0.08, -0.24]]),
        np.array([[-0.22, -0.24], [-0.22, 0.29]]),
        _arc(0.16, 0, 0.13, 0.24, 0, 360),
        np.array([[0.46, -0.29], [0.46, 0.29]]),
        _arc(0.52, -0.11, 0.14, 0.13, -120, 120),
    ]
    return [stroke(line, _LETTER_WIDTH) for line in lines]


def _parking() -> list[Polygon]:
    return [
        _box(-0.38, -0.62, -0.14, 0.62),
        stroke(
            np.concatenate([[[-0.2, -0.51]], _arc(0.1, -0.2, 0.28, 0.31, -90, 90), [[-0.2, 0.11]]]),
            0.22,
        ),
    ]


def _exclamation() -> list[Polygon]:
    bar = np.array([[-0.1, -0.42], [0.1, -0.42], [0.06, 0.1], [-0.06, 0.1]])
    return [bar, _lowered(regular(10, 0, 0.1), 0.28)]


_ARROW = np.array(
    [[-0.62, -0.13], [0.06, -0.13], [0.06, -0.42], [0.64, 0],
     [0.06, 0.42], [0.06, 0.13], [-0.62, 0.13]]
)  # fmt: skip

PICTOGRAMS: dict[str, list[Polygon]] = {
    "stop": _word_stop(),
    "bar": [_box(-0.7, -0.17, 0.7, 0.17)],
    "30": _three(-0.27) + _nought(0.27),
    "80": _eight(-0.27) + _nought(0.27),
    "arrow right": [_ARROW],
    "arrow left": [_ARROW * (-1, 1)],
    "exclamation": _exclamation(),
    "P": _parking(),
}

# The whole plate, and the part of it inside the border.
SHAPES: dict[str, tuple[Polygon, Polygon]] = {
    "disc": (regular(36, 0, 1), regular(36, 0, 0.92)),
    "ring": (regular(36, 0, 1), regular(36, 0, 0.74)),
    "octagon": (regular(8, pi / 8, 1.06, 0.04), regular(8, pi / 8, 0.96, 0.04)),
    "square": (regular(4, pi / 4, 1.28, 0.12), regular(4, pi / 4, 1.15, 0.08)),
    "triangle": (
        _lowered(regular(3, -pi / 2, 1.3, 0.12), 0.2),
        _lowered(regular(3, -pi / 2, 0.86, 0.04), 0.2),
    ),
}
