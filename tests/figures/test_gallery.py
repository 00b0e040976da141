"""The gallery shows the digits it is given, and outlines the very pixels that were named."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.figures.gallery import gallery
from cnnviz.figures.theme import MARK
from cnnviz.figures.tiles import Tiles

RNG = np.random.default_rng(0)


def digits(count: int) -> np.ndarray:
    return RNG.random((count, 28, 28)).astype(np.float32)


@pytest.mark.parametrize(("count", "columns"), [(1, 6), (6, 6), (12, 6), (5, 3), (12, 12)])
def test_every_digit_lies_in_its_place_row_by_row(count: int, columns: int) -> None:
    images = digits(count)
    figure = gallery(images, [f"{n} · 3.42" for n in range(count)], None, columns)
    sheet = np.array(figure.data[0].z)
    tiles = Tiles(count, 28, 28, columns)
    assert sheet.shape == tiles.size
    for index, expected in enumerate(images):
        top, left = tiles.corner(index)
        np.testing.assert_array_equal(sheet[top : top + 28, left : left + 28], expected)
    assert np.isfinite(sheet).sum() == images.size
    assert list(figure.data[1].text) == [f"{n} · 3.42" for n in range(count)]
    lowest = np.array(figure.data[1].y)
    assert [round(float(y + 0.5)) for y in lowest] == [tiles.corner(n)[0] for n in range(count)]


def test_crisp_black_and_white_on_a_transparent_ground() -> None:
    figure = gallery(digits(3), ["", "", ""])
    picture = figure.data[0]
    assert [trace.type for trace in figure.data] == ["heatmap", "scatter"]
    assert not picture.zsmooth and (picture.zmin, picture.zmax) == (0, 1)
    assert picture.colorscale[0][1] == "rgb(0,0,0)"
    assert picture.colorscale[-1][1] == "rgb(255,255,255)"
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.yaxis.scaleanchor == "x"


def test_uint8_digits_are_scaled() -> None:
    images = np.array([0, 51, 255], np.uint8).reshape(1, 1, 3)
    z = np.array(gallery(images, ["a"]).data[0].z)
    np.testing.assert_array_equal(z[np.isfinite(z)], np.array([0, 0.2, 1], np.float32))


def test_a_box_encloses_the_named_pixels_and_no_other() -> None:
    images = np.zeros((5, 28, 28), np.float32)
    boxes = [(0, 0, 5, 5), (3, 4, 4, 5), (23, 20, 28, 28), (10, 0, 12, 28), (0, 0, 28, 28)]
    for image, (top, left, bottom, right) in zip(images, boxes, strict=True):
        image[top:bottom, left:right] = 1
    figure = gallery(images, [""] * 5, boxes, columns=3)
    sheet = np.array(figure.data[0].z)
    rows, columns = np.indices(sheet.shape)
    inside = np.zeros(sheet.shape, bool)
    assert len(figure.layout.shapes) == 5
    for shape in figure.layout.shapes:
        box = (shape.x0 < columns) & (columns < shape.x1) & (shape.y0 < rows) & (rows < shape.y1)
        assert (sheet[box] == 1).all() and shape.line.color == MARK
        inside |= box
    np.testing.assert_array_equal(inside, sheet == 1)


def test_a_box_is_cut_to_its_digit() -> None:
    boxes = [(-2, -2, 3, 3), (-9, 0, 0, 5), (26, 26, 40, 40)]
    figure = gallery(digits(3), [""] * 3, boxes, columns=3)
    first, last = figure.layout.shapes
    tiles = Tiles(3, 28, 28, 3)
    top, left = tiles.corner(0)
    assert (first.x0, first.x1) == (left - 0.5, left + 2.5)
    assert (first.y0, first.y1) == (top - 0.5, top + 2.5)
    top, left = tiles.corner(2)
    assert (last.x0, last.x1) == (left + 25.5, left + 27.5)
    assert (last.y0, last.y1) == (top + 25.5, top + 27.5)


def test_wrong_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="labels"):
        gallery(digits(2), ["only one"])
    with pytest.raises(ValueError, match="boxes"):
        gallery(digits(2), ["", ""], [(0, 0, 1, 1)])
    with pytest.raises(ValueError, match="columns"):
        gallery(digits(2), ["", ""], columns=0)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(("count", "columns"), [(1, 6), (5, 3), (12, 6)])
def test_colours_lie_in_their_place(count: int, columns: int, dtype: type) -> None:
    whole = RNG.integers(0, 256, (count, 20, 30, 3), dtype=np.uint8)
    images = whole if dtype is np.uint8 else whole.astype(np.float32) / 255
    figure = gallery(images, [f"{n}" for n in range(count)], None, columns)
    sheet = np.array(figure.data[0].z, np.uint8)
    tiles = Tiles(count, 20, 30, columns)
    assert sheet.shape == (*tiles.size, 4) and figure.data[0].colormodel == "rgba256"
    for index, expected in enumerate(whole):
        top, left = tiles.corner(index)
        tile = sheet[top : top + 20, left : left + 30]
        np.testing.assert_array_equal(tile[..., :3], expected)
        assert (tile[..., 3] == 255).all()
    # Between the pictures nothing is painted.
    assert (sheet[..., 3] == 255).sum() == count * 20 * 30


def test_a_box_frames_its_part_of_a_colour_picture() -> None:
    images = np.zeros((2, 32, 32, 3), np.uint8)
    figure = gallery(images, ["", ""], [(0, 0, 5, 7), (30, 30, 40, 40)], columns=2)
    first, second = figure.layout.shapes
    _, left = Tiles(2, 32, 32, 2).corner(1)
    assert (first.x1 - first.x0, first.y1 - first.y0) == (7, 5)
    assert (second.x0, second.x1) == (left + 29.5, left + 31.5)
