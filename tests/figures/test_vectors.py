"""Bars with names say whose number is whose."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.figures.theme import ACCENT
from cnnviz.figures.vectors import bars


@pytest.mark.parametrize("names", [tuple("abc"), ("apple", "banana", "apple")])
def test_bars_called_by_names(names: tuple[str, ...]) -> None:
    values = np.float32([1.5, -2, 0])
    figure = bars(values, selected=1, names=names)
    (bar,) = figure.data
    np.testing.assert_array_equal(bar.y, values)
    assert list(bar.customdata) == list(names) == list(figure.layout.xaxis.ticktext)
    assert list(figure.layout.xaxis.tickvals) == list(bar.x) == [1, 2, 3]
    assert [colour == ACCENT for colour in bar.marker.color] == [False, True, False]
    assert "%{customdata}" in bar.hovertemplate


def test_bars_without_names_are_numbered() -> None:
    (bar,) = bars(np.zeros(3, np.float32)).data
    assert bar.customdata is None and "%{x}" in bar.hovertemplate
