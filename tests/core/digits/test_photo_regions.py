"""Patches of ink: what they measure, which is likeliest, which belong together."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.core.digits.photo_regions import Labels, Region, belonging, find_regions

Plane = NDArray[np.float32]


def regions_of(contrast: Plane) -> tuple[Labels, tuple[Region, ...]]:
    return find_regions(contrast, contrast > 0.05, 1 - contrast)


def bar(plane: Plane, top: int, left: int, bottom: int, right: int, dark: float = 0.7) -> None:
    plane[top:bottom, left:right] = dark


def test_a_region_is_measured() -> None:
    plane = np.zeros((200, 300), np.float32)
    bar(plane, 40, 140, 160, 148)
    labels, (region,) = regions_of(plane)
    assert (region.top, region.left, region.bottom, region.right) == (40, 140, 160, 148)
    assert region.area == 8 * 120 == (labels == region.label).sum()
    assert region.contrast == pytest.approx(0.7)
    assert region.thickness == pytest.approx(8, abs=2)
    assert region.score > 0
    assert not region.at_edge


def best_place(plane: Plane) -> tuple[int, int]:
    best = regions_of(plane)[1][0]
    return best.top, best.left


def test_the_middle_comes_before_the_edge_and_lines_before_blots() -> None:
    plane = np.zeros((300, 300), np.float32)
    bar(plane, 100, 150, 200, 158)  # in the middle
    bar(plane, 100, 20, 200, 28)  # beside it
    bar(plane, 0, 200, 100, 208)  # cut by the edge
    bar(plane, 180, 180, 270, 270)  # a blot
    assert best_place(plane) == (100, 150)


def test_the_edge_of_something_broad_is_no_line() -> None:
    """The same patch of contrast: with paper on both sides, and with shade on one."""
    plane = np.zeros((300, 300), np.float32)
    bar(plane, 80, 150, 220, 156)
    mask = plane > 0.05
    paper = 1 - plane
    shaded = paper.copy()
    shaded[:, 150:] = 0.3
    line, edge = (find_regions(plane, mask, shade)[1][0] for shade in (paper, shaded))
    assert edge.score < 0.3 * line.score


def test_near_strokes_belong_together() -> None:
    plane = np.zeros((300, 300), np.float32)
    bar(plane, 100, 150, 200, 158)
    bar(plane, 100, 165, 108, 200)  # a bar near it
    bar(plane, 100, 210, 200, 216)  # near the bar
    bar(plane, 240, 40, 290, 46)  # far away
    bar(plane, 100, 140, 103, 143)  # a speck
    _, regions = regions_of(plane)
    main = regions[0]
    chosen = set(belonging(regions, main))
    places = {(r.top, r.left) for r in regions if r.label in chosen}
    assert places == {(100, 150), (100, 165), (100, 210)}


def test_no_ink_is_no_region() -> None:
    labels, regions = regions_of(np.zeros((20, 30), np.float32))
    assert not labels.any()
    assert regions == ()
