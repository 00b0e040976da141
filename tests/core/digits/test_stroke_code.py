"""Strokes in a link: nothing changes on the way, and an ordinary digit is short."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS, ExampleDigit
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.stroke_code import linkable, strokes_from_text, strokes_to_text
from cnnviz.core.digits.strokes import Stroke, draw_strokes


def scribble(rng: np.random.Generator, points: int) -> tuple[Stroke, ...]:
    """A trembling line, partly outside the canvas, in the fractions that a canvas reports."""
    steps = rng.normal(0, 3, (points, 2)).cumsum(axis=0) + rng.uniform(-20, 300, 2)
    cut = points // 2
    return tuple(
        Stroke(tuple(map(tuple, part.tolist())), float(rng.uniform(1, 60)))
        for part in (steps[:cut], steps[cut:])
        if len(part)
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_link_brings_back_exactly_what_it_can_carry(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strokes = scribble(rng, int(rng.integers(1, 400)))
    shown = linkable(strokes)
    assert strokes_from_text(strokes_to_text(strokes)) == shown
    assert linkable(shown) == shown
    assert strokes_to_text(shown) == strokes_to_text(strokes)


@pytest.mark.parametrize("digit", EXAMPLE_DIGITS, ids=lambda digit: f"{digit.label}-{digit.style}")
def test_an_examples_link_is_short_and_shows_the_same_digit(digit: ExampleDigit) -> None:
    strokes = digit.strokes
    text = strokes_to_text(strokes)
    assert 20 < len(text) < 900
    assert all(letter.isalnum() or letter in "-_" for letter in text)
    before = prepare_digit(draw_strokes(strokes)).centred
    after = prepare_digit(draw_strokes(strokes_from_text(text))).centred
    assert np.abs(before - after).max() < 0.01


def test_no_drawing_is_an_empty_tuple() -> None:
    assert strokes_from_text(strokes_to_text(())) == ()


@pytest.mark.parametrize("text", ["", "!", "A", "AAAA", "ä", "zzzzzz", "x" * 5000])
def test_rubbish_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="not a packed drawing"):
        strokes_from_text(text)


def test_what_is_cut_off_is_refused() -> None:
    text = strokes_to_text(EXAMPLE_DIGITS[5].strokes)
    for end in range(0, len(text) - 1, 7):
        with pytest.raises(ValueError, match="not a packed drawing"):
            strokes_from_text(text[:end])
