"""A round brush on a canvas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke, draw_strokes


def _ink(*strokes: Stroke, size: int = CANVAS_SIZE) -> np.ndarray:
    """How much of each pixel is white, (size, size) in [0, 1]."""
    return draw_strokes(strokes, size)[..., 0] / 255


def test_no_strokes_are_a_black_opaque_canvas() -> None:
    canvas = draw_strokes([])
    assert canvas.shape == (280, 280, 4)
    assert canvas.dtype == np.uint8
    assert not canvas[..., :3].any()
    assert (canvas[..., 3] == 255).all()


def test_ink_is_grey_and_opaque() -> None:
    canvas = draw_strokes([Stroke(((20, 30), (60, 80)), 9)], 100)
    np.testing.assert_array_equal(canvas[..., 0], canvas[..., 1])
    np.testing.assert_array_equal(canvas[..., 0], canvas[..., 2])
    assert (canvas[..., 3] == 255).all()
    assert set(np.unique(canvas[..., 0])) > {0, 255}, "edges are antialiased"


@pytest.mark.parametrize("width", [4, 10, 21.5, 60])
def test_a_dot_is_a_disc_of_the_brush_width(width: float) -> None:
    """Area about pi r^2, centred where it was put."""
    ink = _ink(Stroke(((50.3, 48.9),), width), size=100)
    radius = width / 2
    assert ink.sum() == pytest.approx(math.pi * radius**2, rel=0.02, abs=0.5)
    x = (ink.sum(axis=0) @ (np.arange(100) + 0.5)) / ink.sum()
    y = (ink.sum(axis=1) @ (np.arange(100) + 0.5)) / ink.sum()
    assert (x, y) == (pytest.approx(50.3, abs=0.1), pytest.approx(48.9, abs=0.1))


def test_a_dot_given_twice_is_one_dot() -> None:
    np.testing.assert_array_equal(
        _ink(Stroke(((40, 40),), 12)), _ink(Stroke(((40, 40), (40, 40)), 12))
    )


def test_a_line_is_a_bar_with_round_ends() -> None:
    ink = _ink(Stroke(((20, 50), (80, 50)), 10), size=100)
    assert ink.sum() == pytest.approx(60 * 10 + math.pi * 25, rel=0.01)
    assert (ink[45:55, 20:80] == 1).all(), "full between the ends"
    assert not ink[:44].any()
    assert not ink[56:].any()
    assert not ink[:, :14].any()
    assert not ink[:, 86:].any()


def test_x_is_to_the_right_and_y_is_down() -> None:
    ink = _ink(Stroke(((80, 10),), 6), size=100)
    rows, columns = np.nonzero(ink)
    assert abs(rows.mean() + 0.5 - 10) < 0.2
    assert abs(columns.mean() + 0.5 - 80) < 0.2


@pytest.mark.parametrize(
    "points",
    [
        ((-50.0, 50.0),),
        ((150.0, 50.0),),
        ((50.0, -50.0),),
        ((50.0, 150.0),),
        ((-500.0, -400.0), (-100.0, -20.0)),
        ((1e6, 1e6), (2e6, 1e6)),
    ],
)
def test_what_lies_outside_leaves_no_ink(points: tuple[tuple[float, float], ...]) -> None:
    assert not _ink(Stroke(points, 20), size=100).any()


def test_a_line_across_the_border_is_cut_there() -> None:
    """The visible part is what a larger canvas shows in the same place."""
    points = ((-30.0, 20.0), (60.0, 130.0))
    moved = tuple((x + 100, y + 100) for x, y in points)
    small = _ink(Stroke(points, 14), size=100)
    large = _ink(Stroke(moved, 14), size=300)
    np.testing.assert_allclose(small, large[100:200, 100:200], atol=1.5 / 255)
    assert small.any()


def test_a_dot_in_the_corner_is_a_quarter_disc() -> None:
    ink = _ink(Stroke(((0, 0),), 20), size=50)
    assert ink.sum() == pytest.approx(math.pi * 100 / 4, rel=0.02)


def test_overlapping_strokes_are_opaque_white_over_white() -> None:
    across, down = Stroke(((10, 50), (90, 50)), 12), Stroke(((50, 10), (50, 90)), 12)
    one, two, both = _ink(across, size=100), _ink(down, size=100), _ink(across, down, size=100)
    assert both.max() == 1
    assert (both >= np.maximum(one, two)).all()
    np.testing.assert_allclose(both, 1 - (1 - one) * (1 - two), atol=1.5 / 255)
    np.testing.assert_array_equal(both, _ink(down, across, size=100))
    assert both.sum() == pytest.approx(one.sum() + two.sum() - 144, rel=0.01)


def test_a_stroke_over_itself_stays_as_it_is() -> None:
    there = Stroke(((20, 20), (80, 80)), 10)
    there_and_back = Stroke(((20, 20), (80, 80), (20, 20)), 10)
    np.testing.assert_array_equal(_ink(there, size=100), _ink(there_and_back, size=100))


@pytest.mark.parametrize(("dx", "dy"), [(1, 0), (0, 1), (37, 90), (-13, 55)])
def test_moving_a_stroke_moves_its_picture(dx: int, dy: int) -> None:
    points = ((60.0, 40.0), (90.5, 70.25), (62.0, 101.0))
    moved = tuple((x + dx, y + dy) for x, y in points)
    before = np.roll(_ink(Stroke(points, 17)), (dy, dx), axis=(0, 1))
    np.testing.assert_allclose(_ink(Stroke(moved, 17)), before, atol=1.5 / 255)


def test_many_close_points_look_like_the_line_they_lie_on() -> None:
    """A pointer reports points a fraction of a pixel apart; thinning them is not seen."""
    ends = ((30.0, 40.0), (180.0, 200.0))
    dense = tuple(
        (30 + 150 * t, 40 + 160 * t) for t in np.linspace(0, 1, 1000, dtype=float).tolist()
    )
    np.testing.assert_allclose(_ink(Stroke(dense, 16)), _ink(Stroke(ends, 16)), atol=1.5 / 255)


def test_the_last_point_is_always_reached() -> None:
    """Even when it is too close to its neighbour for that one to be kept."""
    ink = _ink(Stroke(((20, 50), (59, 50), (60, 50)), 8), size=100)
    np.testing.assert_allclose(ink, _ink(Stroke(((20, 50), (60, 50)), 8), size=100), atol=1 / 255)
