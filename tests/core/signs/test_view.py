"""The pinhole camera: what geometry says of points seen from the front and from the side."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.signs.view import View, random_view

CORNERS = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def test_from_the_front_nothing_is_bent() -> None:
    seen = View((10, 20), 5).project(CORNERS)
    np.testing.assert_allclose(seen, CORNERS * 5 + (10, 20))


def test_leaning_turns_the_picture() -> None:
    seen = View((0, 0), 1, roll=np.pi / 2).project(np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(seen, [[0, 1]], atol=1e-12)


@pytest.mark.parametrize("pose", [{"yaw": 0.6}, {"pitch": 0.4}, {"yaw": -0.5, "roll": 0.2}])
def test_straight_lines_stay_straight(pose: dict[str, float]) -> None:
    line = np.column_stack([np.linspace(-1, 1, 7), np.linspace(-0.3, 0.8, 7)])
    seen = View((3, 4), 9, **pose).project(line)
    steps = np.diff(seen, axis=0)
    cross = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    np.testing.assert_allclose(cross, 0, atol=1e-9)


def test_the_nearer_side_is_larger_and_the_whole_narrower() -> None:
    seen = View((0, 0), 1, yaw=0.6, distance=4).project(CORNERS)
    heights = seen[3, 1] - seen[0, 1], seen[2, 1] - seen[1, 1]
    assert heights[0] > 2 > heights[1], "the left side has come nearer"
    assert np.ptp(seen[:, 0]) < 2


def test_random_views_vary_and_keep_the_sign_in_the_picture() -> None:
    rng = np.random.default_rng(0)
    views = [random_view(100, rng) for _ in range(500)]
    radii = np.array([view.radius for view in views])
    assert radii.min() < 20 and radii.max() > 43
    assert np.std([view.yaw for view in views]) > 0.3
    for view in views:
        seen = view.project(CORNERS * 0.7)
        inside = ((seen > 0) & (seen < 100)).all(axis=1)
        assert inside.sum() >= 2
        assert np.all(np.abs(np.array(view.centre) - 50) <= 20)
