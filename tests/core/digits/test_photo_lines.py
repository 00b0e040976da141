"""Printed lines: found where they are, divided out, and strokes left alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.core.digits.photo_lines import find_lines, line_transmittance

SIZE = 360


def ruled(
    slope: float, pitch: float, depth: float = 0.15, noise: float = 0.0
) -> tuple[NDArray[np.float32], list[float]]:
    """Contrast of ruled paper, and the row of each line in the middle column."""
    rows, columns = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    plane = np.random.default_rng(0).normal(0, noise, (SIZE, SIZE)) if noise else 0 * rows
    middles = [pitch * (number + 0.5) for number in range(int(SIZE / pitch))]
    for middle in middles:
        away = np.abs(rows - middle - slope * (columns - SIZE / 2))
        plane = plane + depth * np.clip(1.7 - away, 0, 1)
    return np.clip(plane, 0, 1).astype(np.float32), middles


@pytest.mark.parametrize("slope", [0.0, 0.1, -0.2])
@pytest.mark.parametrize("pitch", [30, 60])
def test_lines_are_found_where_they_are(slope: float, pitch: float) -> None:
    plane, middles = ruled(slope, pitch, noise=0.02)
    found = find_lines(plane)
    # A line that leaves the picture at a side may be too short.
    inside = [
        m for m in middles if m - abs(slope) * SIZE / 2 > 20 and m + abs(slope) * SIZE / 2 < 340
    ]
    for middle in inside:
        nearest = min(found, key=lambda line: abs(line.middle - middle))
        assert abs(nearest.middle - middle) < 3
        assert abs(nearest.slope - slope) < 0.02
    assert len(found) <= len(middles)


@pytest.mark.parametrize("across", [False, True])
def test_lines_are_divided_out_and_a_crossing_stroke_stays(across: bool) -> None:
    plane, _ = ruled(0.05, 45)
    stroke = np.zeros_like(plane)
    stroke[80:280, 170:180] = 0.6
    both = 1 - (1 - plane) * (1 - stroke)
    if across:
        both, plane, stroke = both.T, plane.T, stroke.T
    left = 1 - (1 - both) / line_transmittance(np.ascontiguousarray(both))
    assert np.abs(left[stroke > 0] - 0.6).mean() < 0.03
    away = (stroke == 0) & (plane > 0.05)
    assert left[away].mean() < 0.2 * plane[away].mean()


def test_strokes_are_no_lines() -> None:
    """A 1 as tall as three quarters of the picture, a 7's bar, and noise."""
    plane = np.abs(np.random.default_rng(1).normal(0, 0.02, (SIZE, SIZE))).astype(np.float32)
    plane[40:310, 150:156] = 0.7
    plane[100:106, 60:300] = 0.7
    assert find_lines(plane) == []
    np.testing.assert_array_equal(line_transmittance(plane), 1)


@pytest.mark.parametrize("shape", [(1, 1), (5, 400), (119, 300), (120, 120)])
def test_small_planes_pass(shape: tuple[int, int]) -> None:
    plane = np.random.default_rng(2).random(shape).astype(np.float32)
    through = line_transmittance(plane)
    assert through.shape == shape
    assert 0 < through.min() <= through.max() <= 1
