"""The message that the network map gets holds the trace's own values."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import Trace, trace
from cnnviz.figures.theme import number, scale_for
from cnnviz.ui.components.network_map.layout import MOST_MAPS, pack_network

DIGITS = tuple("0123456789")


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack("<I", message[:4])
    return json.loads(message[4 : 4 + length]), message[4 + length :]


def trace_of(name: str) -> Trace:
    torch.manual_seed(0)
    digit = prepare_digit(draw_strokes(EXAMPLE_DIGITS[5].strokes))
    return trace(ARCHITECTURES[name].build().eval(), digit.tensor)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_map_is_the_values_it_names(name: str) -> None:
    result = trace_of(name)
    header, pixels = unpack(pack_network(result, DIGITS, idle=False, height=500))
    columns = header["columns"]
    assert columns[0]["name"] == "input" and columns[-1]["form"] == "outputs"
    for column in columns[1:-1]:
        values = result.record(column["name"]).output[0].numpy()
        scale = scale_for(values)
        assert column["shape"] == " × ".join(map(str, values.shape))
        for node in column["nodes"]:
            shown = values if column["form"] == "strip" else values[node["channel"]]
            painted = np.frombuffer(pixels, np.uint8, shown.size, node["offset"])
            np.testing.assert_array_equal(painted, scale.to_bytes(shown).ravel())
            assert node["min"] == number(float(shown.min()))
            assert node["max"] == number(float(shown.max()))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_lines_are_the_parents(name: str) -> None:
    result = trace_of(name)
    header, _ = unpack(pack_network(result, DIGITS, idle=False, height=500))
    columns = header["columns"]
    names = [column["name"] for column in columns]
    dropped = {r.name: r.parents[0] for r in result.records if r.kind.value == "dropout"}
    for column in columns:
        parents = {dropped.get(p, p) for p in result.record(column["name"]).parents}
        assert {names[place] for place in column["parents"]} == parents


def test_many_maps_are_cut_to_the_most_active() -> None:
    result = trace_of("resnet")
    header, _ = unpack(pack_network(result, DIGITS, idle=False, height=500))
    shown = {c["name"]: [n["channel"] for n in c["nodes"]] for c in header["columns"]}
    # One chain of layers that hand their maps on one by one.
    chain = ["block3.conv1", "block3.norm1", "block3.relu1"]
    activity = np.zeros(96)
    for name in chain:
        strength = np.abs(result.record(name).output[0].numpy()).mean(axis=(1, 2))
        activity += strength / strength.max()
    for name in chain:
        channels = shown[name]
        assert len(channels) == MOST_MAPS and channels == sorted(channels)
        assert activity[channels].min() >= np.delete(activity, channels).max()
    column = next(c for c in header["columns"] if c["name"] == chain[0])
    assert column["hidden"] == 96 - MOST_MAPS
    # A residual sum and both its parents show the same maps.
    assert shown["block1.add"] == shown["block1.norm2"] == shown["pool1"]


def test_outputs_are_the_probabilities() -> None:
    result = trace_of("lenet5")
    header, _ = unpack(pack_network(result, DIGITS, idle=False, height=500))
    shares = [node["share"] for node in header["columns"][-1]["nodes"]]
    np.testing.assert_allclose(shares, result.probabilities[0].numpy(), atol=1e-4)
    assert [node["best"] for node in header["columns"][-1]["nodes"]].count(True) == 1
