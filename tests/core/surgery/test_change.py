"""Changed networks: PyTorch, given the same settings, is the judge."""

from __future__ import annotations

import copy
import random
from dataclasses import replace

import pytest
import torch

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    edited_specs,
)
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit
from cnnviz.core.trace import trace
from tests.core.surgery.networks import NAMES, built, built_so, random_edit


@pytest.mark.parametrize("name", NAMES)
def test_random_legal_edits_against_pytorch(name: str) -> None:
    rng, model = random.Random(name), built(name)
    layers = editable_layers(model, DIGIT_SHAPE)
    state = copy.deepcopy(model.state_dict())
    x = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    before = trace(model, x).logits
    fitting = 0
    for _ in range(40):
        edit = random_edit(rng, layers)
        changed = edit_network(model, edit, DIGIT_SHAPE)
        specs = edited_specs(edit, layers)
        same = built_so(name, specs)
        result, misfit = trace_until_misfit(changed.model, x, changed.form)
        if misfit is None:
            fitting += 1
            with torch.no_grad():
                assert torch.equal(changed.model(x), same(x))
            assert torch.equal(result.logits, same(x))
        else:
            assert changed.misfit is not None
            assert replace(misfit, message="") == replace(changed.misfit, message="")
            assert result.logits.shape == (2, 0)
            if misfit.message:
                with pytest.raises((RuntimeError, ValueError)):
                    same(x)
            else:
                assert misfit.kind is MisfitKind.SUM
        trained = {k: v for k, v in changed.model.state_dict().items()}
        assert trained.keys() == state.keys()
        assert all(torch.equal(trained[key], state[key]) for key in state)
    assert fitting >= 3
    assert torch.equal(trace(model, x).logits, before)
    assert editable_layers(model, DIGIT_SHAPE) == layers


def test_a_layer_that_is_not_there_and_one_edited_twice() -> None:
    with pytest.raises(ValueError, match=r"layer: there is no .*'conv9'; there are conv1, pool1"):
        edit_network(built("lenet5"), NetworkEdit((LayerEdit("conv9", stride=2),)), DIGIT_SHAPE)
    with pytest.raises(ValueError, match="edited twice"):
        NetworkEdit((LayerEdit("conv1", stride=2), LayerEdit("conv1", padding=2)))


def test_the_mlp_has_nothing_to_change_and_says_so() -> None:
    model = built("mlp")
    assert editable_layers(model, DIGIT_SHAPE) == {}
    assert edit_network(model, NetworkEdit(), DIGIT_SHAPE).misfit is None
    with pytest.raises(ValueError, match="no convolution or pooling layer to change"):
        edit_network(model, NetworkEdit((LayerEdit("dense1", stride=2),)), DIGIT_SHAPE)
