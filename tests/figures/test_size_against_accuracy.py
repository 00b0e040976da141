"""Points where the numbers are, labels that do not cover each other."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.figures.size_against_accuracy import SizedNetwork, size_against_accuracy, spread

AXES = ("parameters", "right answers")
GROUPS = ("shipped", "own")
NETWORKS = [
    SizedNetwork("a", 16_586, 0.980),
    SizedNetwork("b", 16_586, 0.981, 1),
    SizedNetwork("c", 61_706, 0.995),
    SizedNetwork("d", 346_634, 0.980),
]


def test_points_stand_where_their_numbers_say() -> None:
    figure = size_against_accuracy(NETWORKS, GROUPS, AXES)
    found = {
        text: (x, y)
        for trace in figure.data
        for text, x, y in zip(trace.text, trace.x, trace.y, strict=True)
    }
    assert found == {n.name: (n.parameters, n.accuracy) for n in NETWORKS}
    assert [len(trace.x) for trace in figure.data] == [3, 1]
    low, high = figure.layout.xaxis.range
    assert low < math.log10(16_586) and math.log10(346_634) < high
    low, high = figure.layout.yaxis.range
    assert low < 0.980 and high > 0.995


def test_no_label_covers_another() -> None:
    many = [SizedNetwork(str(i), 10_000 + i, 0.97 + 0.0001 * i) for i in range(30)]
    figure = size_against_accuracy(many, GROUPS, AXES)
    low, high = figure.layout.yaxis.range
    margin = figure.layout.margin
    pixels = figure.layout.height - margin.t - margin.b
    places = sorted(
        (high - note.y) / (high - low) * pixels + note.ay for note in figure.layout.annotations
    )
    assert len(places) == 30
    assert min(np.diff(places)) >= 16.9
    assert places[0] >= 0 and places[-1] <= pixels


def test_one_network_alone_has_an_axis() -> None:
    low, high = size_against_accuracy(NETWORKS[:1], GROUPS, AXES).layout.yaxis.range
    assert low < 0.98 < high


def test_labels_keep_their_order_and_their_room() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        heights = rng.uniform(0, 200, 12)
        places = spread(heights, 16, 200)
        assert (np.argsort(places) == np.argsort(heights)).all()
        assert np.diff(np.sort(places)).min() >= 16 - 1e-9
        assert places.max() <= 200 and places.min() >= 0
