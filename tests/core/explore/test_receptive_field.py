"""Receptive fields: index arithmetic finds the pixels that a gradient finds."""

from __future__ import annotations

import copy
import time
from typing import Any

import numpy as np
import pytest
import torch
from torch import fx, nn

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.receptive_field import bounding_box, fields_by_layer, receptive_field
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import trace


def _all_paths_open(model: nn.Module) -> nn.Module:
    """A copy whose gradients are positive wherever there is a path, so that none can cancel."""
    model = copy.deepcopy(model).double().eval()
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.ReLU):
                setattr(parent, name, nn.Identity())
            if isinstance(child, nn.MaxPool2d):
                sizes = (child.kernel_size, child.stride, child.padding, child.ceil_mode)
                setattr(parent, name, nn.AvgPool2d(*sizes))
    for parameter in model.parameters():
        nn.init.uniform_(parameter, 0.5, 1)
    return model


class _Outputs(fx.Interpreter):
    """Every node's output, still attached to the input."""

    def __init__(self, model: nn.Module, x: torch.Tensor) -> None:
        super().__init__(fx.symbolic_trace(model))
        self.outputs: list[torch.Tensor] = []
        self.run(x)

    def run_node(self, n: fx.Node) -> Any:
        result = super().run_node(n)
        if n.op != "output":
            self.outputs.append(result)
        return result


def _check_every_layer(model: nn.Module, shape: tuple[int, ...], cells: int) -> None:
    """Random cells of every layer against the gradient of the opened copy."""
    rng = np.random.default_rng(0)
    answer = trace(model.eval(), torch.rand(1, *shape))
    x = torch.rand(1, *shape, dtype=torch.float64, requires_grad=True)
    outputs = _Outputs(_all_paths_open(model), x).outputs
    assert len(outputs) == len(answer.records)
    for record, output in zip(answer.records, outputs, strict=True):
        assert output.shape == record.output.shape
        for _ in range(cells):
            place = [int(rng.integers(n)) for n in planes(record).shape]
            flat = int(np.ravel_multi_index(place, planes(record).shape))
            number = output[0].reshape(-1)[flat]
            (gradient,) = torch.autograd.grad(number, x, retain_graph=True)
            expected = (gradient[0] > 0).any(dim=0).numpy()
            found = receptive_field(answer, Cell(record.name, *place))
            np.testing.assert_array_equal(found, expected, err_msg=f"{record.name} {place}")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_field_is_what_a_gradient_reaches(name: str) -> None:
    _check_every_layer(ARCHITECTURES[name].build(), ARCHITECTURES[name].input_shape, cells=5)


def _pads(mode: Any) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(2, 3, (3, 2), padding=(2, 1), padding_mode=mode),
        nn.Conv2d(3, 2, 3, padding=2, dilation=(1, 2), stride=(1, 2), padding_mode=mode),
    )


SMALL: dict[str, nn.Module] = {
    "dilation": nn.Sequential(nn.Conv2d(2, 2, 3, dilation=(2, 3), padding=(1, 3))),
    "stride beyond the kernel": nn.Sequential(nn.Conv2d(2, 3, 2, stride=3), nn.Conv2d(3, 1, 2)),
    "zeros": _pads("zeros"),
    "reflect": _pads("reflect"),
    "replicate": _pads("replicate"),
    "circular": _pads("circular"),
    "same, even kernel": nn.Sequential(
        nn.Conv2d(2, 2, (4, 2), padding="same"),
        nn.Conv2d(2, 2, (2, 3), padding="same", dilation=(3, 2), padding_mode="reflect"),
    ),
    "ceil mode": nn.Sequential(
        nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True),
        nn.Conv2d(2, 2, 2),
        nn.AvgPool2d((2, 3), stride=2, padding=(1, 1), ceil_mode=True),
    ),
    "padding wider than the kernel": nn.Sequential(
        nn.Conv2d(2, 2, (2, 1), padding=3, padding_mode="replicate"),
        nn.Conv2d(2, 2, 1, padding=2, padding_mode="reflect"),
    ),
    "pooling with holes": nn.Sequential(nn.AvgPool2d(1, stride=2), nn.MaxPool2d(2, stride=3)),
    "flattened": nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(40, 3)),
    "dense along rows": nn.Sequential(nn.Linear(9, 4), nn.ReLU(), nn.Conv2d(2, 2, 3)),
}


# PyTorch's word on its own speed.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@pytest.mark.parametrize("name", SMALL)
def test_small_networks_against_the_gradient(name: str) -> None:
    shape = (2, 10, 9)
    _check_every_layer(SMALL[name], shape, cells=25)


