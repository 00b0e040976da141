"""The arithmetic on screen sums to the number it explains, and leads back to what was read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, clamped
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.components.arithmetic.packing import form_of, pack_arithmetic
from tests.ui.messages import unpack


@lru_cache
def trace_of(name: str) -> Trace:
    torch.manual_seed(0)
    digit = prepare_digit(draw_strokes(EXAMPLE_DIGITS[5].strokes))
    return trace(ARCHITECTURES[name].build().eval(), digit.tensor)


def sums_of(result: Trace, cell: Cell, **words: Any) -> dict[str, Any]:
    return unpack(pack_arithmetic(cell_arithmetic(result, cell), title="a number", **words))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_terms_and_bias_sum_to_the_traced_value(name: str) -> None:
    result = trace_of(name)
    for record in result.records:
        for wanted in (Cell(record.name, 3, 5, 6), Cell(record.name, 0, 0, 0)):
            cell = clamped(wanted, record)
            sums = sums_of(result, cell)
            assert sums["value"] == cell.value(result)
            total = sum(sums.get("terms", [])) + sums["bias"]
            assert total == pytest.approx(sums["value"], rel=1e-4, abs=1e-4)
            assert sum(p["sum"] for p in sums["parts"]) + sums["bias"] == pytest.approx(total)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_button_leads_to_the_number_on_it(name: str) -> None:
    result = trace_of(name)
    for record in result.records:
        sums = sums_of(result, clamped(Cell(record.name, 2, 0, 4), record))
        if not sums["parts"]:
            assert record.name == "input"
            continue
        size = sums["shape"][0] * sums["shape"][1]
        for place, cell in enumerate(sums["cells"].reshape(-1, 3)[:300]):
            layer = sums["parts"][place // size]["layer"]
            if cell[0] >= 0:
                assert Cell(layer, *map(int, cell)).value(result) == sums["inputs"][place]
            else:
                assert list(cell) == [-1, -1, -1] and sums["inputs"][place] in (0.0, -np.inf)


def test_a_corner_of_a_padded_convolution_reads_padding() -> None:
    sums = sums_of(trace_of("lenet5"), Cell("conv1", 2, 0, 0))
    padding = sums["cells"].reshape(5, 5, 3)[..., 0] < 0
    # Padding 2: the first two rows and columns of a 5x5 window lie outside.
    assert padding[:2].all() and padding[:, :2].all() and not padding[2:, 2:].any()


def test_strongest_maps_come_first() -> None:
    sums = sums_of(trace_of("resnet"), Cell("block3.conv2", 7, 2, 2))
    strengths = [abs(sums["parts"][index]["sum"]) for index in sums["order"]]
    assert len(strengths) == 96 and strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize(
    ("name", "layer", "form"),
    [
        ("lenet5", "input", "line"),
        ("lenet5", "conv1", "grids"),
        ("lenet5", "conv2", "grids"),
        ("lenet5", "relu1", "line"),
        ("lenet5", "pool1", "window"),
        ("lenet5", "flatten", "line"),
        ("lenet5", "dense1", "grids"),
        ("lenet5", "dense2", "list"),
        ("mlp", "dense1", "list"),
        ("resnet", "norm1", "line"),
        ("resnet", "block2.add", "line"),
        ("resnet", "block2.shortcut", "list"),
        ("resnet", "pool2", "window"),
        ("resnet", "output", "list"),
    ],
)
def test_form(name: str, layer: str, form: str) -> None:
    assert form_of(cell_arithmetic(trace_of(name), Cell(layer, 0))) == form


@pytest.mark.parametrize(
    ("name", "layer", "units", "expected", "places"),
    [
        ("lenet5", "conv2", False, "pool1 · map 1", "map"),
        ("lenet5", "conv1", False, "input", "map"),
        ("lenet5", "dense1", True, "pool2 · map 1", "map"),
        ("lenet5", "dense2", True, "relu3", "number"),
        ("lenet5", "relu3", True, "dense1 · unit 1", "none"),
        ("lenet5", "flatten", True, "pool2 · map 1", "map"),
    ],
)
def test_names(name: str, layer: str, units: bool, expected: str, places: str) -> None:
    part = sums_of(trace_of(name), Cell(layer, 0), units=units)["parts"][0]
    assert (part["name"], part["places"]) == (expected, places)


def test_a_function_that_does_not_multiply_has_no_weights() -> None:
    result = trace(torch.nn.Sequential(torch.nn.Sigmoid()), torch.randn(1, 1, 2, 2))
    sums = sums_of(result, Cell("0", 0), function="sigmoid")
    assert "weights" not in sums and sums["function"] == "sigmoid"
    assert sums["value"] == pytest.approx(1 / (1 + np.exp(-sums["inputs"][0])))


def test_decimals_show_small_and_large_numbers() -> None:
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 2, bias=False))
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([[1 / 3, -1 / 7], [1 / 9, 2 / 7]])
    for factor, decimals in ((0.001, 7), (0.05, 4), (1.0, 3), (1000.0, 1)):
        result = trace(model, torch.full((1, 1, 3, 3), 0.777) * factor)
        assert sums_of(result, Cell("0", 0))["decimals"] == decimals
