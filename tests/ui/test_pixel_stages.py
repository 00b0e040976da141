"""The pictures of the preparation are what was prepared."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.images import Preparation, prepare_picture
from tests.ui.apps import page, with_three


@pytest.fixture(scope="module", autouse=True)
def inside_an_app() -> None:
    page("draw", with_three()).run()


def test_a_digits_four_stages() -> None:
    from cnnviz.ui.components.pixel_stages import digit_stages

    digit = with_three().digit()
    stages = dict(digit_stages(digit))
    assert list(stages) == ["1 Ink", "2 Crop", "3 Scale to 20", "4 Centre"]
    np.testing.assert_allclose(stages["4 Centre"] / 255, digit.centred, atol=0.5 / 255)
    np.testing.assert_allclose(stages["1 Ink"] / 255, digit.ink, atol=0.5 / 255)


@pytest.mark.parametrize("size", [(40, 60), (900, 700)])
def test_a_pictures_stages_and_its_three_colours(size: tuple[int, int]) -> None:
    from cnnviz.ui.components.pixel_stages import picture_stages

    rgb = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    prepared = prepare_picture(rgb, Preparation((3, 20, 24)))
    stages = dict(picture_stages(prepared))
    assert list(stages) == ["1 Crop", "2 Scale", "3 Red", "4 Green", "5 Blue"]
    for channel, name in enumerate(("3 Red", "4 Green", "5 Blue")):
        np.testing.assert_array_equal(
            stages[name], np.rint(prepared.tensor[0, channel].numpy() * 255)
        )
    step = -(-prepared.cropped.shape[0] // stages["1 Crop"].shape[0])
    assert max(stages["1 Crop"].shape) <= 800
    np.testing.assert_array_equal(stages["1 Crop"], prepared.cropped[::step, ::step])


def test_a_grey_network_shows_no_colours() -> None:
    from cnnviz.ui.components.pixel_stages import picture_stages

    rgb = np.full((30, 30, 3), (255, 0, 0), np.uint8)
    prepared = prepare_picture(rgb, Preparation((1, 10, 10)))
    stages = dict(picture_stages(prepared))
    assert list(stages) == ["1 Crop", "2 Scale"]
    assert (stages["2 Scale"] == 76).all()  # 0.299 of 255
