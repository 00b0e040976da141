"""Polygons of signs: areas that geometry gives, pictograms that stay inside their plate."""

from __future__ import annotations

from math import pi, sin, sqrt

import numpy as np
import pytest

from cnnviz.core.signs.classes import SIGN_CLASSES
from cnnviz.core.signs.shapes import PICTOGRAMS, SHAPES, Polygon, regular, stroke


def _area(polygon: Polygon) -> float:
    """By the shoelace formula."""
    x, y = polygon.T
    return abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2


@pytest.mark.parametrize("corners", [3, 4, 8, 36])
def test_a_regular_polygon_has_the_area_of_the_textbook(corners: int) -> None:
    assert _area(regular(corners, 0.3, 2)) == pytest.approx(corners / 2 * 4 * sin(2 * pi / corners))


def test_rounding_takes_the_corners_and_nothing_else() -> None:
    square = regular(4, pi / 4, sqrt(2), 0.2)  # sides from -1 to 1
    assert np.abs(square).max() == pytest.approx(1)
    # Each quarter circle is drawn as four chords, a little inside the arc.
    assert _area(square) == pytest.approx(4 - (4 - pi) * 0.2**2, abs=0.005)
    assert _area(square) < 4


def test_a_stroke_is_as_wide_as_its_brush() -> None:
    line = np.array([[0.0, 0.0], [3.0, 4.0]])
    assert _area(stroke(line, 0.5)) == pytest.approx(5 * 0.5)


def test_a_closed_stroke_is_a_ring() -> None:
    angles = np.linspace(0, 2 * pi, 200)
    ring = stroke(np.column_stack([np.cos(angles), np.sin(angles)]), 0.2)
    assert _area(ring) == pytest.approx(pi * (1.1**2 - 0.9**2), rel=0.01)


@pytest.mark.parametrize("sign", SIGN_CLASSES, ids=lambda sign: sign.name)
def test_a_pictogram_lies_inside_the_border(sign: object) -> None:
    """A point is inside a convex polygon if it is on the same side of all edges."""
    _, inside = SHAPES[sign.shape]  # type: ignore[attr-defined]
    along = np.roll(inside, -1, axis=0) - inside
    for part in PICTOGRAMS[sign.pictogram]:  # type: ignore[attr-defined]
        beside = part[:, None] - inside[None]
        cross = along[:, 0] * beside[..., 1] - along[:, 1] * beside[..., 0]
        assert (cross > -1e-9).all()


def test_left_is_right_mirrored() -> None:
    (left,), (right,) = PICTOGRAMS["arrow left"], PICTOGRAMS["arrow right"]
    np.testing.assert_array_equal(left * (-1, 1), right)
