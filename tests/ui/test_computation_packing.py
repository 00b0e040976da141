"""The picture of a computation holds the trace's own numbers, and leads back to them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import MapComputation, map_computation
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.ui.components.computation import picked_cell
from cnnviz.ui.components.computation.packing import MOST_BARS, pack_computation
from tests.ui.messages import unpack


@lru_cache
def trace_of(name: str) -> Trace:
    torch.manual_seed(0)
    digit = prepare_digit(draw_strokes(EXAMPLE_DIGITS[5].strokes))
    return trace(ARCHITECTURES[name].build().eval(), digit.tensor)


def scene_of(result: Trace, layer: str, channel: int = 1) -> tuple[MapComputation, dict[str, Any]]:
    channel = min(channel, len(planes(result.record(layer))) - 1)
    unfolded = map_computation(result, layer, channel)
    return unfolded, unpack(pack_computation(unfolded, selected=(0, 0)))


def pictures(scene: dict[str, Any], role: str) -> list[dict[str, Any]]:
    items = [*(item for row in scene["rows"] for item in row), *scene["tail"]]
    return [item for item in items if item.get("role") == role]


def grid(picture: dict[str, Any]) -> Any:
    return picture["values"].reshape(picture["rows"], picture["columns"])


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_picture_is_the_values_it_names(name: str) -> None:
    result = trace_of(name)
    for record in result.records:
        unfolded, scene = scene_of(result, record.name)
        for picture in pictures(scene, "output"):
            expected = planes(record)[unfolded.channel].numpy()
            np.testing.assert_array_equal(grid(picture), expected)
        for role, attribute in (("input", "input"), ("kernel", "kernel")):
            shown = [picture["values"] for picture in pictures(scene, role)]
            given = [getattr(part, attribute) for part in unfolded.parts]
            given = [array.ravel() for array in given if array is not None]
            if given or shown:
                np.testing.assert_array_equal(np.concatenate(shown), np.concatenate(given))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_click_leads_to_the_number_that_was_clicked(name: str) -> None:
    result = trace_of(name)
    for record in result.records:
        _, scene = scene_of(result, record.name)
        for picture in [*pictures(scene, "input"), *pictures(scene, "output")]:
            target, (rows, columns) = picture["target"], grid(picture).shape
            for row, column in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)}:
                cell = Cell(target["layer"], target.get("channel", 0), row, column)
                if "unit" in target:
                    cell = Cell(target["layer"], target["unit"] + row * columns + column)
                assert cell.value(result) == grid(picture)[row, column]


def windows(scene: dict[str, Any], image: Any, row: int, column: int) -> Any:
    """The cells that the browser outlines, zeros beyond the edge."""
    found = scene["geometry"]
    rows, columns = (
        position * found["stride"][axis]
        - found["pads"][axis]
        + np.arange(found["window"][axis]) * found["dilation"][axis]
        for axis, position in enumerate((row, column))
    )
    padded = np.pad(image, 20)
    return padded[np.ix_(rows + 20, columns + 20)]


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (2, (2, 1), 2)])
def test_outlined_windows_times_kernels_are_the_intermediate_maps(
    stride: int, padding: Any, dilation: int
) -> None:
    torch.manual_seed(1)
    layer = torch.nn.Conv2d(3, 2, (3, 2), stride, padding, dilation)
    result = trace(torch.nn.Sequential(layer), torch.randn(1, 3, 9, 8))
    _, scene = scene_of(result, "0")
    inputs, kernels, results = (pictures(scene, role) for role in ("input", "kernel", "result"))
    rows, columns = grid(results[0]).shape
    for row, column in ((0, 0), (1, 1), (rows - 1, columns - 1)):
        for image, kernel, intermediate in zip(inputs, kernels, results, strict=True):
            window = windows(scene, grid(image), row, column)
            expected = pytest.approx(float((window * grid(kernel)).sum()), abs=1e-5)
            assert grid(intermediate)[row, column] == expected
    whole = sum(grid(picture) for picture in results) + scene["bias"]
    np.testing.assert_allclose(whole, result.logits[0, 1].numpy(), atol=1e-5)


def test_the_outlined_pooling_window_holds_the_winner() -> None:
    result = trace_of("lenet5")
    _, scene = scene_of(result, "pool1")
    (source,), (output,) = pictures(scene, "input"), pictures(scene, "output")
    expected = F.max_pool2d(torch.from_numpy(grid(source).copy())[None], 2)[0].numpy()
    np.testing.assert_array_equal(grid(output), expected)
    for row, column in np.ndindex(4, 5):
        assert windows(scene, grid(source), row, column).max() == grid(output)[row, column]
    won = scene["winners"].reshape(grid(source).shape).astype(bool)
    assert won.sum() == grid(output).size


def test_one_scale_holds_all_maps_that_are_compared() -> None:
    unfolded, scene = scene_of(trace_of("lenet5"), "conv2", 4)
    after = np.maximum(unfolded.output, 0)
    message = pack_computation(unfolded, selected=(2, 3), after=[("relu2", after)])
    scene = unpack(message)
    compared = [p for role in ("result", "sum", "output", "after") for p in pictures(scene, role)]
    assert len(compared) == 6 + 3 and {picture["scale"] for picture in compared} == {"result"}
    largest = max(abs(picture["values"]).max() for picture in compared)
    scale = scene["scales"]["result"]
    assert scale["diverging"] and scale["high"] == -scale["low"] == pytest.approx(largest)
    assert scene["scales"]["kernel"]["low"] == -scene["scales"]["kernel"]["high"]
    assert scene["selected"] == [2, 3]
    assert compared[-1]["target"] == {"layer": "relu2", "channel": 4}


@pytest.mark.parametrize(
    ("name", "layer"), [("lenet5", "dense1"), ("lenet5", "dense2"), ("resnet", "output")]
)
def test_bars_and_the_bias_sum_to_the_unit(name: str, layer: str) -> None:
    result = trace_of(name)
    _, scene = scene_of(result, layer, 7)
    bars = scene["bars"]
    values = [bar["value"] for bar in bars["rows"]]
    assert 0 < len(values) <= MOST_BARS
    assert sorted(values, key=abs, reverse=True) == values
    total = sum(values) + bars["rest"] + scene["bias"]
    assert total == pytest.approx(Cell(layer, 7).value(result), abs=1e-4)
    for bar in bars["rows"]:
        if bar["target"]:
            read = Cell(bar["target"]["layer"], bar["target"]["unit"]).value(result)
            weight = float(result.record(layer).weight[7, bar["target"]["unit"]])
            assert bar["value"] == pytest.approx(read * weight, abs=1e-5)


def test_a_flattened_number_is_found_in_its_map() -> None:
    result = trace_of("lenet5")
    _, scene = scene_of(result, "flatten", 136)
    assert scene["sentence"] == "number 137 of 400: pool2, map 6, row 3, column 2"
    row, column = scene["geometry"]["at"]
    (source,) = pictures(scene, "input")
    assert grid(source)[row, column] == Cell("flatten", 136).value(result)


def test_batch_norm_draws_the_line_it_computed() -> None:
    result = trace_of("resnet")
    _, scene = scene_of(result, "norm1", 3)
    scale, shift = scene["line"]
    (source,), (output,) = pictures(scene, "input"), pictures(scene, "output")
    np.testing.assert_allclose(scale * grid(source) + shift, grid(output), atol=1e-5)
    (curve,) = [item for row in scene["rows"] for item in row if item["type"] == "curve"]
    np.testing.assert_allclose(curve["y"], scale * curve["x"] + shift, atol=1e-5)


def test_an_activation_draws_its_function() -> None:
    for module, function in ((torch.nn.Tanh(), torch.tanh), (torch.nn.ReLU(), torch.relu)):
        result = trace(torch.nn.Sequential(module), torch.randn(1, 2, 4, 4))
        assert result.record("0").kind is LayerKind.ACTIVATION
        _, scene = scene_of(result, "0")
        (curve,) = [item for row in scene["rows"] for item in row if item["type"] == "curve"]
        expected = function(torch.from_numpy(curve["x"].copy())).numpy()
        np.testing.assert_allclose(curve["y"], expected, atol=1e-6)


@pytest.mark.parametrize(
    "picked",
    [None, 3, {}, {"layer": "a", "channel": 1, "row": 0}, {"layer": 3, "channel": 1}]
    + [{"layer": "a", "channel": bad, "row": 0, "column": 0} for bad in (-1, True, 1.0, "1")],
)
def test_what_is_no_cell_is_not_taken_for_one(picked: Any) -> None:
    assert picked_cell(picked) is None
