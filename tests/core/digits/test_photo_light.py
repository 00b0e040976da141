"""Light taken out of a picture: contrast of ink alone, and which side ink is on."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.digits.photo_light import (
    NARROW,
    WIDE,
    WORKING_SIDE,
    grey_plane,
    ink_contrast,
    is_light_on_dark,
)


def test_grey_is_luma_and_not_too_large() -> None:
    red = np.zeros((10, 20, 3), np.uint8)
    red[..., 0] = 255
    np.testing.assert_allclose(grey_plane(red), 0.299, atol=1e-6)
    assert grey_plane(np.zeros((1500, 3000, 3), np.uint8)).shape == (512, WORKING_SIDE)


@pytest.mark.parametrize("window", [NARROW, WIDE])
def test_contrast_does_not_depend_on_the_light(window: float) -> None:
    paper = np.full((400, 400), 0.8, np.float32)
    paper[100:300, 195:203] *= 0.3
    falling = np.linspace(1, 0.4, 400, dtype=np.float32)[:, None]
    even = ink_contrast(paper, light_on_dark=False, window=window)
    uneven = ink_contrast(paper * falling, light_on_dark=False, window=window)
    line = np.s_[110:290, 198:200]
    assert 0.6 < even[line].mean() < 0.75
    assert np.abs(even[line] - uneven[line]).max() < 0.06
    assert uneven[:, :150].max() < 0.03


def test_a_broad_shadow_is_no_ink() -> None:
    paper = np.full((400, 400), 0.9, np.float32)
    paper[:, 200:] = 0.4
    assert ink_contrast(paper, light_on_dark=False, window=NARROW)[:, 210:].max() < 0.02


def test_what_is_wider_than_the_window_is_paper() -> None:
    paper = np.full((400, 400), 0.9, np.float32)
    paper[180:210, 50:350] = 0.2
    middle = np.s_[190:200, 150:250]
    assert ink_contrast(paper, light_on_dark=False, window=NARROW)[middle].max() < 0.05
    assert ink_contrast(paper, light_on_dark=False, window=WIDE)[middle].min() > 0.5


@pytest.mark.parametrize(("ground", "ink"), [(0.9, 0.2), (0.5, 0.1), (0.15, 0.8), (0.0, 1.0)])
def test_polarity(ground: float, ink: float) -> None:
    plane = np.full((300, 300), ground, np.float32)
    plane[60:240, 145:153] = ink
    plane[150:158, 100:200] = ink
    assert is_light_on_dark(plane) is (ink > ground)
