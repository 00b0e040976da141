"""Figures show the values they are given."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz.figures.montage import montage
from cnnviz.figures.theme import palette, scale_for
from cnnviz.figures.tiles import arrange
from cnnviz.figures.vectors import bars, histogram, strip

RNG = np.random.default_rng(0)


def maps(count: int, height: int = 5, width: int = 7) -> np.ndarray:
    return RNG.normal(size=(count, height, width)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 2, 6, 16, 64, 96])
def test_every_value_lies_in_its_tile(count: int) -> None:
    values = maps(count)
    figure = montage(values, [str(i) for i in range(count)])
    sheet = np.array(figure.data[0].z)
    tiles = arrange(values.shape, 1.5)
    for index, expected in enumerate(values):
        top, left = tiles.corner(index)
        np.testing.assert_array_equal(sheet[top : top + 5, left : left + 7], expected)
    assert np.isfinite(sheet).sum() == values.size


def test_every_cell_can_be_hovered_and_clicked() -> None:
    values = maps(6)
    cells = montage(values, [f"map {i}" for i in range(6)]).data[1]
    index, row, column, value = np.array(cells.customdata).T
    # Counted from 1, as on screen.
    places = (axis.astype(int) - 1 for axis in (index, row, column))
    np.testing.assert_array_equal(values[tuple(places)], value)
    sheet = np.array(montage(values, [""] * 6).data[0].z)
    assert sheet.size >= values.size
    assert "row" in cells.hovertemplate and "column" in cells.hovertemplate


def test_one_scale_or_one_scale_each() -> None:
    values = np.stack([np.full((2, 2), 4, np.float32), np.full((2, 2), -1, np.float32)])
    together, apart = (montage(values, ["", ""], one_scale=one).data[0] for one in (True, False))
    assert (together.zmin, together.zmax) == (-4, 4)
    assert (apart.zmin, apart.zmax) == (-1, 1)
    assert sorted({float(v) for v in np.ravel(apart.z) if np.isfinite(v)}) == [-1.0, 1.0]


def test_scales_are_symmetric_or_start_at_zero_and_never_empty() -> None:
    assert (scale_for(np.array([-1.0, 3.0])).low, scale_for(np.array([0.5, 2.0])).low) == (-3, 0)
    empty = scale_for(np.zeros(3, np.float32))
    assert empty.low < empty.high
    np.testing.assert_array_equal(empty.to_bytes(np.zeros(3, np.float32)), 0)
    assert scale_for(np.array([-2.0, 2.0])).to_bytes(np.array([-2.0, 0.0, 2.0])).tolist() == [
        0,
        128,
        255,
    ]


def test_palettes_run_from_end_to_end() -> None:
    grey, both = palette(False), palette(True)
    assert len(grey) == len(both) == 768
    assert list(grey[:3]) == [0, 0, 0] and list(grey[-3:]) == [255, 255, 255]
    assert both[0] > both[2] and both[-1] > both[-3]  # red below, blue above
    assert min(both[128 * 3 : 128 * 3 + 3]) > 235  # nearly white at zero


def test_vectors_show_every_number() -> None:
    values = maps(1)[0].ravel()
    np.testing.assert_allclose(strip(values).data[0].z[0], values)
    np.testing.assert_allclose(bars(values).data[0].y, values)
    assert list(bars(values, first=0).data[0].x)[:2] == [0, 1]
    assert sum(histogram(values).data[0].y) == len(values)


def test_a_histogram_of_equal_values_is_one_bar() -> None:
    counts = np.array(histogram(np.zeros(50, np.float32)).data[0].y)
    assert counts.max() == 50 and np.count_nonzero(counts) == 1


@pytest.mark.parametrize("count", [1, 6, 40])
def test_plotly_accepts_every_part_of_a_montage(count: int) -> None:
    values = maps(count, 28, 28)
    figure = montage(
        values,
        [f"map {index + 1}" for index in range(count)],
        selected=0,
        numbers=True,
        box=(1, 2, 5, 7),
        edge_of=values[:1],
    )
    checked = go.Figure(figure.to_dict())
    assert len(checked.data) == 4 and len(checked.layout.shapes) == 3
    top, left = arrange(values.shape, 1.5).corner(0)
    assert (checked.layout.shapes[1].y0, checked.layout.shapes[1].x1) == (top + 0.5, left + 6.5)


def test_without_clicks_the_heatmap_itself_answers_the_mouse() -> None:
    values = maps(6)
    labels = [f"map {index + 1}" for index in range(6)]
    figure = go.Figure(montage(values, labels, clickable=False).to_dict())
    (heatmap, _captions) = figure.data
    tiles = arrange(values.shape, 1.5)
    for index, (row, column) in ((0, (0, 0)), (5, (4, 6))):
        top, left = tiles.corner(index)
        said = heatmap.customdata[top + row][left + column]
        expected = [index + 1, row + 1, column + 1, values[index, row, column]]
        np.testing.assert_array_equal(np.float32(said), np.float32(expected))
    assert heatmap.hovertemplate.startswith("map %{customdata[0]}")
