"""Functions that are no layer of `torch.nn`: arithmetic, shares, fields and costs of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.computation import map_computation
from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.pixel_shares import pixel_shares
from cnnviz.core.explore.receptive_field import receptive_field
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.trace import LayerRecord, Trace, trace

Tensor = torch.Tensor
EARLIER = torch.ones(16, 16, dtype=torch.bool).tril()


class Does(nn.Module):
    """Eight maps of 4x4 of both signs, and what a test does with them."""

    def __init__(self, function: Callable[..., Tensor], *layers: nn.Module) -> None:
        super().__init__()
        self.conv, self.layers, self.function = nn.Conv2d(2, 8, 1), nn.ModuleList(layers), function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(self.conv(x), *self.layers)


def _tokens(x: Tensor) -> Tensor:
    return x.flatten(2).transpose(1, 2)


def _attends(**settings: Any) -> nn.Module:
    def function(x: Tensor, query: nn.Module, key: nn.Module, value: nn.Module) -> Tensor:
        t = _tokens(x)
        return F.scaled_dot_product_attention(query(t), key(t), value(t), **settings)

    return Does(function, *(nn.Linear(8, 8) for _ in range(3)))


def _layer(layer: nn.Module, *, turned: bool = False, **settings: Any) -> nn.Module:
    """Self-attention by a layer of `torch.nn`."""

    def function(x: Tensor, attention: nn.Module) -> Tensor:
        t = _tokens(x).transpose(0, 1) if turned else _tokens(x)
        answer: Tensor = attention(t, t, t, need_weights=False, **settings)[0]
        return answer

    return Does(function, layer)


def _kernel_of_its_own(x: Tensor, layer: nn.Module) -> Tensor:
    return F.conv2d(x, layer(x.mean((2, 3))).reshape(2, 8, 3, 3), torch.ones(2))


def _filled(x: Tensor) -> Tensor:
    room = x.new_zeros(x.shape)
    room[:, 2:] = 3
    return x + room


def _again(x: Tensor) -> Tensor:
    y = x * 1
    torch.mul(torch.ones(1, 8, 4, 4), 2, out=y)
    return y + x


FUNCTIONS: dict[str, tuple[LayerKind, Callable[[], nn.Module]]] = {
    "amax of maps": (LayerKind.POOL, lambda: Does(lambda x: x.amax((2, 3)))),
    "max of channels": (LayerKind.MAXIMUM, lambda: Does(lambda x: x.max(1)[0])),
    "min of rows": (LayerKind.MAXIMUM, lambda: Does(lambda x: x.min(2, keepdim=True)[0])),
    "amin": (LayerKind.MAXIMUM, lambda: Does(lambda x: x.amin(-1))),
    "maximum": (LayerKind.MAXIMUM, lambda: Does(lambda x: torch.maximum(x, x.roll(1, 2)))),
    "max with a constant": (
        LayerKind.MAXIMUM,
        lambda: Does(lambda x: torch.max(x, torch.full((1,), 0.1))),
    ),
    "glu": (LayerKind.PRODUCT, lambda: Does(lambda x: F.glu(x, 1))),
    "square": (LayerKind.PRODUCT, lambda: Does(lambda x: x * x)),
    "normalize": (LayerKind.NORM, lambda: Does(lambda x: F.normalize(x, dim=1))),
    "attention": (LayerKind.ATTENTION, _attends),
    "attention, causal": (LayerKind.ATTENTION, lambda: _attends(is_causal=True)),
    "attention, mask": (LayerKind.ATTENTION, lambda: _attends(attn_mask=EARLIER)),
    "attention, added mask": (
        LayerKind.ATTENTION,
        lambda: _attends(attn_mask=torch.zeros(16, 16).masked_fill(~EARLIER, -torch.inf)),
    ),
    "attention layer": (
        LayerKind.ATTENTION,
        lambda: _layer(nn.MultiheadAttention(8, 2, batch_first=True)),
    ),
    "attention layer, tokens first": (
        LayerKind.ATTENTION,
        lambda: _layer(nn.MultiheadAttention(8, 2), turned=True),
    ),
    "attention layer, mask": (
        LayerKind.ATTENTION,
        lambda: _layer(nn.MultiheadAttention(8, 2, batch_first=True), attn_mask=~EARLIER),
    ),
    "kernel of its own": (LayerKind.MATMUL, lambda: Does(_kernel_of_its_own, nn.Linear(8, 144))),
    "matrix square": (LayerKind.MATMUL, lambda: Does(lambda x: x @ x)),
    "conv1d": (LayerKind.LINEAR, lambda: Does(lambda x, c: c(x.flatten(2)), nn.Conv1d(8, 3, 3))),
    "einsum": (
        LayerKind.LINEAR,
        lambda: Does(lambda x: torch.einsum("nchw, dc->ndhw", x, torch.ones(3, 8))),
    ),
    "addmm": (
        LayerKind.LINEAR,
        lambda: Does(lambda x: torch.addmm(torch.ones(3), x.mean((2, 3)), torch.ones(8, 3))),
    ),
    "out of a product": (
        LayerKind.SCALE,
        lambda: Does(lambda x: torch.mul(x, 2, out=torch.empty_like(x))),
    ),
    "a constant over a result": (LayerKind.ADD, lambda: Does(_again)),
    "a constant of its shape": (LayerKind.SCALE, lambda: Does(_filled)),
    "batch norm of tokens": (
        LayerKind.BATCH_NORM,
        lambda: Does(
            lambda x, norm: norm(_tokens(x).flatten(0, 1)).reshape(1, 16, 8), nn.BatchNorm1d(8)
        ),
    ),
    "shuffled": (
        LayerKind.REARRANGE,
        lambda: Does(lambda x: x.view(1, 2, 4, 16).transpose(1, 2).contiguous().view(1, 8, 4, 4)),
    ),
}


def _traced(name: str) -> tuple[nn.Module, Tensor, Trace]:
    torch.manual_seed(len(name))
    model, x = FUNCTIONS[name][1]().eval(), torch.randn(1, 2, 4, 4)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d) and module.running_mean is not None:
            module.running_mean.normal_()
    return model, x, trace(model, x)


def _cells(record: LayerRecord) -> list[Cell]:
    shape = planes(record).shape
    places = {(0, 0, 0), tuple(n - 1 for n in shape), tuple(n // 2 for n in shape)}
    return [Cell(record.name, *place) for place in sorted(places)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_number_is_the_sum_of_its_parts_and_of_its_pixels(name: str) -> None:
    model, x, result = _traced(name)
    with torch.no_grad():
        assert torch.equal(result.logits, model(x))
    kind = FUNCTIONS[name][0]
    assert result.records[-1].kind in (kind, LayerKind.REARRANGE)
    for record in result.records[1:]:
        for cell in _cells(record):
            value = cell.value(result)
            for total in (cell_arithmetic(result, cell).total, pixel_shares(result, cell).total):
                assert total == pytest.approx(value, rel=1e-4, abs=1e-5), cell
            assert map_computation(result, record.name, cell.channel).output.size


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if "mask" not in n and "causal" not in n])
def test_a_sick_pixel_makes_those_cells_sick_whose_field_it_is_in(name: str) -> None:
    model, x, result = _traced(name)
    for cell in _cells(result.records[-1]):
        field = torch.from_numpy(receptive_field(result, cell))
        for row, column in torch.cartesian_prod(torch.arange(4), torch.arange(4)).tolist():
            sick = x.clone()
            sick[..., row, column] = torch.nan
            value = planes(trace(model, sick).records[-1])[cell.channel, cell.row, cell.column]
            assert bool(value.isnan()) == bool(field[row, column]), (cell, row, column)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if "mask" in n or "causal" in n])
def test_a_token_sees_no_later_one(name: str) -> None:
    _, _, result = _traced(name)
    for token in (0, 7, 15):
        field = receptive_field(result, Cell(result.records[-1].name, 0, token, 3))
        assert field.ravel().nonzero()[0].tolist() == list(range(token + 1))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_multiply_adds_are_those_of_pytorchs_counter(name: str) -> None:
    model, x, result = _traced(name)
    # A mask's place in the formula of attention is known to the counter; its CPU kernel is not.
    counter, plainly = FlopCounterMode(display=False), sdpa_kernel(SDPBackend.MATH)
    # With gradients, since without them a layer may take a kernel that it does not know either.
    with torch.set_grad_enabled("attention" in name), counter, plainly:
        model(x)
    found = sum(cost.multiply_adds for cost in layer_costs(result))
    assert found == counter.get_total_flops() // 2


@pytest.mark.parametrize("depth", [1, 2])
def test_an_encoder_is_followed_by_its_slopes(depth: int) -> None:
    torch.manual_seed(depth)
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    whole = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
    model = Does(lambda x, encoder: encoder(_tokens(x)), layer if depth == 1 else whole).eval()
    x = torch.randn(1, 2, 4, 4)
    result, cell = trace(model, x), Cell("layers.0", 0, 3, 5)
    found = pixel_shares(result, cell)
    assert found.total == pytest.approx(found.value, rel=1e-4)
    assert "layers.0" in found.tangents
    leaf = x.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(model(leaf)[0, 3, 5], leaf)
    torch.testing.assert_close(torch.from_numpy(found.slopes).float(), slopes[0])
    # The products with weights: attention's four of 8x8, the two of 8x16; and the attention.
    count = next(c for c in layer_costs(result) if c.name == "layers.0").multiply_adds
    assert count == depth * (16 * (4 * 64 + 2 * 128) + 2 * 16 * 16 * 8)


def test_an_attention_that_is_trained_on_leaves_its_trace_alone() -> None:
    model, _, result = _traced("attention layer")
    cell = Cell(result.records[-1].name, 0, 2, 3)
    before = pixel_shares(result, cell)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    after = pixel_shares(result, cell)
    assert (before.shares == after.shares).all() and before.constant == after.constant
