"""What each cell adds to the answer, against autograd on the frozen network."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from cnnviz.core.explore.cells import planes
from cnnviz.core.explore.influence import answer_cell, answer_shares, telling_cell
from cnnviz.core.trace import trace
from tests.core.explore.networks import UNUSUAL

SMALL = nn.Sequential(
    *(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3), nn.ReLU()),
    *(nn.Flatten(), nn.Linear(4 * 9, 7), nn.ReLU(), nn.Linear(7, 5)),
)


def test_the_shares_are_value_times_gradient_of_the_winning_logit() -> None:
    torch.manual_seed(3)
    model = SMALL.eval()
    x = torch.rand(1, 1, 12, 12)
    result = trace(model, x)
    for place, record in enumerate(result.records[1:-1]):
        # Everything behind this layer, run once more with its output as a leaf.
        leaf = record.output.detach().clone().requires_grad_()
        nn.Sequential(*list(model)[place + 1 :])(leaf).max().backward()
        expected = (leaf.grad * leaf)[0].double().reshape(planes(record).shape)
        torch.testing.assert_close(
            answer_shares(result, record.name), expected, rtol=1e-4, atol=1e-6
        )
        cell = telling_cell(result, record.name, 1)
        if bool((expected[1] > 0).any()):
            assert expected[1][cell.row, cell.column] == expected[1].max()


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # it may copy
@pytest.mark.parametrize("name", UNUSUAL)
def test_every_map_of_every_network_has_a_cell_that_exists(name: str) -> None:
    torch.manual_seed(1)
    result = trace(UNUSUAL[name]().eval(), torch.randn(1, 3, 6, 6))
    for record in result.records:
        values = planes(record)
        for channel in {0, len(values) - 1}:
            cell = telling_cell(result, record.name, channel)
            assert cell.value(result) == float(values[channel, cell.row, cell.column])


def test_the_answer_is_the_largest_number_of_the_last_layer() -> None:
    torch.manual_seed(4)
    result = trace(SMALL.eval(), torch.rand(1, 1, 12, 12))
    assert answer_cell(result).channel == int(result.logits.argmax())


def test_a_map_that_is_shut_has_its_first_cell() -> None:
    result = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), torch.zeros(1, 1, 5, 5))
    record = result.records[-1]
    with torch.no_grad():
        record.output.zero_()
    cell = telling_cell(result, record.name, 1)
    assert (cell.row, cell.column) == (0, 0)
