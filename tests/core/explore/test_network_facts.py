"""A network in numbers: parameters, multiply-adds, how far its last maps see, how long it takes."""

from __future__ import annotations

import time

import pytest
import torch
from torch import nn

from cnnviz.core.explore.network_facts import NetworkFacts, network_facts
from cnnviz.core.explore.running_time import median_milliseconds
from cnnviz.core.images import Preparation
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.shipped import shipped_network


def network(*layers: nn.Module, side: int = 20) -> Network:
    return Network("k", "t", nn.Sequential(*layers).eval(), Preparation((1, side, side)), ())


def test_a_stack_of_windows_by_hand() -> None:
    """Fields: 5, then 5 + 1 = 6 by the pooling, then 6 + 2 * 2 = 10."""
    layers = (nn.Conv2d(1, 2, 5), nn.MaxPool2d(2), nn.Conv2d(2, 3, 3), nn.Flatten())
    found = network_facts(network(*layers, nn.Linear(108, 10)))
    work = 2 * 16 * 16 * 25 + 3 * 6 * 6 * 18 + 108 * 10
    assert found == NetworkFacts(52 + 57 + 1090, work, "2", 10)


def test_maps_of_one_cell_are_no_places_any_more() -> None:
    layers = (nn.Conv2d(1, 2, 3), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten())
    found = network_facts(network(*layers, nn.Linear(2, 10)))
    assert (found.last_maps, found.field) == ("1", 3)


def test_without_maps_there_is_no_field() -> None:
    found = network_facts(shipped_network("mlp"))
    assert (found.parameters, found.last_maps, found.field) == (109_386, "", None)


def test_lenets_last_maps_see_sixteen_pixels() -> None:
    assert network_facts(shipped_network("lenet5")).field == 16


class Sleeper(nn.Module):
    """Sleeps for the times it is given, in turn."""

    def __init__(self, *seconds: float) -> None:
        super().__init__()
        self.seconds = list(seconds)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        time.sleep(self.seconds.pop(0))
        return x


def test_the_time_is_the_median_and_the_first_run_does_not_count() -> None:
    sleeper = Sleeper(0.3, 0.02, 0.3, 0.02, 0.3, 0.02)
    assert 20 <= median_milliseconds(network(sleeper), runs=5) < 250
    assert sleeper.seconds == []
    with pytest.raises(ValueError, match="runs"):
        median_milliseconds(network(nn.Identity()), runs=0)
