"""The drawings that judge: many kinds, all of them on the canvas, the same for the same seed."""

from __future__ import annotations

import numpy as np

from cnnviz.core.digits import judged_drawings as judged
from cnnviz.core.digits.judged_drawings import KINDS, judged_drawings
from cnnviz.core.digits.known_drawings import KNOWN_DRAWINGS
from cnnviz.core.digits.line_drawings import line_drawings
from cnnviz.core.digits.outliers import non_digit_pictures
from cnnviz.core.digits.strokes import CANVAS_SIZE, draw_strokes
from tests.core.digits.non_digits import SHAPES
from tests.core.digits.unseen_non_digits import KINDS as UNSEEN


def test_at_least_ten_kinds_that_are_used_nowhere_else() -> None:
    assert len(KINDS) >= 10
    names = {name.removeprefix("letter ") for name in KINDS}
    used = {name.removeprefix("letter ") for name in (*SHAPES, *UNSEEN, *KNOWN_DRAWINGS)}
    assert not names & used
    assert not {*judged._LINES.values()} & {*KNOWN_DRAWINGS.values()}


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


def test_what_is_learned_from_is_no_kind_that_a_test_measures_with() -> None:
    used = {name.removeprefix("letter ") for name in (*SHAPES, *UNSEEN)}
    assert not used & set(KNOWN_DRAWINGS)
    assert len(KNOWN_DRAWINGS) > 60
    for _, strokes in line_drawings(KNOWN_DRAWINGS, 2, seed=0):
        points = np.concatenate([np.array(stroke.points) for stroke in strokes])
        assert points.min() >= 0 and points.max() <= CANVAS_SIZE


def test_known_drawings_are_among_the_pictures_if_they_are_asked_for() -> None:
    digits = np.full((3, 28, 28), 200, np.uint8)
    rng = np.random.default_rng(0)
    pictures = non_digit_pictures(5, 2, digits, rng, variants=1)
    assert pictures.shape == (7 + len(KNOWN_DRAWINGS), 28, 28)
    assert pictures.any(axis=(1, 2)).all()
    assert len(non_digit_pictures(5, 2, digits, np.random.default_rng(0))) == 7
