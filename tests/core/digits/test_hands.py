"""Recorded digits as by other hands: still ink on the canvas, and still the same digit."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.hands import written_by_another
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke, draw_strokes
from cnnviz.core.networks.shipped import shipped_network


@pytest.mark.parametrize("place", range(10))
def test_the_ink_stays_on_the_canvas_and_is_other_ink(place: int) -> None:
    strokes, rng = list(EXAMPLE_DIGITS[place].strokes), np.random.default_rng(place)
    seen = set()
    for _ in range(10):
        other = written_by_another(strokes, rng)
        points = np.concatenate([np.array(stroke.points) for stroke in other])
        edge = max(stroke.width for stroke in other) / 2
        assert points.min() >= edge - 1e-6 and points.max() <= CANVAS_SIZE - edge + 1e-6
        picture = draw_strokes(other)
        assert picture[..., 0].any()
        seen.add(picture.tobytes())
    assert len(seen) == 10


def test_the_same_seed_gives_the_same_hand() -> None:
    strokes = list(EXAMPLE_DIGITS[3].strokes)
    first, second = (written_by_another(strokes, np.random.default_rng(5)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "strokes", [[Stroke(((5.0, 5.0),), 14.0)], [Stroke(((0.0, 0.0), (280.0, 280.0)), 40.0)]]
)
def test_a_dot_and_a_line_across_are_drawn_too(strokes: list[Stroke]) -> None:
    for seed in range(20):
        assert draw_strokes(written_by_another(strokes, np.random.default_rng(seed)))[..., 0].any()


def test_nearly_all_are_still_read_as_what_they_are() -> None:
    """By a network that has seen none of these hands."""
    rng, network = np.random.default_rng(2), shipped_network("vgg")
    right = total = 0
    for digit in EXAMPLE_DIGITS:
        for _ in range(10):
            picture = draw_strokes(written_by_another(list(digit.strokes), rng))
            answer = int(network.model(prepare_digit(picture).tensor).argmax())
            right, total = right + (answer == digit.label), total + 1
    assert right / total > 0.95
