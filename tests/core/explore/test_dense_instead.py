"""Costs of a convolution and of the dense layer in its place, against PyTorch's own layers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.dense_instead import dense_instead
from cnnviz.core.images import Shape
from cnnviz.core.trace import trace
from cnnviz.core.windows import ConvSpec


@pytest.mark.parametrize("picture", [(1, 6, 6), (3, 9, 7)])
@pytest.mark.parametrize("filters", [1, 4])
@pytest.mark.parametrize("spec", [ConvSpec(3), ConvSpec(3, 2, 1), ConvSpec((3, 1), 1, (1, 0))])
def test_both_layers_cost_what_pytorchs_do(picture: Shape, filters: int, spec: ConvSpec) -> None:
    found = dense_instead(picture, filters, spec)
    convolution = nn.Conv2d(picture[0], filters, spec.kernel_size, spec.stride, spec.padding)
    x = torch.zeros(1, *picture)
    assert tuple(convolution(x)[0].shape) == found.output
    dense = nn.Sequential(nn.Flatten(), nn.Linear(x.numel(), convolution(x).numel()))
    for model, parameters, work in (
        (nn.Sequential(convolution), found.convolution, found.convolution_work),
        (dense, found.dense, found.dense_work),
    ):
        assert sum(p.numel() for p in model.parameters()) == parameters
        assert sum(cost.multiply_adds for cost in layer_costs(trace(model, x))) == work
    assert found.parameter_ratio == found.dense / found.convolution
    assert found.work_ratio == found.dense_work / found.convolution_work


def test_a_photograph_by_hand() -> None:
    found = dense_instead((3, 224, 224), 64, ConvSpec(3, padding=1))
    assert found.convolution == 64 * (27 + 1) == 1_792
    assert found.dense == 64 * 224 * 224 * (3 * 224 * 224 + 1)
    assert found.work_ratio == 3 * 224 * 224 / 27


def test_a_kernel_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="kernel"):
        dense_instead((1, 4, 4), 1, ConvSpec(5))
