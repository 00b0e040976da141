"""Pixel shares: they and the constant make up the value; the slopes are autograd's."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.explore.ancestors import ancestors
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.pixel_shares import pixel_shares
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import Trace, trace


def _digit() -> torch.Tensor:
    return torch.from_numpy(load_dataset("builtin").images[3210].astype(np.float32) / 255)[
        None, None
    ]


IMAGES = {
    "digit": _digit,
    "zeros": lambda: torch.zeros(1, 1, 28, 28),
    "ones": lambda: torch.ones(1, 1, 28, 28),
}


def _random_cells(answer: Trace, count: int, seed: int) -> list[Cell]:
    rng = np.random.default_rng(seed)
    records = [answer.records[i] for i in rng.integers(len(answer.records), size=count)]
    return [Cell(r.name, *(int(rng.integers(n)) for n in planes(r).shape)) for r in records]


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_shares_and_constant_make_up_the_value(name: str, image: str) -> None:
    answer = trace(load_pretrained(name), IMAGES[image]())
    for cell in _random_cells(answer, 200, seed=1):
        parts = pixel_shares(answer, cell)
        error = abs(parts.total - parts.value)
        assert error <= 1e-3 * abs(parts.value), cell
        # float32 rounds with the size of the layer's numbers.
        assert error <= 1e-5 * float(planes(answer.record(cell.layer)).abs().max()), cell
        assert parts.value == cell.value(answer)
        assert parts.positive + parts.negative == pytest.approx(parts.shares.sum(), abs=1e-9)
        assert parts.exact


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_blank_image_leaves_nothing_but_the_constant(name: str) -> None:
    answer = trace(load_pretrained(name), torch.zeros(1, 1, 28, 28))
    parts = pixel_shares(answer, Cell(answer.records[-1].name, 4))
    assert not parts.shares.any() and parts.slopes.any()
    assert parts.constant == pytest.approx(float(answer.logits[0, 4]), rel=1e-5)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_slopes_are_the_gradient_of_the_network(name: str) -> None:
    model = copy.deepcopy(load_pretrained(name)).double()
    # Noise over the digit keeps the float32 trace away from ties.
    noise = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    x = (0.7 * _digit() + 0.3 * noise).double().requires_grad_()
    logits = model(x)
    # Of the same numbers, and of those that float32 makes of them.
    doubles = trace(model, x.detach())
    singles = trace(load_pretrained(name), x.detach().float())
    for unit in (0, 3, 9):
        (gradient,) = torch.autograd.grad(logits[0, unit], x, retain_graph=True)
        expected, size = gradient[0].numpy(), float(gradient.abs().max())
        for answer, tolerance in ((doubles, 1e-12), (singles, 1e-5)):
            parts = pixel_shares(answer, Cell(answer.records[-1].name, unit))
            np.testing.assert_allclose(parts.slopes, expected, rtol=0, atol=tolerance * size)
            np.testing.assert_allclose(parts.shares, parts.slopes * answer.input[0].numpy())


def test_at_ties_the_winner_is_the_one_pytorch_reports() -> None:
    model = nn.Sequential(nn.MaxPool2d(2))
    parts = pixel_shares(trace(model, torch.full((1, 1, 2, 2), 3.0)), Cell("0", 0))
    assert parts.shares.tolist() == [[[3.0, 0.0], [0.0, 0.0]]]


def test_the_gate_is_shut_at_0_as_in_pytorchs_gradient() -> None:
    answer = trace(nn.Sequential(nn.ReLU()), torch.tensor([[[[0.0, 1.0, -1.0]]]]))
    slopes = [pixel_shares(answer, Cell("0", 0, 0, i)).slopes.ravel().tolist() for i in range(3)]
    assert slopes == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_by_hand() -> None:
    conv = nn.Conv2d(1, 1, (1, 2))
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([[[[2.0, -1.0]]]]))
        assert conv.bias is not None
        conv.bias.fill_(-1.0)
    # 2*3 - 1 - 1 = 4 passes the gate, 2*1 - 5 - 1 = -4 does not.
    answer = trace(nn.Sequential(conv, nn.ReLU()), torch.tensor([[[[3.0, 1.0, 5.0]]]]))
    first, second = (pixel_shares(answer, Cell("1", 0, 0, column)) for column in (0, 1))
    assert first.shares.tolist() == [[[6.0, -1.0, 0.0]]]
    assert (first.constant, first.value, first.positive, first.negative) == (-1, 4, 6, -1)
    assert not second.shares.any() and (second.constant, second.value) == (0, 0)
    inputs = pixel_shares(answer, Cell("input", 0, 0, 2))
    assert inputs.slopes.tolist() == [[[0, 0, 1]]] and inputs.total == inputs.value == 5


class _Everything(nn.Module):
    """Every setting a record can hold, in one piecewise linear network."""

    def __init__(self) -> None:
        super().__init__()
        self.same = nn.Conv2d(2, 4, (4, 3), padding="same", padding_mode="reflect")
        self.norm = nn.BatchNorm2d(4, affine=False)
        self.leaky = nn.LeakyReLU(0.3, inplace=True)
        self.maximum = nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)
        self.circular = nn.Conv2d(4, 4, 3, padding=2, dilation=2, padding_mode="circular")
        self.replicate = nn.Conv2d(4, 4, 3, padding=1, padding_mode="replicate", bias=False)
        self.relu = nn.ReLU(inplace=True)
        self.average = nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True)
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.5)
        self.dense = nn.Linear(4 * 4 * 3, 5)
        assert self.norm.running_mean is not None and self.norm.running_var is not None
        self.norm.running_mean.normal_()
        self.norm.running_var.uniform_(0.5, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maximum(self.leaky(self.norm(self.same(x))))
        x = self.circular(x) + self.replicate(x)
        doubled = self.relu(x)  # in place: both summands are one record
        x = self.average(doubled + x)
        x = x + self.mean(x)  # spread over the map
        result: torch.Tensor = self.dense(self.dropout(torch.flatten(x, 1)))
        return result


def test_every_setting_replays_as_the_network_computed_it() -> None:
    torch.manual_seed(0)
    model, x = _Everything().double().eval(), torch.randn(2, 2, 10, 9, dtype=torch.float64)
    answer = trace(model, x)
    for record in answer.records:
        channels, rows, columns = planes(record).shape
        parts = pixel_shares(answer, Cell(record.name, channels - 1, rows // 2, columns // 2))
        assert parts.total == pytest.approx(parts.value, abs=1e-12), record.name
    live = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(model(live)[0, 2], live)
    parts = pixel_shares(answer, Cell("dense", 2))
    np.testing.assert_allclose(parts.slopes, gradient[0].numpy(), atol=1e-12)
    assert parts.exact and parts.total == pytest.approx(parts.value, rel=1e-12)


@pytest.mark.parametrize(
    "curve",
    [
        nn.Sigmoid(),
        nn.Tanh(),
        nn.GELU(),
        nn.GELU(approximate="tanh"),
        nn.SiLU(),
        nn.ELU(),
        nn.ELU(alpha=0.4),
    ],
    ids=str,
)
def test_a_curve_is_replaced_by_its_tangent_and_said_so(curve: nn.Module) -> None:
    torch.manual_seed(0)
    layers = (nn.Conv2d(1, 3, 3), curve, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(27, 4))
    model = nn.Sequential(*layers).double()
    x = torch.randn(1, 1, 8, 8, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(model(x)[0, 1], x)
    answer = trace(model, x.detach())
    parts = pixel_shares(answer, Cell("4", 1))
    np.testing.assert_allclose(parts.slopes, gradient[0].numpy(), atol=1e-9)
    assert parts.total == pytest.approx(parts.value, abs=1e-12)
    assert parts.tangents == ("1",) and not parts.exact
    assert pixel_shares(answer, Cell("0", 0)).exact  # before the curve


def test_rows_that_hold_several_digits_are_refused_by_name() -> None:
    answer = trace(nn.Sequential(nn.Flatten(0)), torch.rand(2, 1, 4, 4))
    with pytest.raises(ValueError, match="'0'"):
        pixel_shares(answer, Cell(answer.records[-1].name, 0))


def test_a_function_without_a_word_of_its_own_is_taken_by_its_slopes() -> None:
    class Sorted(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.flatten(1).sort(dim=-1).values

    x = torch.rand(1, 1, 3, 3, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(Sorted()(x)[0, 4], x)
    answer = trace(Sorted(), x.detach())
    parts = pixel_shares(answer, Cell(answer.records[-1].name, 4))
    np.testing.assert_array_equal(parts.slopes, gradient[0].numpy())
    assert parts.total == pytest.approx(parts.value) and parts.tangents == ("sort",)


def test_only_what_leads_to_the_layer_is_walked_and_what_is_missing_is_an_error() -> None:
    answer = trace(load_pretrained("resnet"), _digit())
    names = [record.name for record in ancestors(answer, "block2.shortcut_norm")]
    assert "block2.shortcut" in names and "block1.conv1" in names
    assert not {"block2.conv1", "block2.norm2", "output"} & set(names)
    with pytest.raises(KeyError):
        pixel_shares(answer, Cell("nowhere", 0))
    with pytest.raises(IndexError):
        pixel_shares(answer, Cell("output", 10))


def test_the_first_digit_of_a_batch_is_explained_even_without_gradients() -> None:
    model, noise = load_pretrained("lenet5"), torch.rand(1, 1, 28, 28)
    with torch.no_grad():
        alone, batch = trace(model, _digit()), trace(model, torch.cat([_digit(), noise]))
        pairs = [pixel_shares(answer, Cell("output", 2)) for answer in (alone, batch)]
    np.testing.assert_allclose(pairs[0].shares, pairs[1].shares, atol=1e-6)
