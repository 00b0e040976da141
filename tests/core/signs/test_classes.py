"""The twelve signs, and which of them differ in one thing alone."""

from __future__ import annotations

import pytest

from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.signs.classes import SIGN_CLASSES, SIGN_NAMES, pairs_that_differ_in
from cnnviz.core.signs.paints import PAINTS
from cnnviz.core.signs.shapes import PICTOGRAMS, SHAPES


def _named(what: str) -> set[tuple[str, str]]:
    return {(SIGN_NAMES[a], SIGN_NAMES[b]) for a, b in pairs_that_differ_in(what)}


def test_there_are_twelve_and_no_two_are_alike() -> None:
    assert len(SIGN_CLASSES) == len(set(SIGN_NAMES)) == 12
    looks = {(sign.shape, sign.paints, sign.pictogram) for sign in SIGN_CLASSES}
    assert len(looks) == 12


def test_the_network_calls_them_by_the_same_names_in_the_same_order() -> None:
    assert SHIPPED["signs"].classes == SIGN_NAMES


def test_every_shape_paint_and_pictogram_is_known_and_used() -> None:
    assert {sign.shape for sign in SIGN_CLASSES} == set(SHAPES)
    assert {sign.pictogram for sign in SIGN_CLASSES} == set(PICTOGRAMS)
    assert {paint for sign in SIGN_CLASSES for paint in sign.paints} == set(PAINTS)


def test_several_differ_by_colour_alone() -> None:
    assert _named("paints") == {
        ("turn right", "detour"),
        ("danger", "road works"),
        ("parking", "charging"),
    }


def test_others_differ_by_shape_or_pictogram_alone() -> None:
    assert _named("shape") == {("turn right", "one way")}
    assert {("limit 30", "limit 80"), ("turn right", "turn left")} <= _named("pictogram")


def test_an_unknown_difference_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="what must be one of paints, shape, pictogram"):
        pairs_that_differ_in("colour")
