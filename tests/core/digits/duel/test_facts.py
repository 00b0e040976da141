"""What decides whether a network minds the place, and what a dense layer knows of neighbours."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.duel.curves import probabilities, small_digits
from cnnviz.core.digits.duel.facts import bound_to_place, reordered_weights, total_stride
from cnnviz.core.digits.duel.moves import shuffled
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.digits.duel.shipped import duel_network
from cnnviz.core.networks.plan.build import build


def test_to_a_dense_layer_the_order_of_its_inputs_is_a_matter_of_naming() -> None:
    """Pixels and the columns of the first weights shuffled alike: the same answers."""
    model = duel_network("mlp").model
    digits = small_digits()[::10]
    mixed = copy.deepcopy(model)
    first = next(layer for layer in mixed.modules() if isinstance(layer, nn.Linear))
    first.weight.data = reordered_weights(first.weight)
    answers = probabilities(model, digits)
    assert np.allclose(probabilities(mixed, shuffled(digits)), answers, atol=1e-5)
    assert not np.allclose(probabilities(model, shuffled(digits)), answers, atol=0.5)


@pytest.mark.parametrize("name", SPECS)
def test_the_total_stride_is_how_far_the_picture_moves_for_one_cell(name: str) -> None:
    """Away from the border, moving a dot by it moves the last maps by exactly one cell."""
    plan = SPECS[name].plan
    stride = total_stride(plan)
    if not plan.blocks:
        assert stride == 1
        return
    layers = list(build(plan, 0).eval().children())
    ends = (nn.AdaptiveMaxPool2d, nn.Flatten)
    maps = nn.Sequential(*layers[: next(i for i, x in enumerate(layers) if isinstance(x, ends))])
    for name, parameter in maps.named_parameters():
        if name.endswith("bias"):  # then black stays black, and the border cannot be told from it
            parameter.data.zero_()
    picture = torch.zeros(1, 1, 28, 28)
    picture[..., 13, 9] = 1
    with torch.no_grad():
        before = maps(picture)
        after = maps(torch.roll(picture, stride, dims=3))
        nearer = maps(torch.roll(picture, 1, dims=3))
    assert before[..., :-2].any()
    assert torch.allclose(before[..., :-2], after[..., 1:-1], atol=1e-6)
    if stride > 1:
        assert not torch.allclose(before[..., :-2], nearer[..., 1:-1], atol=1e-3)


def test_the_weights_that_belong_to_a_place() -> None:
    found = {name: bound_to_place(SPECS[name].plan, build(SPECS[name].plan)) for name in SPECS}
    assert (found["mlp"].some, found["mlp"].all) == (784 * 72, 59_850)
    assert (found["lenet"].some, found["lenet"].all) == (400 * 120, 61_706)
    assert found["global_max"].some == 0
    assert found["mlp"].share > found["lenet"].share > 0.75
