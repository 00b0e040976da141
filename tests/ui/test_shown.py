"""What a network reads is what the person sees, prepared as the network says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.images import prepare_picture
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.signs.classes import SIGN_NAMES
from cnnviz.ui.state.session import Photo, Picture, Session
from cnnviz.ui.state.shown import chosen_picture, example_picture, shown
from tests.ui.apps import with_three
from tests.ui.networks import FRUIT, OWN, colour, network
from tests.ui.paper import on_paper

FIRST = Picture("fruit.png", np.full((30, 50, 3), (200, 100, 50), np.uint8), 1)


def reads_digits(side: int, **more: tuple[float, ...]) -> Network:
    def build() -> nn.Module:
        return nn.Sequential(nn.Flatten(), nn.Linear(side * side, 10))

    return network(build, (1, side, side), **more)


def test_a_shipped_network_reads_the_digit_as_it_stands() -> None:
    session = with_three()
    given = shown(session, shipped_network("lenet5"))
    np.testing.assert_array_equal(given.tensor[0, 0], session.digit().centred)
    assert given.picture is None and given.title == "" and not given.is_blank


def test_a_network_of_32_by_32_gets_a_border() -> None:
    session = with_three()
    given = shown(session, reads_digits(32))
    assert given.tensor.shape == (1, 1, 32, 32)
    np.testing.assert_array_equal(given.tensor[0, 0, 2:30, 2:30], session.digit().centred)
    assert given.tensor.sum() == pytest.approx(session.digit().centred.sum(), rel=1e-6)


@pytest.mark.parametrize("side", [14, 28, 32, 64])
def test_mean_and_deviation_are_applied_last(side: int) -> None:
    session = with_three()
    plain = shown(session, reads_digits(side)).tensor
    scaled = shown(session, reads_digits(side, mean=(0.1307,), deviation=(0.3081,))).tensor
    assert plain.min() >= 0 and plain.max() <= 1 and plain.shape[-2:] == (side, side)
    torch.testing.assert_close(scaled, (plain - 0.1307) / 0.3081)


def test_nothing_drawn_is_blank_for_networks_of_digits_only() -> None:
    session = Session()
    assert shown(session, reads_digits(28)).is_blank
    session.pixels = PixelEdits().with_pixel(3, 3, 1.0)
    assert not shown(session, reads_digits(28)).is_blank
    given = shown(Session(), OWN["colour, 3 classes"]())
    assert not given.is_blank and given.title == example_picture(0).name


def test_a_photograph_is_read_in_place_of_the_drawing() -> None:
    session = with_three()
    session.show_photo(Photo(Picture("paper.png", on_paper(7), 5)))
    given = shown(session, reads_digits(28))
    assert given.digit is not None
    np.testing.assert_array_equal(given.tensor[0, 0], session.digit().centred)
    model = shipped_network("resnet").model
    assert int(model(given.tensor).argmax()) == 7


def test_a_colour_network_reads_the_persons_picture() -> None:
    own = OWN["colour, 3 classes"]()
    session = with_three()
    session.picture = FIRST
    given = shown(session, own)
    assert given.digit is None and given.picture is not None and given.title == "fruit.png"
    expected = prepare_picture(FIRST.pixels, own.preparation).tensor
    assert torch.equal(given.tensor, expected)
    for channel, value in enumerate((200, 100, 50)):
        mean, deviation = own.preparation.mean[channel], own.preparation.deviation[channel]
        assert given.tensor[0, channel].mean() == pytest.approx(
            (value / 255 - mean) / deviation, abs=1e-5
        )


def test_without_a_picture_a_colour_network_reads_the_drawing_or_an_example() -> None:
    drawn = chosen_picture(with_three())
    assert drawn.name == "Your drawing" and drawn.pixels.shape == (280, 280, 3)
    assert drawn.pixels.max() == 255 and drawn.pixels.min() == 0
    assert chosen_picture(Session()).name in SIGN_NAMES


def test_examples_are_signs_of_every_class_and_told_apart() -> None:
    pictures = [example_picture(index) for index in range(24)]
    assert {picture.name for picture in pictures} == set(SIGN_NAMES)
    assert len({picture.serial for picture in pictures} | {0}) == 25
    assert all(p.pixels.dtype == np.uint8 and p.pixels.shape[2] == 3 for p in pictures)


def test_a_grey_network_of_other_classes_reads_pictures_in_grey() -> None:
    letters = network(lambda: nn.Sequential(nn.Flatten(), nn.Linear(400, 3)), (1, 20, 20), FRUIT)
    session = with_three()
    session.picture = FIRST
    given = shown(session, letters)
    assert given.tensor.shape == (1, 1, 20, 20) and given.digit is None
    grey = (0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255
    assert given.tensor.mean() == pytest.approx(grey, abs=1e-4)


@pytest.mark.parametrize("channels", [2, 4, 6])
def test_networks_of_unusual_channels_get_the_brightness_in_each(channels: int) -> None:
    def build() -> nn.Module:
        return nn.Sequential(nn.Conv2d(channels, 3, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    session = Session()
    session.picture = FIRST
    tensor = shown(session, network(build, (channels, 9, 9), FRUIT)).tensor
    assert tensor.shape == (1, channels, 9, 9)
    assert torch.equal(tensor[0, 0], tensor[0, -1])


def test_the_pictures_of_two_tabs_are_their_own() -> None:
    own = network(colour, (3, 20, 20), FRUIT)
    first, second = Session(), Session()
    first.picture = FIRST
    assert not torch.equal(shown(first, own).tensor, shown(second, own).tensor)
