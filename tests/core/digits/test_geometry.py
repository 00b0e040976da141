"""Where a pixel of the digit lies on the drawing."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.digits.geometry import canvas_box
from cnnviz.core.digits.prepare import PreparedDigit, prepare_digit, prepared_image
from cnnviz.core.digits.strokes import Stroke, draw_strokes

SHAPES = {
    "seven": ((60.0, 70.0), (200.0, 60.0), (130.0, 220.0)),
    "one": ((140.0, 30.0), (137.0, 250.0)),
    "dash": ((20.0, 100.0), (260.0, 111.0)),
    "small in a corner": ((12.0, 14.0), (40.0, 18.0), (22.0, 45.0)),
    "dot": ((77.0, 201.0),),
    "over the edge": ((-20.0, 100.0), (120.0, 300.0)),
}


def _gray(ink: np.ndarray) -> np.ndarray:
    return np.dstack([ink, ink, ink, np.full_like(ink, 255)])


def _mass_centre(plane: np.ndarray) -> tuple[float, float]:
    """Measured from the plane's edge, so that a pixel's own centre is at 0.5."""
    weights = plane.astype(np.float64)
    rows, columns = (np.arange(length) + 0.5 for length in plane.shape)
    total = weights.sum()
    return float(weights.sum(1) @ rows / total), float(weights.sum(0) @ columns / total)


def _steps(digit: PreparedDigit) -> tuple[float, float]:
    """Canvas pixels to one pixel of the digit, down and across."""
    down, across = (c / s for c, s in zip(digit.cropped.shape, digit.scaled.shape, strict=True))
    return down, across


@pytest.mark.parametrize("name", SHAPES)
def test_centre_of_mass_maps_to_centre_of_mass(name: str) -> None:
    digit = prepare_digit(draw_strokes([Stroke(SHAPES[name], 18)]))
    top, left, _, _ = canvas_box(digit, (14, 14, 15, 15))  # well inside every digit
    drawn, centred = _mass_centre(digit.ink), _mass_centre(digit.centred)
    for axis, edge in enumerate((top, left)):
        step = _steps(digit)[axis]
        assert abs(edge + (centred[axis] - 14) * step - drawn[axis]) <= 0.5 * step


@pytest.mark.parametrize("name", SHAPES)
def test_the_inked_pixels_cover_the_drawing_exactly(name: str) -> None:
    digit = prepare_digit(draw_strokes([Stroke(SHAPES[name], 18)]))
    rows, columns = (np.flatnonzero(digit.ink.any(axis=axis)) for axis in (1, 0))
    # All of `scaled`, whose place a search finds without knowing how it was chosen.
    height, width = digit.scaled.shape
    places = [
        (top, left)
        for top in range(29 - height)
        for left in range(29 - width)
        if np.array_equal(digit.centred[top : top + height, left : left + width], digit.scaled)
    ]
    assert len(places) == 1
    top, left = places[0]
    found = canvas_box(digit, (top, left, top + height, left + width))
    expected = (rows[0], columns[0], rows[-1] + 1, columns[-1] + 1)
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_ramp_shows_which_canvas_pixels_each_pixel_holds(axis: int) -> None:
    # Ink as bright as its place is far: antialiasing keeps a ramp, so each pixel tells its own.
    ink = np.zeros((250, 240), np.uint8)
    places = np.indices(ink.shape)[axis].astype(np.uint8)
    ink[40:221, 33:160] = places[40:221, 33:160]
    digit = prepare_digit(_gray(ink))
    top = int(np.flatnonzero(digit.centred.any(axis=1))[0])
    left = int(np.flatnonzero(digit.centred.any(axis=0))[0])
    height, width = digit.scaled.shape
    for row in range(top + 2, top + height - 2):
        for column in range(left + 2, left + width - 2):
            box = canvas_box(digit, (row, column, row + 1, column + 1))
            centre = (box[axis] + box[axis + 2]) / 2 - 0.5  # as an index
            assert digit.centred[row, column] * 255 == pytest.approx(centre, abs=0.05)


@pytest.mark.parametrize("place", [(140.0, 120.0), (111.0, 150.0), (163.0, 163.0)])
def test_a_dot_shows_where_its_box_says(place: tuple[float, float]) -> None:
    frame = Stroke(((50.0, 40.0), (230.0, 40.0), (230.0, 240.0), (50.0, 240.0), (50.0, 40.0)), 8)
    x, y = place
    digit = prepare_digit(draw_strokes([frame, Stroke((place,), 12)]))
    boxes = {
        (row, column): canvas_box(digit, (row, column, row + 1, column + 1))
        for row in range(28)
        for column in range(28)
    }
    inner = {key: box for key, box in boxes.items() if box[0] > 80 and box[2] < 200}
    inner = {key: box for key, box in inner.items() if box[1] > 80 and box[3] < 200}
    holders = [k for k, (t, left, b, r) in inner.items() if t <= y < b and left <= x < r]
    assert len(holders) == 1
    assert digit.centred[holders[0]] == max(digit.centred[key] for key in inner) > 0.2
    # Ink farther than the antialiasing reaches there is none.
    down, across = _steps(digit)
    for key, (top, left, bottom, right) in inner.items():
        far = abs((top + bottom) / 2 - y) > 6.5 + down or abs((left + right) / 2 - x) > 6.5 + across
        assert not far or digit.centred[key] == 0


def test_a_ready_sample_is_its_own_canvas() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[3:20, 9:12] = 200
    assert canvas_box(prepared_image(image), (3, 9, 20, 12)) == (3, 9, 20, 12)
    assert canvas_box(prepared_image(image), (0, 0, 28, 28)) == (0, 0, 28, 28)


def test_a_28x28_canvas_that_was_prepared_is_not_a_ready_sample() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[2:12, 3:5] = 255  # 10 high, so it was doubled
    digit = prepare_digit(_gray(image))
    assert digit.scaled.shape == (20, 4)
    top, left, bottom, right = canvas_box(digit, (14, 14, 15, 15))
    assert (bottom - top, right - left) == (0.5, 0.5)
    assert 2 <= top < 12 and 3 <= left < 5


def test_blank_digits() -> None:
    canvas = prepare_digit(np.zeros((280, 140, 4), np.uint8))
    assert canvas_box(canvas, (0, 0, 28, 28)) == (0, 0, 280, 140)
    assert canvas_box(canvas, (7, 14, 14, 21)) == (70, 70, 140, 105)
    ready = prepared_image(np.zeros((28, 28), np.uint8))
    assert canvas_box(ready, (1, 2, 3, 4)) == (1, 2, 3, 4)


def test_the_box_ends_at_the_canvas() -> None:
    digit = prepare_digit(np.full((100, 60, 4), 255, np.uint8))  # ink to every edge
    assert canvas_box(digit, (0, 0, 28, 28)) == (0, 0, 100, 60)
    assert canvas_box(digit, (0, 0, 1, 1)) == (0, 0, 0, 0)
