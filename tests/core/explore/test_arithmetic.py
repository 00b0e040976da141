"""Every number of a trace is the sum of its terms, and each term reads the cell it names."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.explore.arithmetic import CellArithmetic, Part, cell_arithmetic, softmax_terms
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import LayerKind, LayerRecord, Trace, trace
from tests.core.explore.networks import INPUTS, UNUSUAL, shipped, unusual

CELLS = 200  # random cells of each kind of layer


def _random_cells(records: list[LayerRecord], count: int) -> list[Cell]:
    """Some of every layer; with the corners, where padding is."""
    generator = np.random.default_rng(count)
    cells = []
    for turn in range(count):
        record = records[turn % len(records)]
        shape = planes(record).shape
        place = generator.integers(0, shape)
        if turn // len(records) < 4:
            corner = divmod(turn // len(records), 2)
            place[1:] = np.array(corner) * (np.array(shape[1:]) - 1)
        cells.append(Cell(record.name, *map(int, place)))
    return cells


def _all_cells(record: LayerRecord) -> list[Cell]:
    return [Cell(record.name, *map(int, place)) for place in np.ndindex(*planes(record).shape)]


def _check(found: CellArithmetic, result: Trace) -> None:
    """The value is the sum of the terms, up to the rounding of float32.

    The network adds in float32, where each addition may lose 6e-8 of the numbers added: beside
    1e-4 of the value itself, 1e-6 of the magnitudes that were added is allowed.
    """
    cell = found.cell
    assert found.value == cell.value(result)
    magnitudes = sum(np.abs(part.terms).sum() for part in found.parts) + abs(found.bias)
    assert abs(found.total - found.value) <= 1e-4 * abs(found.value) + 1e-6 * magnitudes, cell
    if found.kind is LayerKind.ADD:  # the two may read records of different shapes
        for part in found.parts:
            _check_parts((part,), result)
    elif found.kind is not LayerKind.INPUT:
        _check_parts(found.parts, result)


def _check_parts(parts: tuple[Part, ...], result: Trace) -> None:
    """Every number read is the one at its address; the parts are of one source and one shape."""
    (source,), (origin,) = {part.source for part in parts}, {part.origin for part in parts}
    values, maps = (planes(result.record(name)).numpy() for name in (source, origin))
    inputs, terms, cells = (
        np.stack([getattr(part, name) for part in parts]) for name in ("inputs", "terms", "cells")
    )
    channels, rows, columns = np.moveaxis(cells, -1, 0)
    padding = channels < 0
    assert (cells[padding] == -1).all()
    np.testing.assert_array_equal(inputs[~padding], values[channels, rows, columns][~padding])
    assert ((inputs == 0) | (inputs == -np.inf))[padding].all()
    assert cells.shape[:3] == inputs.shape == terms.shape
    weights = [part.weights for part in parts if part.weights is not None]
    if weights:
        products = np.where(np.stack(weights) == 0, 0, inputs) * np.stack(weights)
        np.testing.assert_allclose(terms, products, rtol=1e-15)
    # The map that is named is the map the numbers come from, whatever lies between.
    named = np.array([part.channel for part in parts])
    if origin != source:
        np.testing.assert_array_equal(inputs, maps[named])
    elif values.shape[1:] != (1, 1):
        assert (padding | (channels == named.reshape(-1, 1, 1))).all()


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_terms_of_a_number_sum_to_it(name: str, inputs: str) -> None:
    result = shipped(name, inputs)
    kinds: dict[LayerKind, list[LayerRecord]] = defaultdict(list)
    for record in result.records:
        kinds[record.kind].append(record)
    for kind, records in kinds.items():
        for cell in _random_cells(records, CELLS):
            found = cell_arithmetic(result, cell)
            assert found.kind is kind
            _check(found, result)


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_settings_sum_to_every_number_too(name: str) -> None:
    result = unusual(name)
    for record in result.records:
        assert record.kind is not LayerKind.OTHER
        for cell in _all_cells(record):
            _check(cell_arithmetic(result, cell), result)


def test_the_input_was_computed_from_nothing() -> None:
    result = shipped("lenet5", "digit")
    found = cell_arithmetic(result, Cell("input", 0, 14, 14))
    assert found.parts == ()
    assert found.bias == found.value == float(result.input[0, 0, 14, 14])


# --- convolution --------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_a_convolution_has_a_part_for_each_input_map(layer: str) -> None:
    result = shipped("lenet5", "digit")
    record = result.record(layer)
    assert record.weight is not None and record.bias is not None
    found = cell_arithmetic(result, Cell(layer, 3, 2, 5))
    assert [part.channel for part in found.parts] == list(range(record.weight.shape[1]))
    for part in found.parts:
        assert part.weights is not None
        np.testing.assert_array_equal(part.weights, record.weight[3, part.channel].numpy())
        assert part.source == part.origin == record.parents[0]
    assert found.bias == float(record.bias[3])


def _conv_trace(image: list[list[float]], **settings: object) -> Trace:
    layer = nn.Conv2d(1, 1, **settings)  # type: ignore[arg-type]
    nn.init.ones_(layer.weight)
    return trace(nn.Sequential(layer), torch.tensor([[image]]))


IMAGE = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]


@pytest.mark.parametrize(
    ("mode", "inputs", "cells"),
    [
        ("zeros", [[0, 0, 0], [0, 1, 2], [0, 4, 5]], [[-1, -1, -1], [-1, 0, 1], [-1, 3, 4]]),
        ("reflect", [[5, 4, 5], [2, 1, 2], [5, 4, 5]], [[4, 3, 4], [1, 0, 1], [4, 3, 4]]),
        ("replicate", [[1, 1, 2], [1, 1, 2], [4, 4, 5]], [[0, 0, 1], [0, 0, 1], [3, 3, 4]]),
        ("circular", [[9, 7, 8], [3, 1, 2], [6, 4, 5]], [[8, 6, 7], [2, 0, 1], [5, 3, 4]]),
    ],
)
def test_padding_names_the_cell_it_repeats(
    mode: str, inputs: list[list[float]], cells: list[list[int]]
) -> None:
    result = _conv_trace(IMAGE, kernel_size=3, padding=1, padding_mode=mode)
    (part,) = cell_arithmetic(result, Cell("0", 0)).parts
    assert part.inputs.tolist() == inputs
    expected = [[[0, *divmod(i, 3)] if i >= 0 else [-1] * 3 for i in row] for row in cells]
    assert part.cells.tolist() == expected


def test_dilation_leaves_cells_out() -> None:
    (part,) = cell_arithmetic(_conv_trace(IMAGE, kernel_size=2, dilation=2), Cell("0", 0)).parts
    assert part.inputs.tolist() == [[1, 3], [7, 9]]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # it may copy
def test_same_padding_of_an_even_kernel_is_below_and_right() -> None:
    result = _conv_trace(IMAGE, kernel_size=2, padding="same")
    (part,) = cell_arithmetic(result, Cell("0", 0, 2, 2)).parts
    assert part.inputs.tolist() == [[9, 0], [0, 0]]


# --- pooling ------------------------------------------------------------------------------------


def test_of_equal_cells_the_one_pytorch_reports_wins() -> None:
    """Ties in every window, padding in the outer ones."""
    image = torch.randint(0, 2, (1, 1, 9, 9), generator=torch.Generator().manual_seed(0)).float()
    result = trace(nn.Sequential(nn.MaxPool2d(3, 2, padding=1, ceil_mode=True)), image - 1)
    _, places = F.max_pool2d(image, 3, 2, padding=1, ceil_mode=True, return_indices=True)
    for cell in _all_cells(result.records[-1]):
        (part,) = cell_arithmetic(result, cell).parts
        assert part.weights is not None
        ((_, row, column),) = part.cells[part.weights == 1].tolist()
        assert row * 9 + column == int(places[0, 0, cell.row, cell.column])
        assert part.weights.sum() == 1
        assert np.isfinite(part.terms).all()


def test_max_pooling_pads_with_minus_infinity_and_stops_at_the_padded_edge() -> None:
    model = nn.Sequential(nn.MaxPool2d(3, padding=1, ceil_mode=True))
    result = trace(model, torch.tensor([[IMAGE]]) - 20)
    (corner,) = cell_arithmetic(result, Cell("0", 0)).parts
    low = -np.inf
    assert corner.inputs.tolist() == [[low, low, low], [low, -19, -18], [low, -16, -15]]
    assert corner.terms.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, -15]]
    assert corner.weights is not None
    assert corner.weights.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
    (last,) = cell_arithmetic(result, Cell("0", 0, 1, 1)).parts
    assert last.inputs.tolist() == [[-11, low], [low, low]]


def test_average_pooling_counts_padding_but_not_what_hangs_over() -> None:
    model = nn.Sequential(nn.AvgPool2d(2, 3, padding=1, ceil_mode=True))
    result = trace(model, torch.tensor([[IMAGE]]))
    (corner,) = cell_arithmetic(result, Cell("0", 0)).parts
    assert corner.terms.tolist() == [[0, 0], [0, 0.25]]
    plain = trace(nn.Sequential(nn.AvgPool2d(2, ceil_mode=True)), torch.tensor([[IMAGE]]))
    (edge,) = cell_arithmetic(plain, Cell("0", 0, 0, 1)).parts
    assert edge.terms.tolist() == [[1.5], [3.0]]
    assert edge.weights is not None and edge.weights.tolist() == [[0.5], [0.5]]


def test_global_pooling_reads_the_whole_map() -> None:
    result = shipped("resnet", "digit")
    (part,) = cell_arithmetic(result, Cell("pool2", 7)).parts
    maps = planes(result.record(part.source))
    assert part.channel == 7
    np.testing.assert_array_equal(part.inputs, maps[7].numpy())
    np.testing.assert_array_equal(part.terms, maps[7].double().numpy() / maps[7].numel())


# --- one cell from one cell ---------------------------------------------------------------------


def test_batch_norm_is_one_factor_and_one_constant() -> None:
    result = unusual("batch norm")
    found = cell_arithmetic(result, Cell("1", 1, 2, 3))
    norm = nn.BatchNorm2d(3, eps=0.1).double().eval()
    record = result.record("1")
    assert record.weight is not None and record.bias is not None
    spec = record.spec
    norm.weight.data, norm.bias.data = record.weight.double(), record.bias.double()
    norm.running_mean, norm.running_var = spec.mean.double(), spec.variance.double()  # type: ignore[union-attr]
    with torch.no_grad():
        at_0, at_1 = (norm(torch.full((1, 3, 1, 1), x).double())[0, 1].item() for x in (0.0, 1.0))
    assert found.parts[0].weights is not None
    assert found.bias == pytest.approx(at_0, rel=1e-12)
    assert found.parts[0].weights.item() == pytest.approx(at_1 - at_0, rel=1e-12)


def _activated(layer: nn.Module, *values: float) -> list[Part]:
    result = trace(
        nn.Sequential(layer), torch.tensor(values, dtype=torch.float32).reshape(1, 1, 1, -1)
    )
    cells = [Cell("0", 0, 0, i) for i in range(len(values))]
    return [cell_arithmetic(result, cell).parts[0] for cell in cells]


def _weights(parts: list[Part]) -> list[float]:
    return [part.weights.item() for part in parts if part.weights is not None]


def test_relu_multiplies_by_one_or_zero() -> None:
    assert _weights(_activated(nn.ReLU(), -2, 0, 3)) == [0, 0, 1]


def test_leaky_relu_multiplies_by_one_or_its_slope() -> None:
    parts = _activated(nn.LeakyReLU(0.2), -2, 0, 3, -1e-44)
    assert _weights(parts) == pytest.approx([0.2, 1, 1, 0.2], rel=1e-6)
    assert _weights(_activated(nn.LeakyReLU(0.2), 1, 2)) == [1, 1]


@pytest.mark.parametrize(
    ("layer", "exact"),
    [
        (nn.Sigmoid(), torch.sigmoid),
        (nn.Tanh(), torch.tanh),
        (nn.GELU(), F.gelu),
        (nn.SiLU(), F.silu),
        (nn.ELU(), F.elu),
    ],
)
def test_other_activations_have_no_factor_and_are_exact(layer: nn.Module, exact: object) -> None:
    (part,) = _activated(layer, -0.7)
    assert part.weights is None
    x = torch.tensor(-0.7).double()
    assert part.terms.item() == exact(x).item()  # type: ignore[operator]


@pytest.mark.parametrize("layer", [nn.ELU(0.3), nn.GELU("tanh"), nn.Softplus(2.0, 5.0)])
def test_settings_of_a_curve_are_held_and_exact(layer: nn.Module) -> None:
    (part,) = _activated(layer, -0.7)
    with torch.no_grad():
        assert part.terms.item() == layer(torch.tensor(-0.7).double()).item()


@pytest.mark.parametrize(
    ("name", "sources"),
    [("sum, repeated", ["0", "1.squeeze"]), ("sum, one map", ["0", "1.conv"])],
)
def test_a_sum_has_two_parts(name: str, sources: list[str]) -> None:
    result = unusual(name)
    found = cell_arithmetic(result, Cell(result.records[-1].name, 2, 4, 1))
    assert [part.source for part in found.parts] == sources
    assert _weights(list(found.parts)) == [1, 1]
    assert found.parts[0].cells.tolist() == [[[2, 4, 1]]]


def test_a_sum_with_itself_is_twice_one_number() -> None:
    """The in-place ReLU makes both arguments one tensor."""
    result = unusual("sum with itself")
    found = cell_arithmetic(result, Cell(result.records[-1].name, 2, 4, 1))
    assert found.total == pytest.approx(found.value, rel=1e-6)
    assert [(part.source, part.weights.item()) for part in found.parts] == [("1.relu", 2)]


def test_a_flattened_number_names_its_cell() -> None:
    found = cell_arithmetic(shipped("lenet5", "digit"), Cell("flatten", 3 * 25 + 2 * 5 + 4))
    assert found.parts[0].cells.tolist() == [[[3, 2, 4]]]
    assert found.parts[0].source == "pool2"


# --- dense --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "layer", "source", "origin", "shape"),
    [
        ("mlp", "dense1", "flatten", "input", (1, 28, 28)),
        ("mlp", "dense2", "relu1", "relu1", (1, 1, 128)),
        ("lenet5", "dense1", "flatten", "pool2", (16, 5, 5)),
        ("alexnet", "dense1", "dropout1", "pool5", (64, 2, 2)),
        ("alexnet", "dense2", "dropout2", "dropout2", (1, 1, 256)),
        ("resnet", "output", "flatten", "pool2", (96, 1, 1)),
    ],
)
def test_a_dense_unit_reads_the_maps_before_it(
    name: str, layer: str, source: str, origin: str, shape: tuple[int, int, int]
) -> None:
    result = shipped(name, "digit")
    found, weight = cell_arithmetic(result, Cell(layer, 9)), result.record(layer).weight
    assert weight is not None
    assert {part.source for part in found.parts} == {source}
    assert {part.origin for part in found.parts} == {origin}
    assert [part.channel for part in found.parts] == list(range(shape[0]))
    weights = np.stack([part.weights for part in found.parts if part.weights is not None])
    assert weights.shape == shape
    np.testing.assert_array_equal(weights.ravel(), weight[9].numpy())
    cells = np.stack([part.cells for part in found.parts]).reshape(-1, 3)
    np.testing.assert_array_equal(cells[:, 0], np.arange(weights.size))
    assert not cells[:, 1:].any()


def test_a_dropped_out_map_is_named_after_the_layer_before() -> None:
    found = cell_arithmetic(unusual("flatten, dropout, dense"), Cell("1.3", 0))
    assert {(part.source, part.origin) for part in found.parts} == {("1.2", "0")}


# --- refusals -----------------------------------------------------------------------------------


class _Sorted(nn.Module):
    """No kind describes sorting."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.sort(dim=-1).values


