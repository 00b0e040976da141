"""The maker of photographs: the same from the same seed, and as varied as it says."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.core.digits.photographs import Photograph, take_photograph


def photograph(seed: int) -> Photograph:
    example = EXAMPLE_DIGITS[seed % len(EXAMPLE_DIGITS)]
    lines = [np.array(stroke.points, np.float32) for stroke in example.strokes]
    return take_photograph(example.label, lines, [lines], np.random.default_rng(seed), 200)


def test_a_seed_gives_one_photograph() -> None:
    assert photograph(5) == photograph(5)
    assert photograph(5).content != photograph(6).content


def test_they_are_pictures_of_the_size_asked_for() -> None:
    image = Image.open(io.BytesIO(photograph(1).content))
    assert sorted(image.size) == [150, 200]


def test_forty_are_varied() -> None:
    seen = [photograph(seed).conditions for seed in range(40)]
    assert len({conditions["surface"] for conditions in seen}) == 5
    assert len({conditions["tool"] for conditions in seen}) >= 5
    assert {conditions["shadow"] for conditions in seen} == {"none", "soft", "sharp"}
