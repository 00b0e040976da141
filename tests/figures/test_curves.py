"""The curves say what they were given, and stand still while they grow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz.figures.curves import training_curves


@dataclass(frozen=True)
class Point:
    step: int
    epoch: float
    loss: float
    accuracy: float
    check_loss: float
    check_accuracy: float


def points(count: int, last: int = 620) -> list[Point]:
    steps = [round(last * i / 39) for i in range(count)]
    return [
        Point(s, s / 62, 2.2 * np.exp(-s / 90), 1 - 0.9 * np.exp(-s / 60), 2.3, 0.1 + s / 1000)
        for s in steps
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 40])
@pytest.mark.parametrize("log_steps", [False, True])
def test_every_number_is_drawn_as_given(count: int, log_steps: bool) -> None:
    given = points(count)
    figure = training_curves(given, 100, log_steps=log_steps)
    assert len(figure.data) == 6
    fields = ("loss", "check_loss", None, "accuracy", "check_accuracy", None)
    for trace, name in zip(figure.data, fields, strict=True):
        if name is not None:
            assert list(trace.y) == [getattr(point, name) for point in given]
            places = [point.step for point in given]
            np.testing.assert_allclose(
                trace.x, np.log10(np.add(places, 1)) if log_steps else places
            )
            assert [row[0] for row in trace.customdata] == [f"{step:,}" for step in places]
    # Plotly checks what was built without its checks.
    go.Figure(figure.to_dict())


def test_nothing_moves_while_the_lines_grow() -> None:
    figures = [training_curves(points(n), total=(620, 10.0)) for n in range(41)]
    axes = [(f.layout.xaxis, f.layout.yaxis, f.layout.yaxis2, f.layout.margin) for f in figures]
    assert all(each == axes[0] for each in axes)
    assert axes[0][1].range[0] == 0 and axes[0][2].range[0] == 0
    assert list(axes[0][0].ticktext) == ["0", "2", "4", "6", "8", "10"]
    np.testing.assert_allclose(axes[0][0].tickvals, [0, 124, 248, 372, 496, 620])


def test_the_marker_stands_at_its_step_and_at_the_lines_values() -> None:
    given = points(40)
    at = given[7]
    figure = training_curves(given, at.step)
    assert {(shape.x0, shape.x1) for shape in figure.layout.shapes} == {(at.step, at.step)}
    np.testing.assert_allclose(figure.data[2].y, [at.loss, at.check_loss])
    np.testing.assert_allclose(figure.data[5].y, [at.accuracy, at.check_accuracy])
    assert not training_curves(given).layout.shapes


def labels_of(figure: go.Figure) -> list[go.layout.Annotation]:
    return [a for a in figure.layout.annotations if a.xref == "x"]


@pytest.mark.parametrize("loss", [(0.0, 0.0), (2.4, 2.41), (0.5, 0.52), (0.1, 2.0)])
def test_labels_stay_apart_in_their_panel_and_in_the_lines_order(loss: tuple[float, float]) -> None:
    last = Point(10, 1.0, loss[0], 1.0, loss[1], 0.999)
    figure = training_curves([Point(0, 0.0, 2.3, 0.1, 2.3, 0.1), last], height=380)
    labels = labels_of(figure)
    assert len(labels) == 4
    panel = (380 - 70) * 0.42
    for first, second in (labels[:2], labels[2:]):
        assert abs(first.yshift - second.yshift) >= 17 - 0.2
        assert all(0 < each.yshift < panel for each in (first, second))
    assert (labels[1].yshift > labels[0].yshift) == (loss[1] >= loss[0])


def test_what_is_not_a_number_is_left_out() -> None:
    broken = [*points(3), Point(700, 11.0, float("nan"), 0.5, float("inf"), 0.5)]
    figure = training_curves(broken, 700)
    assert figure.data[0].y[-1] is None and figure.data[1].y[-1] is None
    assert "nan" not in figure.to_json().lower()
    every = [Point(0, 0.0, *[float("nan")] * 4)]
    assert not labels_of(training_curves(every, 0))


def test_a_training_gone_astray_does_not_flatten_what_was_before() -> None:
    given = [*points(5), Point(90, 1.5, 3e9, 0.1, 3e9, 0.1)]
    assert training_curves(given).layout.yaxis.range[1] == pytest.approx(25)


def test_short_trainings_count_steps() -> None:
    axis = training_curves([Point(0, 0.0, 2, 0, 2, 0), Point(7, 0.4, 2, 0, 2, 0)]).layout.xaxis
    assert axis.title.text == "step"
    assert list(axis.tickvals) == list(range(8))
