"""Paints keep the brightness that was drawn for them, so that grey pictures do not betray hues."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.images import LUMA
from cnnviz.core.signs.paints import PAINTS, mix


@pytest.mark.parametrize("fading", [0.0, 0.5])
@pytest.mark.parametrize("paint", PAINTS)
def test_brightness_is_within_its_limits_whatever_the_hue(paint: str, fading: float) -> None:
    rng = np.random.default_rng(0)
    values = np.array([mix(paint, fading, rng) @ LUMA for _ in range(200)])
    *_, dark, bright = PAINTS[paint]
    assert values.min() >= dark - 1e-4 and values.max() <= bright + 1e-4
    assert np.ptp(values) > 0.8 * (bright - dark)


@pytest.mark.parametrize(("one", "other"), [("blue", "green"), ("white", "yellow")])
def test_paints_that_tell_signs_apart_are_equally_bright(one: str, other: str) -> None:
    assert PAINTS[one][2:] == PAINTS[other][2:]


def test_the_sun_takes_the_colour_and_not_the_brightness() -> None:
    fresh = mix("green", 0.0, np.random.default_rng(3))
    faded = mix("green", 0.8, np.random.default_rng(3))
    assert np.ptp(faded) == pytest.approx(0.2 * np.ptp(fresh))
    assert faded @ LUMA == pytest.approx(fresh @ LUMA)


@pytest.mark.parametrize(("paint", "strongest"), [("red", 0), ("green", 1), ("blue", 2)])
def test_a_paint_looks_like_its_name(paint: str, strongest: int) -> None:
    rng = np.random.default_rng(0)
    assert all(int(mix(paint, 0.3, rng).argmax()) == strongest for _ in range(100))
