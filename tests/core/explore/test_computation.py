"""Every map is the sum of what each map before it adds, and each part is what PyTorch says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import MapComputation, map_computation
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.core.windows import ConvSpec, PoolSpec
from tests.core.explore.networks import INPUTS, UNUSUAL, shipped, unusual

MAPS = 8  # looked at in each layer


def _by_torch(found: MapComputation, image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """One map convolved with one slice."""
    spec = found.record.spec
    assert isinstance(spec, ConvSpec)
    (top, bottom), (left, right) = spec.pads
    mode = "constant" if spec.padding_mode == "zeros" else spec.padding_mode
    x = F.pad(torch.tensor(image)[None, None], (left, right, top, bottom), mode=mode)
    y = F.conv2d(x, torch.tensor(kernel)[None, None], None, spec.steps, 0, spec.dilations)
    return y[0, 0].numpy()


def _check(found: MapComputation, result: Trace) -> None:
    """Parts, sum and bias make the output; allowances as in `test_arithmetic`."""
    output = planes(result.record(found.layer))[found.channel].numpy()
    np.testing.assert_array_equal(found.output, output)
    dense = found.kind is LayerKind.DENSE
    results = [p.result.sum().reshape(1, 1) if dense else p.result for p in found.parts]
    magnitudes = sum((np.abs(r) for r in results), np.full(output.shape, abs(found.bias)))
    if dense:
        magnitudes = np.full((1, 1), abs(found.bias) + sum(p.strength for p in found.parts))
    # A part may itself be the small rest of large products.
    products = sum(
        np.abs(p.input[np.isfinite(p.input)]).max(initial=0.0) * np.abs(p.kernel).sum()
        for p in found.parts
        if p.kernel is not None
    )
    allowed = 1e-4 * np.abs(output) + 1e-6 * magnitudes + 1e-7 * products
    total = found.sum.astype(np.float64) + found.bias
    assert found.sum.shape == output.shape
    assert (np.abs(total - output) <= allowed).all()
    if results:
        assert (np.abs(np.sum(results, axis=0) - found.sum) <= allowed).all()
    for part in found.parts:
        assert part.strength == pytest.approx(float(np.abs(part.result).sum()), rel=1e-5)
        origin = planes(result.record(part.origin)).numpy()
        flat = dense and part.origin == part.source
        expected = origin.reshape(1, -1) if flat else origin[part.channel]
        np.testing.assert_array_equal(part.input, expected)
        if found.kind is LayerKind.CONV:
            assert part.kernel is not None
            weight = found.record.weight
            assert weight is not None
            np.testing.assert_array_equal(part.kernel, weight[found.channel, part.channel].numpy())
            alone = _by_torch(found, part.input, part.kernel)
            np.testing.assert_allclose(part.result, alone, rtol=1e-4, atol=1e-6)
        elif dense:
            np.testing.assert_array_equal(part.result, part.input * part.kernel)


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_parts_of_a_map_sum_to_it(name: str, inputs: str) -> None:
    result = shipped(name, inputs)
    for record in result.records:
        maps = planes(record).shape[0]
        for channel in range(0, maps, max(1, maps // MAPS)):
            _check(map_computation(result, record.name, channel), result)


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_settings_sum_to_every_map_too(name: str) -> None:
    result = unusual(name)
    for record in result.records:
        for channel in range(planes(record).shape[0]):
            _check(map_computation(result, record.name, channel), result)


@pytest.mark.parametrize("name", [*ARCHITECTURES, *UNUSUAL])
def test_a_map_and_its_cells_tell_the_same(name: str) -> None:
    """What a part adds at a place is the sum of that part's terms there."""
    result = shipped(name, "digit") if name in ARCHITECTURES else unusual(name)
    for record in result.records:
        channels, rows, columns = planes(record).shape
        cell = Cell(record.name, channels // 2, rows // 2, columns - 1)
        by_map = map_computation(result, cell.layer, cell.channel)
        by_cell = cell_arithmetic(result, cell)
        if record.kind is LayerKind.INPUT:
            continue
        assert by_map.bias == by_cell.bias
        wholes = by_map.parts
        if record.kind in (
            LayerKind.FLATTEN,
            LayerKind.REARRANGE,
        ):  # a reshaped map may draw on several
            wholes = tuple(p for p in wholes if p.channel == by_cell.parts[0].channel)
        for whole, part in zip(wholes, by_cell.parts, strict=True):
            assert (whole.source, whole.origin) == (part.source, part.origin)
            assert whole.channel == part.channel
            dense = record.kind is LayerKind.DENSE
            found = whole.result.sum() if dense else whole.result[cell.row, cell.column]
            scale = float(np.abs(part.terms).sum())
            assert found == pytest.approx(part.sum, rel=1e-4, abs=1e-6 * scale)


def test_the_input_has_no_parts() -> None:
    found = map_computation(shipped("lenet5", "digit"), "input", 0)
    assert found.parts == () and found.bias == 0
    np.testing.assert_array_equal(found.sum, found.output)


def test_batch_norm_says_its_line() -> None:
    found = map_computation(unusual("batch norm"), "1", 2)
    assert found.scale is not None and found.shift is not None
    (part,) = found.parts
    np.testing.assert_allclose(found.scale * part.input + found.shift, found.output, atol=1e-6)
    np.testing.assert_allclose(found.sum, found.scale * part.input, rtol=1e-6)
    assert found.bias == found.shift


@pytest.mark.parametrize("name", ["max pool", "max pool, ceil"])
def test_winners_are_the_cells_a_gradient_reaches(name: str) -> None:
    """Autograd sends the gradient of max pooling to the winners and to no other cell."""
    result = unusual(name)
    spec = result.record("1").spec
    assert isinstance(spec, PoolSpec)
    for channel in range(3):
        found = map_computation(result, "1", channel)
        x = torch.tensor(found.parts[0].input)[None].requires_grad_()
        F.max_pool2d(
            x, spec.kernel, spec.steps, spec.padding, ceil_mode=spec.ceil_mode
        ).sum().backward()
        assert found.winners is not None and x.grad is not None
        np.testing.assert_array_equal(found.winners, x.grad[0].numpy() > 0)


def test_of_equal_cells_a_map_names_the_winner_that_its_cells_name() -> None:
    image = torch.randint(0, 2, (1, 1, 9, 9), generator=torch.Generator().manual_seed(1)).float()
    result = trace(nn.Sequential(nn.MaxPool2d(3, 2, padding=1)), image)
    winners = np.zeros((9, 9), bool)
    for row, column in np.ndindex(5, 5):
        (part,) = cell_arithmetic(result, Cell("0", 0, row, column)).parts
        assert part.weights is not None
        _, y, x = part.cells[part.weights == 1][0]
        winners[y, x] = True
    found = map_computation(result, "0", 0)
    assert found.winners is not None and 0 < winners.sum() < 25
    np.testing.assert_array_equal(found.winners, winners)


def test_average_pooling_has_no_winners() -> None:
    assert map_computation(unusual("average pool"), "1", 0).winners is None


def test_a_flattened_number_shows_the_map_it_came_from() -> None:
    result = shipped("lenet5", "digit")
    (part,) = map_computation(result, "flatten", 3 * 25 + 14).parts
    np.testing.assert_array_equal(part.input, planes(result.record("pool2"))[3].numpy())
    assert part.result.tolist() == [[part.input[2, 4]]]


def test_a_dense_unit_multiplies_whole_maps() -> None:
    result = shipped("alexnet", "digit")
    found, weight = map_computation(result, "dense1", 5), result.record("dense1").weight
    assert weight is not None
    assert len(found.parts) == 64 and found.parts[7].origin == "pool5"
    kernels = np.stack([part.kernel for part in found.parts if part.kernel is not None])
    np.testing.assert_array_equal(kernels, weight[5].reshape(64, 2, 2).numpy())


def test_maps_that_are_not_there_and_layers_not_known_are_refused() -> None:
    result = shipped("lenet5", "digit")
    for channel in (-1, 6):
        with pytest.raises(IndexError, match="conv1"):
            map_computation(result, "conv1", channel)
    with pytest.raises(KeyError, match="conv9"):
        map_computation(result, "conv9", 0)


class _Sorted(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.sort(dim=-1).values


def test_a_layer_that_is_not_known_is_refused_by_name() -> None:
    result = trace(nn.Sequential(_Sorted()), torch.ones(1, 1, 6, 6))
    with pytest.raises(ValueError, match=r"arithmetic of layer '0.sort' is not known"):
        map_computation(result, "0.sort", 0)
