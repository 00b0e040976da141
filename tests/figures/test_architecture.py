"""The picture of a network: of one that ran, and of one that is only planned."""

from __future__ import annotations

import pytest
import torch

from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.starts import STARTS
from cnnviz.core.trace import trace
from cnnviz.figures.architecture import architecture


@pytest.mark.parametrize("name", ["small_cnn", "ann", "deeper", "resnet"])
def test_a_plan_is_drawn_as_the_network_that_is_built_of_it(name: str) -> None:
    plan = STARTS[name]
    result = trace(build(plan, seed=0).eval(), torch.zeros(1, *plan.input_shape))
    built = architecture(result.records, layer_costs(result))
    rows = outline(plan).rows
    assert architecture(rows, rows).to_dict() == built.to_dict()
