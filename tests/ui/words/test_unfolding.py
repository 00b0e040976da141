"""Every kind of layer says in a few short captions what happens in it, at the pictures it has."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from cnnviz.core.explore.computation import map_computation
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import trace
from cnnviz.ui.components.computation import pack_computation
from tests.ui.apps import with_three
from tests.ui.messages import unpack

# A caption is read at a glance.
MOST_LETTERS = 120


def captions_of(header: dict[str, Any]) -> list[str]:
    items = (*chain(*header["rows"]), *header["tail"])
    own = [header["note"]] if "note" in header else []
    return own + [item["note"] for item in items if "note" in item]


@pytest.mark.parametrize("model", ARCHITECTURES)
def test_each_kind_of_layer_has_one_to_four_captions(model: str) -> None:
    result = trace(load_pretrained(model), with_three().digit().tensor)
    for record in {record.kind: record for record in result.records}.values():
        unfolded = map_computation(result, record.name, 0)
        header = unpack(pack_computation(unfolded, selected=(0, 0), height=500))
        said = captions_of(header)
        assert 1 <= len(said) <= 4, record.name
        assert len(set(said)) == len(said)
        assert all(0 < len(text) <= MOST_LETTERS for text in said)
        assert header["height"] == 500


def test_a_convolution_says_its_own_window_and_whether_it_has_a_bias() -> None:
    result = trace(load_pretrained("vgg"), with_three().digit().tensor)
    words = {}
    for layer in ("block1.conv1", "block2.conv1"):
        unfolded = map_computation(result, layer, 0)
        words[layer] = captions_of(unpack(pack_computation(unfolded, selected=(0, 0))))
    assert any("3 × 3 weights" in text for text in words["block2.conv1"])
    assert any(text.startswith("No bias here") for text in words["block2.conv1"])
    # One map is read: its captions stand at the map and at the kernel.
    assert any("slides over this map" in text for text in words["block1.conv1"])
