"""The message that the network map gets holds the trace's own values."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import Trace, trace
from cnnviz.figures.theme import input_scale, number, scale_for
from cnnviz.ui.components.network_map.folding import columns_of
from cnnviz.ui.components.network_map.layout import MOST_MAPS, pack_network
from tests.ui.networks import dense_net

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
        values = result.record(column["layer"]).output[0].numpy()
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
    layout = columns_of(result.records)
    home = {name: place for place, column in enumerate(layout) for name in column.members}
    for place, column in enumerate(layout):
        parents = {p for name in column.members for p in result.record(name).parents}
        dropped = {p for p in parents if p not in home}
        parents |= {result.record(p).parents[0] for p in dropped}
        assert columns[place]["parents"] == sorted({home[p] for p in parents - dropped} - {place})


def opened(result: Trace, chosen: tuple[str, int]) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """The map with a block open, and the channels it shows of each layer."""
    packed = pack_network(result, DIGITS, idle=False, height=500, selected=chosen)
    header, _ = unpack(packed)
    return header, {c["layer"]: [n["channel"] for n in c["nodes"]] for c in header["columns"]}


def test_many_maps_are_cut_to_the_most_active() -> None:
    result = trace_of("resnet")
    # One chain of layers that hand their maps on one by one.
    chain = ["block3.conv1", "block3.norm1", "block3.relu1"]
    activity = np.zeros(96)
    for name in chain:
        strength = np.abs(result.record(name).output[0].numpy()).mean(axis=(1, 2))
        activity += strength / strength.max()
    chosen = (chain[0], int(activity.argmax()))
    header, shown = opened(result, chosen)
    for name in chain:
        channels = shown[name]
        assert len(channels) == MOST_MAPS and channels == sorted(channels)
        assert activity[channels].min() >= np.delete(activity, channels).max()
    column = next(c for c in header["columns"] if c["layer"] == chain[0])
    assert column["hidden"] == 96 - MOST_MAPS
    _, joined = opened(result, ("block1.add", 0))
    # A residual sum and both its parents show the same maps.
    assert joined["block1.add"] == joined["block1.norm2"] == joined["pool1"]


def own(classes: int, side: int = 20, offset: float = 0.0, channels: int = 3) -> Trace:
    """A small colour network, at a picture of numbers from `offset` - 2 to `offset` + 3."""
    torch.manual_seed(classes)
    model = nn.Sequential(
        *(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten()),
        nn.Linear(16, classes),
    )
    picture = torch.rand(1, channels, side, side + 7) * 5 - 2 + offset
    return trace(model.eval(), picture)


@pytest.mark.parametrize("classes", [3, 12, 20, 1000])
def test_few_answers_stand_in_order_of_many_the_ten_most_probable(classes: int) -> None:
    result = own(classes)
    names = [f"kind {index}" for index in range(classes)]
    header, _ = unpack(pack_network(result, names, idle=False, height=500))
    last = header["columns"][-1]
    shares = result.probabilities[0].numpy()
    shown = [node["channel"] for node in last["nodes"]]
    if classes <= 12:
        assert shown == list(range(classes)) and last["hidden"] == 0
    else:
        assert shown == np.argsort(-shares, kind="stable")[:10].tolist()
        assert last["hidden"] == classes - 10
    assert last["form"] == "outputs" and last["kind"] == "dense + softmax"
    for node in last["nodes"]:
        index = node["channel"]
        assert node["name"] == node["title"] == names[index]
        assert node["share"] == pytest.approx(shares[index], abs=6e-5)
        assert node["logit"] == number(float(result.logits[0, index]))
        assert node["best"] == (index == int(shares.argmax()))


def test_the_chosen_answer_is_among_the_ten() -> None:
    result = own(1000)
    names = [f"kind {index}" for index in range(1000)]
    least = int(result.probabilities[0].argmin())
    last = result.records[-1].name
    message = pack_network(result, names, idle=False, height=500, selected=(last, least))
    header, _ = unpack(message)
    shown = [node["channel"] for node in header["columns"][-1]["nodes"]]
    assert shown[-1] == least and len(shown) == len(set(shown)) == 10


@pytest.mark.parametrize("offset", [0.0, 2.0, 100.0, -100.0])
@pytest.mark.parametrize("channels", [1, 3])
def test_an_input_is_coloured_by_its_own_range(offset: float, channels: int) -> None:
    result = own(3, offset=offset, channels=channels)
    header, pixels = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=500))
    column = header["columns"][0]
    values = result.input[0].numpy()
    scale = input_scale(values)
    assert scale.low <= values.min() and values.max() <= scale.high
    assert len(column["nodes"]) == channels
    for node in column["nodes"]:
        plane = values[node["channel"]]
        painted = np.frombuffer(pixels, np.uint8, plane.size, node["offset"])
        np.testing.assert_array_equal(painted, scale.to_bytes(plane).ravel())
        assert (node["min"], node["max"]) == (number(plane.min()), number(plane.max()))


@pytest.mark.parametrize("side", [60, 64, 65, 130, 224])
def test_of_large_maps_every_painted_byte_is_the_value_at_that_very_place(side: int) -> None:
    result = own(3, side=side)
    header, pixels = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=500))
    for column in header["columns"][:3]:
        values = result.record(column["layer"]).output[0].numpy()
        scale = input_scale(values) if column["name"] == "input" else scale_for(values)
        rows, columns = column["height"], column["width"]
        assert max(rows, columns) <= 64
        step = -(-max(values.shape[1:]) // 64)
        for node in column["nodes"]:
            painted = np.frombuffer(pixels, np.uint8, rows * columns, node["offset"])
            whole = scale.to_bytes(values[node["channel"]])
            for place, (row, across) in enumerate(np.ndindex(rows, columns)):
                assert painted[place] == whole[row * step, across * step]
        assert column["cells"] == f"{values.shape[1]} × {values.shape[2]}"


def test_of_a_very_long_strip_every_shown_number_is_in_its_place() -> None:
    model = nn.Sequential(nn.Conv2d(1, 30, 1), nn.Flatten(), nn.Linear(30 * 400, 3))
    result = trace(model.eval(), torch.rand(1, 1, 20, 20))
    header, pixels = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=500))
    column = header["columns"][2]
    values = result.record(column["layer"]).output[0].numpy()
    (node,), step = column["nodes"], column["step"]
    assert column["total"] == 12_000 and column["units"] == len(node["values"]) <= 4096
    assert node["values"] == [number(float(value)) for value in values[::step]]
    painted = np.frombuffer(pixels, np.uint8, column["units"], node["offset"])
    np.testing.assert_array_equal(painted, scale_for(values).to_bytes(values)[::step])


def test_a_folded_network_shows_few_maps_of_each_block() -> None:
    torch.manual_seed(0)
    result = trace(dense_net(4, 26).eval(), torch.rand(1, 3, 16, 16))
    header, _ = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=500))
    assert max(len(column["nodes"]) for column in header["columns"]) == 6
    assert "430 layers" not in str(header) and any(c["members"] for c in header["columns"])


def test_a_head_of_its_own_gets_no_second_softmax() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.Softmax(dim=1))
    result = trace(model.eval(), torch.rand(1, 1, 4, 4))
    header, _ = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=500))
    last = header["columns"][-1]
    assert last["form"] == "outputs" and "+ softmax" not in last["kind"]
    shares = [node["share"] for node in last["nodes"]]
    np.testing.assert_allclose(shares, result.logits[0].numpy(), atol=6e-5)


def test_names_of_any_script_and_length_arrive() -> None:
    names = ("日本語", "great white shark, white shark, man-eater", "<b>")
    header, _ = unpack(pack_network(own(3), names, idle=False, height=500))
    nodes = header["columns"][-1]["nodes"]
    assert [node["title"] for node in nodes] == list(names)
    assert nodes[1]["name"] == "great white shark…" and nodes[0]["name"] == "日本語"


def test_outputs_are_the_probabilities() -> None:
    result = trace_of("lenet5")
    header, _ = unpack(pack_network(result, DIGITS, idle=False, height=500))
    shares = [node["share"] for node in header["columns"][-1]["nodes"]]
    np.testing.assert_allclose(shares, result.probabilities[0].numpy(), atol=1e-4)
    assert [node["best"] for node in header["columns"][-1]["nodes"]].count(True) == 1
