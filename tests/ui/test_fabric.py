"""From the canvas' JSON to strokes and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import Stroke
from cnnviz.ui.fabric import canvas_from_strokes, strokes_from_canvas

LINE = {
    "type": "Path",
    "path": [["M", 10, 20], ["L", 30, 20]],
    "strokeWidth": 4,
    "originX": "center",
    "originY": "center",
    "left": 20,
    "top": 20,
}


def only_stroke(**changes: Any) -> Stroke:
    strokes = strokes_from_canvas({"objects": [{**LINE, **changes}]})
    assert strokes is not None and len(strokes) == 1
    return strokes[0]


def test_a_line_that_was_not_moved_stays_where_it_was_drawn() -> None:
    assert only_stroke() == Stroke(((10, 20), (30, 20)), 4)


def test_moved_scaled_turned_and_mirrored_lines() -> None:
    assert only_stroke(left=120).points == ((110, 20), (130, 20))
    assert only_stroke(scaleX=2, scaleY=2) == Stroke(((0, 20), (40, 20)), 8)
    assert only_stroke(angle=90).points == ((20, 10), (20, 30))
    assert only_stroke(flipX=True).points == ((30, 20), (10, 20))
    # From its top left corner, half the line's width outside the path.
    assert only_stroke(originX="left", originY="top", left=8, top=18).points == LINE_POINTS


LINE_POINTS = ((10, 20), (30, 20))


def test_a_curve_becomes_short_lines_through_its_points() -> None:
    # Fabric sees the box of a curve with the handle twice: 75 high, where this one reaches 50.
    points = np.array(
        only_stroke(path=[["M", 0, 0], ["Q", 50, 100, 100, 0]], left=50, top=37.5).points
    )
    t = points[:, 0] / 100
    np.testing.assert_allclose(points[:, 1], 200 * t * (1 - t), atol=0.2)
    assert len(points) > 10


def test_a_curve_that_ends_where_it_began_goes_out_to_its_handle() -> None:
    """As the brush draws it where the pen turns round."""
    stroke = only_stroke(path=[["M", 10, 20], ["Q", 90, 20, 11, 21]], left=None, top=None)
    assert max(x for x, _ in stroke.points) == pytest.approx(50.2, abs=1)


def test_examples_come_back_unchanged() -> None:
    for example in EXAMPLE_DIGITS:
        assert strokes_from_canvas(canvas_from_strokes(example.strokes)) == example.strokes


def test_a_dot_survives() -> None:
    (dot,) = strokes_from_canvas(canvas_from_strokes([Stroke(((5.0, 6.0),), 20)])) or ()
    assert np.abs(np.array(dot.points) - (5, 6)).max() < 0.1


@pytest.mark.parametrize(
    "nonsense",
    [None, "text", 3, [], {}, {"objects": None}, {"objects": ["x"]}, {"objects": [{"path": 3}]},
     {"objects": [{"path": [["Q", 1, 2]]}]}, {"objects": [{"path": [["M", "a", 2]]}]}],
)  # fmt: skip
def test_nonsense_is_no_drawing(nonsense: Any) -> None:
    assert strokes_from_canvas(nonsense) is None


def test_an_empty_canvas_is_an_empty_drawing() -> None:
    assert strokes_from_canvas({"objects": [], "background": "#000"}) == ()
    assert strokes_from_canvas({"objects": [{"type": "Rect"}]}) == ()


def test_a_dot_comes_back_from_the_canvas_as_a_dot() -> None:
    dot = Stroke(((100.0, 50.0),), 20.0)
    assert strokes_from_canvas(canvas_from_strokes([dot])) == (dot,)
