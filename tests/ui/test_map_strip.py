"""The line of maps holds the layer's own values, and hears only of maps that it shows."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import trace
from cnnviz.figures.theme import scale_for
from cnnviz.ui.components.map_strip import StripMap, pack_strip
from cnnviz.ui.pages.layers.strip import fitting, left_out
from tests.ui.apps import with_three
from tests.ui.messages import unpack


def test_every_map_is_the_values_it_names() -> None:
    result = trace(load_pretrained("lenet5"), with_three().digit().tensor)
    values = result.record("conv2").first.numpy()
    scale = scale_for(values)
    maps = [StripMap(c, str(c + 1), f"map {c + 1}", values[c], scale) for c in (0, 3, 15)]
    header = unpack(pack_strip(maps, 3))
    assert header["selected"] == 3 and (header["rows"], header["columns"]) == (10, 10)
    assert [each["channel"] for each in header["maps"]] == [0, 3, 15]
    for each in header["maps"]:
        expected = scale.to_bytes(values[each["channel"]]).ravel()
        np.testing.assert_array_equal(each["cells"], expected)


@pytest.mark.parametrize("selected", [0, 250, 499])
def test_of_very_many_maps_the_strongest_and_the_chosen_one(selected: int) -> None:
    values = np.random.default_rng(0).normal(size=(500, 4, 40)).astype(np.float32)
    values *= np.arange(1, 501, dtype=np.float32)[:, None, None]
    chosen, step = fitting(values, selected)
    assert step == 2 and len(chosen) == 160 and selected in chosen and chosen == sorted(chosen)
    strength = np.abs(values).mean(axis=(1, 2))
    others = [c for c in chosen if c != selected]
    left = [c for c in range(500) if c not in chosen]
    assert strength[others].min() >= strength[left].max()
    assert left_out(500, len(chosen), step) == (
        " Shown are the 160 strongest of 500. One in 2 rows and columns is shown."
    )


def test_few_maps_are_all_there() -> None:
    assert fitting(np.zeros((6, 28, 28), np.float32), 2) == ([0, 1, 2, 3, 4, 5], 1)
    assert left_out(6, 6, 1) == ""
