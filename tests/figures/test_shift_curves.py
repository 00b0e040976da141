"""Lines over the shift show the numbers they were given."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.figures.shift_curves import Line, series_colour, shift_curves

SHIFTS = (-1, 0, 1)
LINES = [Line("one", np.array([0.1, 0.9, 0.2])), Line("two", np.array([0.5, 0.6, 0.7]))]


def test_each_line_has_its_numbers_its_name_and_its_own_look() -> None:
    figure = shift_curves(SHIFTS, LINES, 1, "right answers", "pixels")
    for place, (trace, line) in enumerate(zip(figure.data, LINES, strict=True)):
        assert trace.name == line.name
        assert list(trace.x) == list(SHIFTS)
        assert np.allclose(trace.y, line.shares)
        assert trace.line.color == trace.marker.color == series_colour(place)
    looks = {(t.line.color, t.line.dash, t.marker.symbol) for t in figure.data}
    assert len({look[0] for look in looks}) == len({look[1] for look in looks}) == 2


def test_the_sliders_place_is_marked() -> None:
    (mark,) = shift_curves(SHIFTS, LINES, -1, "right answers", "pixels").layout.shapes
    assert mark.x0 == mark.x1 == -1


def test_the_axis_is_the_same_for_all_numbers() -> None:
    low = shift_curves(SHIFTS, [Line("x", np.zeros(3))], 0, "y", "x").layout.yaxis.range
    assert low == shift_curves(SHIFTS, LINES, 0, "y", "x").layout.yaxis.range
    assert low[0] < 0 and low[1] > 1


def test_a_closer_axis_begins_where_it_is_told() -> None:
    low, high = shift_curves(SHIFTS, LINES, 0, "y", "x", lowest=0.8).layout.yaxis.range
    assert 0.79 < low < 0.8 and 1 < high < 1.01


def test_a_line_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shares of x"):
        shift_curves(SHIFTS, [Line("x", np.zeros(2))], 0, "y", "x")
