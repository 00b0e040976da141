"""In-place operations and views: each record is what its reader read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.trace import LayerKind, trace
from tests.core.plain_call import check_like_a_call, check_records, pictures, same

Step = Callable[[torch.Tensor], torch.Tensor]


class Between(nn.Module):
    """Two convolutions with something in between, whose results are read by known layers."""

    def __init__(self, between: Step) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.between = nn.Conv2d(1, 4, 3, padding=1), between
        self.second = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.second(self.between(self.first(x)))  # type: ignore[no-any-return]


def _adds(y: torch.Tensor) -> torch.Tensor:
    y += 1.5
    return y


def _adds_another(y: torch.Tensor) -> torch.Tensor:
    y += torch.tanh(y)
    return y


def _relu_in_place(y: torch.Tensor) -> torch.Tensor:
    return F.relu_(y)


def _result_is_thrown_away(y: torch.Tensor) -> torch.Tensor:
    F.relu(y, inplace=True)
    y.mul_(2)
    return y


def _relu_on_a_view(y: torch.Tensor) -> torch.Tensor:
    torch.relu_(y[:, 1:3])
    return y


def _writes_a_slice(y: torch.Tensor) -> torch.Tensor:
    y[:, :2] = 0
    y[:, 3] *= 2
    y[..., -1] = y[..., 0]
    return y


def _view_read_after_its_base_changed(y: torch.Tensor) -> torch.Tensor:
    view = y.view(y.shape)
    y.mul_(-1)
    return torch.relu(view)


def _base_read_after_its_view_changed(y: torch.Tensor) -> torch.Tensor:
    view = y.flatten(1)
    view.mul_(-1)
    return torch.relu(y)


def _both_read(y: torch.Tensor) -> torch.Tensor:
    before = torch.relu(y)
    view = y.transpose(2, 3)
    view.neg_()
    return before + torch.relu(y)


def _chunks_changed(y: torch.Tensor) -> torch.Tensor:
    one, two = y.chunk(2, dim=1)
    one.clamp_(min=0)
    two.add_(one)
    return torch.relu(y)


def _chunks_of_a_changed_base(y: torch.Tensor) -> torch.Tensor:
    one, two = torch.split(y, 2, dim=1)
    y.neg_()
    return torch.cat([torch.relu(one), two], dim=1)


def _unbound(y: torch.Tensor) -> torch.Tensor:
    maps = y.unbind(1)
    maps[2].zero_()
    return torch.relu(torch.stack(maps, dim=1))


def _out_argument(y: torch.Tensor) -> torch.Tensor:
    room = torch.empty_like(y)
    torch.mul(y, 2, out=room)
    torch.neg(y, out=y)
    return room + torch.relu(y)


def _filled_room(y: torch.Tensor) -> torch.Tensor:
    room = torch.zeros_like(y)
    room[:, :2] = y[:, 2:]
    room[:, 2:].copy_(torch.relu(y[:, :2]))
    return room


def _data_written(y: torch.Tensor) -> torch.Tensor:
    y.data[:, 0] = 3
    y.detach()[:, 1].fill_(2)
    return torch.relu(y)


def _masked(y: torch.Tensor) -> torch.Tensor:
    y[y < 0] = 0.25
    y.masked_fill_(y > 1, 1)
    return torch.relu(y)


def _added_where_indexed(y: torch.Tensor) -> torch.Tensor:
    y.index_add_(1, torch.tensor([0, 2]), y[:, 1:3].clone())
    return torch.relu(y)


def _kept_then_changed(y: torch.Tensor) -> torch.Tensor:
    kept = y
    kept += 1
    other = y * 1
    kept -= 2
    return torch.relu(other) + torch.relu(y)


BETWEEN = (
    *(_adds, _adds_another, _relu_in_place, _result_is_thrown_away, _relu_on_a_view),
    *(_writes_a_slice, _view_read_after_its_base_changed, _base_read_after_its_view_changed),
    *(_both_read, _chunks_changed, _chunks_of_a_changed_base, _unbound, _out_argument),
    *(_filled_room, _data_written, _masked, _added_where_indexed, _kept_then_changed),
)


@pytest.mark.parametrize("size", [8, 160])  # small and large tensors may be kept in two ways
@pytest.mark.parametrize("between", BETWEEN)
def test_each_record_is_what_its_reader_read(between: Step, size: int) -> None:
    x = pictures(2, size=size)
    result = check_like_a_call(Between(between), x.clone())
    check_records(result, at_least=2)
    first, second = (r for r in result.records if r.kind is LayerKind.CONV)
    assert same(first.output, F.conv2d(x, first.weight, first.bias, padding=1))  # type: ignore[arg-type]
    assert same(second.output, result.logits)


@pytest.mark.parametrize("size", [8, 160])
@pytest.mark.parametrize("between", BETWEEN)
def test_arithmetic_after_something_in_place_is_right_or_refused(between: Step, size: int) -> None:
    result = trace(Between(between), pictures(size=size))
    known = 0
    for record in result.records:
        channels, rows, columns = planes(record).shape
        for cell in {(0, 0, 0), (channels - 1, rows - 1, columns - 1), (channels // 2, 0, 0)}:
            try:
                found = cell_arithmetic(result, Cell(record.name, *cell))
            except ValueError:
                continue
            known += 1
            assert abs(found.total - found.value) <= 1e-5 + 1e-4 * abs(found.value), record.name
    assert known >= 6


@pytest.mark.parametrize("size", [8, 320])
def test_an_input_that_the_model_changes_is_recorded_as_it_came(size: int) -> None:
    class Clamps(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x.clamp_(min=0)
            return torch.tanh(x)

    x = pictures(size=size)
    result = trace(Clamps(), x.clone())
    assert same(result.input, x)
    assert same(result.records[0].output, x)
    assert same(result.logits, torch.tanh(x.clamp(min=0)))
    given, called = x.clone(), x.clone()
    trace(Clamps(), given)
    Clamps()(called)
    assert same(given, called) or same(given, x)


@pytest.mark.parametrize("maps", [2, 20_000])
def test_a_weight_that_changes_after_its_use_is_recorded_as_it_was_used(maps: int) -> None:
    class Drifts(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, maps, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = self.conv(x)
            with torch.no_grad():
                self.conv.weight.add_(1)
            return y + self.conv(x)

    check_records(trace(Drifts(), pictures()), at_least=3)


@pytest.mark.parametrize("size", [8, 320])
def test_what_is_done_with_an_answer_or_an_input_afterwards_changes_no_record(size: int) -> None:
    model, x = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten(), nn.Identity()), pictures(size=size)
    kept: list[torch.Tensor] = []
    model[0].register_forward_hook(lambda module, inputs, output: kept.append(output))
    given = x.clone()
    result = trace(model, given)
    answer = result.logits.clone()
    kept[0].fill_(77)
    given.fill_(77)
    result.logits.fill_(77)
    assert same(result.input, x) and same(result.records[0].output, x)
    assert same(result.records[-1].output, answer)
    check_records(result, at_least=2)


def test_a_trace_stays_when_the_model_is_trained_on() -> None:
    """Weights may be referenced only where nobody can change them meanwhile."""
    torch.manual_seed(0)
    model, x = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 2)), pictures()
    result = trace(model, x)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    check_records(result, at_least=3)
