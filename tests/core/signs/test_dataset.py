"""Sets of signs: balanced, repeatable, with no picture in two of them."""

from __future__ import annotations

import time

import numpy as np
import pytest

from cnnviz.core.images import LUMA, ImageSet
from cnnviz.core.signs.classes import SIGN_NAMES, pairs_that_differ_in
from cnnviz.core.signs.dataset import COUNTS, examples, load_signs


@pytest.fixture(scope="module")
def many() -> ImageSet:
    return load_signs("train", 2_400)


@pytest.mark.parametrize("split", COUNTS)
def test_a_set_is_balanced_named_and_in_colour(split: str) -> None:
    signs = load_signs(split, 60)
    assert signs.name == f"signs-{split}"
    assert signs.images.shape == (60, 32, 32, 3)
    assert signs.images.dtype == np.uint8
    assert signs.labels.dtype == np.int64
    assert signs.classes == SIGN_NAMES
    np.testing.assert_array_equal(np.bincount(signs.labels), np.full(12, 5))


def test_the_same_arguments_give_the_same_pictures() -> None:
    np.testing.assert_array_equal(load_signs("test", 48).images, load_signs("test", 48).images)


def test_a_shorter_set_is_the_beginning_of_a_longer_one() -> None:
    np.testing.assert_array_equal(load_signs("test", 30).images, load_signs("test", 50).images[:30])


def test_no_picture_comes_twice_in_any_set_or_seed() -> None:
    sets = [load_signs(split, 300, seed) for split in COUNTS for seed in (0, 1)]
    pictures = [picture.tobytes() for signs in [*sets, examples()] for picture in signs.images]
    assert len(set(pictures)) == len(pictures) == 1_824


def test_pictures_of_one_class_are_far_apart(many: ImageSet) -> None:
    for label in range(12):
        flat = many.images[many.labels == label][:50].reshape(50, -1).astype(np.float64)
        apart = np.abs(flat[:, None] - flat[None]).mean(axis=2) + np.eye(50) * 255
        assert apart.min() > 8, "levels of 255, between the two that are most alike"


@pytest.mark.parametrize("pair", pairs_that_differ_in("paints"), ids=str)
def test_brightness_alone_does_not_tell_colour_pairs_apart(
    many: ImageSet, pair: tuple[int, int]
) -> None:
    """The best threshold on the mean grey level is hardly better than a coin."""
    grey = (many.images @ LUMA).mean(axis=(1, 2))
    one, other = (np.sort(grey[many.labels == label]) for label in pair)
    shares = [np.searchsorted(values, grey) / len(values) for values in (one, other)]
    assert 0.5 + np.abs(shares[0] - shares[1]).max() / 2 < 0.6


def test_examples_are_two_a_class_in_order_and_cannot_be_spoilt() -> None:
    signs = examples()
    np.testing.assert_array_equal(signs.labels, np.repeat(np.arange(12), 2))
    assert signs.images.shape == (24, 32, 32, 3)
    assert examples() is signs
    with pytest.raises(ValueError, match="read-only"):
        signs.images[0] = 0


def test_a_thousand_pictures_take_seconds() -> None:
    """Some 1.5 of a processor's time."""
    start = time.thread_time()
    load_signs("check", 250)
    assert time.thread_time() - start < 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("valid", 10, 0), "split must be one of train, check, test, got 'valid'"),
        (("examples", 10, 0), "split must be one of"),
        (("train", 0, 0), "count must be at least 1, got 0"),
        (("train", 10, -1), "seed must not be negative, got -1"),
    ],
)
def test_wrong_arguments_are_value_errors(arguments: tuple[str, int, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_signs(*arguments)
