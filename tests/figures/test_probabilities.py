"""Bars say which class has which probability, whatever the classes are called."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz.figures.probabilities import (
    MOST_BARS,
    probability_bars,
    short_name,
    shown_classes,
)
from cnnviz.figures.theme import ACCENT, percent

DIGITS = tuple("0123456789")
SHARES = np.array([0, 0, 0.1, 0, 0, 0, 0, 0.9, 0, 0], np.float32)


def softmax(count: int, seed: int = 0) -> np.ndarray:
    values = np.exp(np.random.default_rng(seed).normal(size=count) * 3)
    return (values / values.sum()).astype(np.float32)


def test_short_names_stand_in_order_below_upright_bars() -> None:
    for figure in (probability_bars(SHARES, DIGITS), probability_bars(None, DIGITS)):
        assert tuple(figure.layout.yaxis.range) == (0, 1)
        assert list(figure.data[0].x) == list(range(10))
        assert list(figure.layout.xaxis.ticktext) == list(DIGITS)
    np.testing.assert_allclose(probability_bars(SHARES, DIGITS).data[0].y, SHARES, atol=1e-6)
    assert not any(probability_bars(None, DIGITS).data[0].y)


def test_long_names_stand_beside_lying_bars() -> None:
    shares, names = softmax(3), ("apple", "banana", "cherry")
    bar = probability_bars(shares, names)
    assert bar.data[0].orientation == "h"
    assert tuple(bar.layout.xaxis.range) == (0, 1)
    assert list(bar.layout.yaxis.ticktext) == list(names)
    assert bar.layout.yaxis.autorange == "reversed"
    np.testing.assert_allclose(bar.data[0].x, shares, atol=1e-6)


@pytest.mark.parametrize("count", [11, 12])
def test_of_few_classes_all_are_shown_in_order(count: int) -> None:
    assert shown_classes(softmax(count)) == list(range(count))


@pytest.mark.parametrize("count", [13, 20, 1000])
def test_of_many_classes_the_ten_most_probable_the_first_on_top(count: int) -> None:
    shares, names = softmax(count), [f"kind {index}" for index in range(count)]
    bar = probability_bars(shares, names)
    order = np.argsort(-shares, kind="stable")[:MOST_BARS]
    assert list(bar.layout.yaxis.ticktext) == [names[index] for index in order]
    np.testing.assert_allclose(bar.data[0].x, shares[order], atol=1e-6)
    assert bar.data[0].marker.color[0] == ACCENT
    assert list(bar.data[0].marker.color).count(ACCENT) == 1


def test_classes_of_one_name_keep_a_bar_each() -> None:
    bar = probability_bars(np.float32([0.2, 0.5, 0.3]), ("crane", "crane", "crane"))
    assert len(set(bar.data[0].y)) == 3
    np.testing.assert_allclose(bar.data[0].x, [0.2, 0.5, 0.3], atol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 10, 12, 1000])
@pytest.mark.parametrize("length", [1, 2, 5, 60])
def test_plotly_accepts_every_bar(count: int, length: int) -> None:
    names = [f"{index}".rjust(length, "n")[:length] for index in range(count)]
    for shares in (softmax(count), None):
        checked = go.Figure(probability_bars(shares, names).to_dict())
        assert all(len(text) <= 18 for text in checked.data[0].customdata)


def test_a_bar_says_its_share_and_the_shortest_only_when_pointed_at() -> None:
    bar = probability_bars(np.float32([0.9, 0.004, 0.096]), ("a", "b", "c")).data[0]
    assert list(bar.text) == [percent(0.9), "", percent(0.096)]
    assert "%{customdata}" in bar.hovertemplate and list(bar.customdata) == ["a", "b", "c"]


def test_one_frame_is_not_another_networks() -> None:
    first = probability_bars(softmax(3), ("apple", "banana", "cherry"))
    second = probability_bars(softmax(3), ("dog", "cat", "fox"))
    assert list(first.layout.yaxis.ticktext) == ["apple", "banana", "cherry"]
    assert list(second.layout.yaxis.ticktext) == ["dog", "cat", "fox"]


def test_a_name_is_cut_at_its_letters() -> None:
    assert short_name("x" * 18) == "x" * 18
    assert short_name("x" * 19) == "x" * 17 + "…"
    assert short_name("one, two, three four", 6) == "one, t"[:5].rstrip(" ,") + "…"


def test_on_a_logarithmic_axis_small_ones_can_be_told_apart() -> None:
    shares = np.array([0.998, 3e-5, 2e-8, 0, *[1e-4] * 6], np.float32)
    bar = probability_bars(shares, DIGITS, log=True)
    assert bar.layout.yaxis.type == "log" and tuple(bar.layout.yaxis.range) == (-10, 0)
    np.testing.assert_allclose(bar.data[0].y[:3], shares[:3], rtol=1e-6)
    assert bar.data[0].y[3] == 1e-10
    assert list(bar.data[0].text[:3]) == ["99.8%", "", ""]
    assert set(probability_bars(None, DIGITS, log=True).data[0].text) == {""}


def test_on_a_logarithmic_axis_the_first_two_are_labelled() -> None:
    for shares in (softmax(10, seed) for seed in range(20)):
        labels = probability_bars(shares, DIGITS, log=True).data[0].text
        assert [i for i, label in enumerate(labels) if label] == sorted(np.argsort(-shares)[:2])
        assert max(map(len, labels)) <= 6


@pytest.mark.parametrize("coarse", [False, True])
def test_numbers_above_upright_bars_do_not_run_into_each_other(coarse: bool) -> None:
    for seed in range(50):
        sharpness = (0.05, 0.5, 2.0, 6.0)[seed % 4]
        values = np.exp(np.random.default_rng(seed).normal(size=10) * sharpness)
        shares = values / values.sum()
        texts = probability_bars(shares, DIGITS, coarse=coarse).data[0].text
        told = [place for place, text in enumerate(texts) if text]
        assert int(shares.argmax()) in told
        for place in told:
            for other in told:
                near = 0 < abs(place - other) < 3
                assert not near or abs(shares[place] - shares[other]) > 0.12, (seed, texts)
        # What is not told stands near something as high that is.
        for place in set(range(10)) - set(told):
            if shares[place] >= 0.006:
                assert any(abs(place - other) < 3 for other in told)


def test_a_sure_answer_and_a_doubt_are_both_told() -> None:
    shares = np.array([0, 0, 0.3, 0, 0, 0, 0, 0.69, 0.01, 0])
    texts = probability_bars(shares, DIGITS).data[0].text
    assert [text for text in texts if text] == ["30.0%", "69.0%", "1.0%"]


@pytest.mark.parametrize("log", [False, True])
def test_the_number_over_the_last_bar_fits_into_the_narrowest_figure(log: bool) -> None:
    """At 1280 pixels the figure is 205 wide, and ">99.9%" takes 48."""
    margin = probability_bars(np.eye(10)[9], DIGITS, log=log).layout.margin
    half_a_place = (205 - margin.l - margin.r) / 20
    assert half_a_place + margin.r >= 24
