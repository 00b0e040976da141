"""A brush's width for any line."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.digits.photo_ink import BRUSH, DIGIT_SIZE, on_canvas, stroke_width, with_brush


@pytest.mark.parametrize("width", [2, 5, 10, 20, 30, 60])
def test_a_line_gets_a_width_that_brushes_have(width: int) -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[40:240, 140 - width // 2 : 140 - width // 2 + width] = 1
    drawn = with_brush(ink)
    got = float(drawn[140].sum())
    expected = min(max(width, BRUSH[0]), BRUSH[1])
    assert got == pytest.approx(expected, rel=0.15, abs=2)
    assert drawn.min() >= 0
    assert drawn.max() == 1


def test_edges_are_antialiased() -> None:
    rows, columns = np.mgrid[:280, :280]
    slanted = (np.abs(rows - 1.3 * columns + 40) < 6).astype(np.float32)
    drawn = with_brush(slanted)
    assert ((drawn > 0.1) & (drawn < 0.9)).sum() > 300


def test_the_digit_fills_the_canvas_as_drawings_do() -> None:
    canvas = on_canvas(np.pad(np.ones((30, 4), np.float32), 9))
    rows = np.flatnonzero((canvas[..., 0] > 127).any(axis=1))
    assert canvas.shape == (280, 280, 4)
    assert abs(len(rows) - DIGIT_SIZE) <= 20
    assert abs(rows.mean() - 139.5) < 1


def test_width_of_a_line() -> None:
    mask = np.zeros((100, 100), bool)
    mask[10:90, 40:52] = True
    assert stroke_width(mask) == pytest.approx(12, abs=2)
