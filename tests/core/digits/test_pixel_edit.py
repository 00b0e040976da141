"""Edited pixels: what was asked for and nothing else; a text that comes back as it was."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.pixel_edit import PixelEdits, apply_pixels, next_value
from cnnviz.core.digits.prepare import prepare_digit, prepared_image

DIGIT = prepared_image(load_dataset("builtin").images[0])


def test_only_the_named_pixels_change_and_only_late_stages() -> None:
    edits = PixelEdits(((27, 27, 1.0), (0, 0, 0.25), (14, 13, 0.0)))
    before = DIGIT.centred.copy()
    changed = apply_pixels(DIGIT, edits)
    expected = before.copy()
    expected[27, 27], expected[0, 0], expected[14, 13] = 1, 0.25, 0
    np.testing.assert_array_equal(changed.centred, expected)
    assert changed.centred.dtype == np.float32
    assert torch.equal(changed.tensor, torch.from_numpy(expected)[None, None])
    assert changed.ink is DIGIT.ink and changed.cropped is DIGIT.cropped
    assert changed.scaled is DIGIT.scaled
    np.testing.assert_array_equal(DIGIT.centred, before)
    assert torch.equal(DIGIT.tensor[0, 0], torch.from_numpy(before))
    assert apply_pixels(DIGIT, PixelEdits()) is DIGIT


def test_blank_is_what_the_changed_picture_is() -> None:
    blank = prepare_digit(np.zeros((28, 28, 4), np.uint8))
    assert blank.is_blank
    assert not apply_pixels(blank, PixelEdits(((5, 5, 1.0),))).is_blank
    assert apply_pixels(blank, PixelEdits(((5, 5, 0.0),))).is_blank
    dots = np.zeros((28, 28), np.uint8)
    dots[9, 9] = 255
    assert apply_pixels(prepared_image(dots), PixelEdits(((9, 9, 0.0),))).is_blank


def test_a_set_of_edits_is_one_value_whatever_its_order() -> None:
    one = PixelEdits().with_pixel(5, 6, 1).with_pixel(2, 3, 0.5).with_pixel(5, 6, 0)
    other = PixelEdits(((np.int64(2), 3, np.float32(0.5)), (5, 6, 0.0)))
    assert one == other and hash(one) == hash(other)
    assert list(one) == [(2, 3, 0.5), (5, 6, 0.0)] and len(one) == 2
    assert one.get(2, 3) == 0.5 and one.get(3, 2) is None
    assert one.without_pixel(2, 3).pixels == ((5, 6, 0.0),)
    assert one.without_pixel(9, 9) == one
    assert not PixelEdits()


@pytest.mark.parametrize(
    ("pixel", "name"),
    [
        ((-1, 0, 0.5), "row"),
        ((28, 0, 0.5), "row"),
        ((0, 28, 0.5), "column"),
        ((0, 1.5, 0.5), "column"),
        ((0, 0, 1.01), "value"),
        ((0, 0, -0.1), "value"),
        ((0, 0, float("nan")), "value"),
    ],
)
def test_what_is_out_of_range_is_refused(pixel: tuple[int, int, float], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        PixelEdits((pixel,))
    with pytest.raises(ValueError, match=name):
        PixelEdits().with_pixel(*pixel)


def test_a_place_comes_once() -> None:
    with pytest.raises(ValueError, match="once"):
        PixelEdits(((1, 1, 0.0), (1, 1, 1.0)))


def test_text_comes_back_as_it_was() -> None:
    rng = random.Random(0)
    places = [(row, column) for row in range(28) for column in range(28)]
    for count in (0, 1, 10, 784):
        chosen = rng.sample(places, count)
        edits = PixelEdits(tuple((r, c, rng.randrange(256) / 255) for r, c in chosen))
        text = edits.to_text()
        assert PixelEdits.from_text(text) == edits
        assert len(text) == 4 * count and (text.isalnum() or not text)
    rounded = PixelEdits.from_text(PixelEdits(((1, 1, 0.3),)).to_text()).get(1, 1)
    assert rounded == pytest.approx(0.3, abs=0.5 / 255)


def test_every_grey_of_the_data_set_is_that_very_float() -> None:
    greys = np.arange(256, dtype=np.uint8).repeat(4)[: 28 * 28].reshape(28, 28)
    wanted = prepared_image(greys)
    edits = PixelEdits(tuple((r, c, int(greys[r, c]) / 255) for r in range(28) for c in range(28)))
    changed = apply_pixels(DIGIT, PixelEdits.from_text(edits.to_text()))
    np.testing.assert_array_equal(changed.centred, wanted.centred)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "000", "00fff", "00FF", "0 ff", "+1ff", "0_ff", "zzff", "lsff", "00fg", "00ff\n"),
        *("0\u0661ff", "00ff00ff", "01ff00ff", "../.", "00f" * 3),
    ],
)
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PixelEdits.from_text(text)


def test_a_click_toggles() -> None:
    assert [next_value(v) for v in (0.0, 0.49, 0.5, 1.0)] == [1.0, 1.0, 0.0, 0.0]