class _SpreadSum(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.mean = nn.Conv2d(2, 2, 3), nn.AdaptiveAvgPool2d(1)
        self.narrow = nn.MaxPool2d(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.narrow(x)
        y = self.conv(x)
        return y + self.mean(y)


def test_a_sum_that_spreads_a_smaller_summand() -> None:
    _check_every_layer(_SpreadSum(), (2, 10, 9), cells=10)


def _field(model: nn.Module, size: tuple[int, int], cell: Cell) -> np.ndarray:
    return receptive_field(trace(model.eval(), torch.zeros(1, 1, *size)), cell)


def test_two_3x3_convolutions_see_5x5() -> None:
    field = _field(
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 1, 3)), (9, 9), Cell("1", 0, 1, 2)
    )
    expected = np.zeros((9, 9), bool)
    expected[1:6, 2:7] = True
    np.testing.assert_array_equal(field, expected)


def test_by_hand() -> None:
    strided = nn.Sequential(nn.Conv2d(1, 1, 1, stride=2), nn.Conv2d(1, 1, 2))
    assert _field(strided, (1 + 2, 5), Cell("1", 0, 0, 1)).astype(int).tolist() == [
        [0, 0, 1, 0, 1],
        [0, 0, 0, 0, 0],
        [0, 0, 1, 0, 1],
    ]
    reflected = nn.Sequential(nn.Conv2d(1, 1, (1, 3), padding=(0, 2), padding_mode="reflect"))
    # Padded columns 2 1 | 0 1 2 3 | 2 1
    assert _field(reflected, (1, 4), Cell("0", 0, 0, 0)).astype(int).tolist() == [[1, 1, 1, 0]]
    assert _field(reflected, (1, 4), Cell("0", 0, 0, 5)).astype(int).tolist() == [[0, 1, 1, 1]]
    wrapped = nn.Sequential(nn.Conv2d(1, 1, (1, 3), padding=(0, 1), padding_mode="circular"))
    assert _field(wrapped, (1, 4), Cell("0", 0, 0, 0)).astype(int).tolist() == [[1, 1, 0, 1]]
    nothing = nn.Sequential(nn.Conv2d(1, 1, 1, padding=1))
    assert not _field(nothing, (3, 3), Cell("0", 0, 0, 0)).any()


class _Cross(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.across = nn.Conv2d(1, 1, (1, 3), padding=(0, 1))
        self.down = nn.Conv2d(1, 1, (3, 1), padding=(1, 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.across(x) + self.down(x)


def test_a_sum_sees_what_either_summand_sees() -> None:
    field = _field(_Cross(), (3, 4), Cell("add", 0, 1, 1))
    assert field.astype(int).tolist() == [[0, 1, 0, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def test_lenets_windows_layer_by_layer() -> None:
    model = ARCHITECTURES["lenet5"].build().eval()
    fields = fields_by_layer(trace(model, torch.zeros(1, 1, 28, 28)), Cell("relu2", 7, 4, 5))
    assert {name: bounding_box(mask) for name, mask in fields.items()} == {
        "input": (6, 8, 20, 22),
        "conv1": (8, 10, 18, 20),
        "relu1": (8, 10, 18, 20),
        "pool1": (4, 5, 9, 10),
        "conv2": (4, 5, 5, 6),
        "relu2": (4, 5, 5, 6),
    }
    for name, mask in fields.items():
        shape = (28, 28) if name in ("input", "conv1", "relu1") else (14, 14)
        assert mask.shape == shape or name in ("conv2", "relu2")


def test_weights_and_gates_do_not_matter() -> None:
    model = ARCHITECTURES["lenet5"].build().eval()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    assert receptive_field(trace(model, torch.zeros(1, 1, 28, 28)), Cell("output", 0)).all()


def test_bounding_box() -> None:
    mask = np.zeros((5, 7), bool)
    assert bounding_box(mask) is None
    mask[1, 2] = mask[3, 6] = True
    assert bounding_box(mask) == (1, 2, 4, 7)


class _Strange(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.sort(dim=-1).values


def test_an_unknown_layer_is_named() -> None:
    answer = trace(nn.Sequential(_Strange(), nn.ReLU()), torch.rand(1, 1, 3, 3))
    with pytest.raises(ValueError, match="sort"):
        receptive_field(answer, Cell("1", 0))
    with pytest.raises(IndexError):
        receptive_field(answer, Cell("1", 1))


def test_resnets_output_takes_under_five_milliseconds() -> None:
    answer = trace(ARCHITECTURES["resnet"].build().eval(), torch.zeros(1, 1, 28, 28))
    times = []
    for _ in range(20):
        start = time.thread_time()
        receptive_field(answer, Cell("output", 0))
        times.append(time.thread_time() - start)
    assert min(times) < 0.005
