"""Pictures of signs: decided by the seed, all different, alike in grey where colour tells alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.core.images import LUMA
from cnnviz.core.signs.classes import SIGN_NAMES, pairs_that_differ_in
from cnnviz.core.signs.generator import draw_sign

TWINS = 60


def _sign(label: int, seed: int) -> NDArray[np.float64]:
    return draw_sign(label, np.random.default_rng(seed)).astype(np.float64)


def _difference(pair: tuple[int, int], *, grey: bool) -> float:
    """Mean difference of pictures that share all but the sign: the same seed draws both."""
    differences = [_sign(pair[0], seed) - _sign(pair[1], seed) for seed in range(TWINS)]
    return float(np.mean([np.abs(d @ LUMA if grey else d).mean() for d in differences]))


def test_a_picture_is_small_and_in_colour() -> None:
    picture = draw_sign(0, np.random.default_rng(0))
    assert picture.shape == (32, 32, 3)
    assert picture.dtype == np.uint8


@pytest.mark.parametrize("label", range(12), ids=SIGN_NAMES)
def test_the_seed_decides_everything(label: int) -> None:
    np.testing.assert_array_equal(_sign(label, 5), _sign(label, 5))
    assert np.abs(_sign(label, 5) - _sign(label, 6)).mean() > 5


@pytest.mark.parametrize("pair", pairs_that_differ_in("paints"), ids=str)
def test_colour_twins_are_one_picture_in_grey(pair: tuple[int, int]) -> None:
    """In colour they differ by levels, in grey by a rounding and by what was too bright."""
    assert _difference(pair, grey=True) < 0.6
    assert _difference(pair, grey=False) > 1.5


@pytest.mark.parametrize(
    "pair", [*pairs_that_differ_in("shape"), *pairs_that_differ_in("pictogram")], ids=str
)
def test_other_twins_differ_in_grey_too(pair: tuple[int, int]) -> None:
    assert _difference(pair, grey=True) > 0.8


def test_light_comes_in_all_strengths_and_tints() -> None:
    pictures = np.stack([_sign(seed % 12, seed) for seed in range(240)])
    brightness = (pictures @ LUMA).mean(axis=(1, 2))
    assert np.percentile(brightness, 5) < 45
    assert np.percentile(brightness, 95) > 140
    red, _, blue = pictures.mean(axis=(1, 2)).T
    assert (red > 1.2 * blue).sum() > 20
    assert (blue > 1.2 * red).sum() > 20
