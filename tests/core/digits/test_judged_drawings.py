"""The drawings that judge: many kinds, all of them on the canvas, the same for the same seed."""

from __future__ import annotations

import numpy as np

from cnnviz.core.digits.judged_drawings import KINDS, judged_drawings
from cnnviz.core.digits.strokes import CANVAS_SIZE, draw_strokes
from tests.core.digits.non_digits import SHAPES
from tests.core.digits.unseen_non_digits import KINDS as UNSEEN


def test_at_least_ten_kinds_that_are_used_nowhere_else() -> None:
    assert len(KINDS) >= 10
    assert not {*KINDS} & {*SHAPES, *UNSEEN}


def test_each_is_ink_on_the_canvas() -> None:
    drawings = list(judged_drawings(3, seed=0))
    assert [kind for kind, _ in drawings[::3]] == list(KINDS)
    for _, strokes in drawings:
        points = np.concatenate([np.array(stroke.points) for stroke in strokes])
        assert points.min() >= 0 and points.max() <= CANVAS_SIZE
        assert 0 < (draw_strokes(strokes)[..., 0] > 0).mean() < 0.6


def test_the_same_seed_gives_the_same_drawings() -> None:
    assert list(judged_drawings(2, 7)) == list(judged_drawings(2, 7))
    assert list(judged_drawings(2, 7)) != list(judged_drawings(2, 8))
