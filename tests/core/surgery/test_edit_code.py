"""Changes as a text for the address."""

from __future__ import annotations

import random

import pytest

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import editable_layers
from cnnviz.core.surgery.edit_code import decode_edits, encode_edits
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
)
from cnnviz.core.windows import ConvSpec, PoolSpec
from tests.core.surgery.networks import NAMES, built, random_edit


@pytest.mark.parametrize("name", NAMES)
def test_edits_survive_the_address(name: str) -> None:
    rng = random.Random(name)
    layers = editable_layers(built(name), DIGIT_SHAPE)
    for _ in range(100):
        edit = random_edit(rng, layers)
        assert decode_edits(encode_edits(edit), layers) == edit


def test_the_address_reads_what_a_person_would_write() -> None:
    layers = editable_layers(built("lenet5"), DIGIT_SHAPE)
    edit = decode_edits("pool1.avg.k3-conv1.s2.p0", layers)
    assert edit == NetworkEdit(
        (LayerEdit("conv1", stride=2, padding=0), LayerEdit("pool1", kind="average", kernel_size=3))
    )
    # What equals the trained setting is no change.
    assert decode_edits("conv1.s1-pool1.max.k2", layers) == NetworkEdit()
    assert decode_edits("", layers) == NetworkEdit()


NONSENSE = """
x conv1 conv1. conv1.s conv1.s0 conv1.s9 conv1.s2.s2 conv1.k3 conv1.avg conv1.s2-conv1.p0 conv9.s2
pool1.p2 pool1.reflect conv1.s2--pool1.avg - . conv1.s2- conv1.S2 conv1.s² conv1.p7 conv1.s2x
conv1.s2x2x2 conv1.same.s2 .conv1.s2 pool1.avg.max conv1.p٢
"""


@pytest.mark.parametrize("text", NONSENSE.split())
def test_nonsense_in_the_address_is_none(text: str) -> None:
    assert decode_edits(text, editable_layers(built("lenet5"), DIGIT_SHAPE)) is None


@pytest.mark.parametrize("name", ["a-b", "a~hb", "0", "block.s2", ""])
def test_any_name_survives_the_address(name: str) -> None:
    layers: dict[str, WindowSpec] = {
        "block": ConvSpec(3),
        name: ConvSpec(3),
        "a": PoolSpec("max", 2),
    }
    edit = NetworkEdit(
        (LayerEdit("block", padding=2), LayerEdit(name, stride=3), LayerEdit("a", kind="average"))
    )
    assert decode_edits(encode_edits(edit), layers) == edit