def test_a_layer_that_is_not_known_is_refused_by_name() -> None:
    result = trace(nn.Sequential(nn.Conv2d(1, 2, 1), _Sorted()), torch.ones(1, 1, 6, 6))
    with pytest.raises(ValueError, match=r"arithmetic of layer '1.sort' is not known"):
        cell_arithmetic(result, Cell("1.sort", 0))


@pytest.mark.parametrize(
    "place", [(6, 0, 0), (0, 28, 0), (0, 0, 28), (-1, 0, 0), (0, -1, 0), (0, 0, -1)]
)
def test_a_cell_that_is_not_there_is_refused(place: tuple[int, int, int]) -> None:
    with pytest.raises(IndexError, match="conv1"):
        cell_arithmetic(shipped("lenet5", "digit"), Cell("conv1", *place))


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="conv9"):
        cell_arithmetic(shipped("lenet5", "digit"), Cell("conv9", 0))


# --- softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_softmax_shares_are_the_probabilities(name: str) -> None:
    result = shipped(name, "digit")
    terms = softmax_terms(result)
    np.testing.assert_array_equal(terms.logits, result.logits[0].numpy())
    np.testing.assert_array_equal(terms.exponentials, np.exp(terms.logits))
    assert terms.total == pytest.approx(terms.exponentials.sum(), rel=1e-12)
    np.testing.assert_allclose(terms.exponentials / terms.total, terms.shares, rtol=1e-12)
    np.testing.assert_allclose(terms.shares, result.probabilities[0].numpy(), rtol=1e-5, atol=1e-12)


def test_huge_logits_have_shares_all_the_same() -> None:
    result = trace(nn.Sequential(nn.Identity()), torch.tensor([[1000.0, 999.0]]))
    terms = softmax_terms(result)
    assert terms.total == np.inf
    assert terms.shares.tolist() == pytest.approx([1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))])
