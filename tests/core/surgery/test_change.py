"""Changed networks: PyTorch, given the same settings, is the judge."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    edited_specs,
)
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit
from cnnviz.core.trace import LayerKind, trace
from cnnviz.core.windows import ConvSpec, PoolSpec
from tests.core.surgery.networks import NAMES, built, built_so, random_edit
from tests.core.surgery.zoo import ZOO, animal, picture


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


@pytest.mark.parametrize("name", ZOO)
def test_edits_of_any_network_are_what_pytorch_computes_with_these_settings(name: str) -> None:
    model, shape = animal(name)
    layers, x = editable_layers(model, shape), picture(model, shape)
    before = marks_of(model)
    with torch.no_grad():
        answer = model(x)
    weights = {r.path: (r.weight, r.bias) for r in trace(model, x)}
    rng, fitting = random.Random(name), 0
    for round_ in range(12):
        edit = random_edit(rng, layers) if round_ else NetworkEdit()
        changed = edit_network(model, edit, shape)
        result, misfit = trace_until_misfit(changed.model, x, changed.form)
        assert (misfit is None) == (changed.misfit is None)
        specs = edited_specs(edit, layers)
        for record in result:
            if record.path in specs and record.kind in (LayerKind.CONV, LayerKind.POOL):
                spec, (weight, bias) = specs[record.path], weights[record.path]
                assert record.spec == spec
                read = result[record.parents[0]].output
                assert torch.equal(record.output, by_hand(spec, read, weight, bias))
        if misfit is None:
            fitting += 1
            assert torch.equal(result.logits, changed.model(x))
            assert edit or torch.equal(result.logits, answer)
            kinds = {type(p): p.dtype for p in changed.model.parameters()}
            assert set(kinds.values()) == {p.dtype for p in model.parameters()}
    assert fitting >= 1
    assert torch.equal(model(x), answer) and marks_of(model) == before


def by_hand(
    spec: WindowSpec, x: torch.Tensor, weight: torch.Tensor | None, bias: torch.Tensor | None
) -> torch.Tensor:
    """PyTorch's functions with these settings."""
    if isinstance(spec, ConvSpec):
        assert weight is not None
        (top, bottom), (left, right) = spec.pads
        moves = (spec.steps, 0, spec.dilations, spec.groups)
        if spec.padding_mode == "zeros" and spec.padding != "same":
            # Padding inside and outside of the function may round differently.
            return F.conv2d(x, weight, bias, spec.steps, (top, left), *moves[2:])
        if spec.padding == "same" and spec.padding_mode == "zeros":
            return F.conv2d(x, weight, bias, 1, "same", *moves[2:])
        padded = F.pad(x, (left, right, top, bottom), spec.padding_mode)
        return F.conv2d(padded, weight, bias, *moves)
    sizes = (spec.kernel, spec.steps, spec.padding)
    if spec.kind == "max":
        return F.max_pool2d(x, *sizes, spec.dilations, spec.ceil_mode)
    return F.avg_pool2d(x, *sizes, spec.ceil_mode, spec.count_include_pad, spec.divisor_override)


def marks_of(model: nn.Module) -> list[Any]:
    """Everything that an edit could have left in the original: classes, settings, weights."""
    found: list[Any] = []
    for path, module in model.named_modules():
        found.append((path, type(module), module.extra_repr(), len(module._forward_hooks)))
        found += [
            (n, id(t), t.double().sum().item())
            for n, t in module._parameters.items()
            if t is not None
        ]
    return found


def test_what_can_be_changed_in_unusual_networks() -> None:
    wanted = {
        "functions": ["conv"],
        "one pool": ["conv1", "pool", "conv2"],
        "one convolution": ["conv", "other"],
        "pads itself": ["2"],
        "weight norm": ["0", "3"],
    }
    for name, layers in wanted.items():
        assert list(editable_layers(*animal(name))) == layers


def test_one_pool_is_changed_wherever_it_is_called_and_held() -> None:
    model, shape = animal("one pool")
    edit = NetworkEdit((LayerEdit("pool", kind="average", kernel_size=2, padding=1),))
    changed = edit_network(model, edit, shape).model
    records = [record for record in trace_until_misfit(changed, picture(model, shape))[0]]
    pools = [record.spec for record in records if record.kind is LayerKind.POOL]
    assert pools == [PoolSpec("average", 2, 2, 1)] * 2
    assert changed.alias is changed.pool is changed.held[0]  # type: ignore[index]
    assert type(model.pool) is nn.MaxPool2d and isinstance(changed.pool, nn.AvgPool2d)


def test_hooks_and_parametrizations_stay() -> None:
    model, shape = animal("hooked")
    x = picture(model, shape)
    same = copy.deepcopy(model)
    same[2].kernel_size = same[2].stride = 1  # type: ignore[index, union-attr]
    edit = NetworkEdit((LayerEdit("2", stride=1, kernel_size=1),))
    changed = edit_network(model, edit, shape)
    assert torch.equal(changed.model[:4](x), same[:4](x))  # type: ignore[index]
    average = edit_network(model, NetworkEdit((LayerEdit("2", kind="average"),)), shape)
    assert torch.equal(average.model[2](x), 2 * F.avg_pool2d(x, 2, ceil_mode=True))  # type: ignore[index]
    normed, shape = animal("weight norm")
    changed = edit_network(normed, NetworkEdit((LayerEdit("0", padding=2),)), shape)
    assert nn.utils.parametrize.is_parametrized(changed.model[0])  # type: ignore[index]
    assert changed.model.state_dict().keys() == normed.state_dict().keys()


def test_a_network_that_cannot_take_the_input_or_be_copied_is_refused_in_one_sentence() -> None:
    model, _ = animal("grouped")
    with pytest.raises(ValueError, match=r"cannot take an input of 1 x 28 x 28: Given groups=1"):
        editable_layers(model, (1, 28, 28))
    model.stream = (number for number in range(3))  # type: ignore[assignment]
    with pytest.raises(ValueError, match="network cannot be copied: cannot pickle 'generator'"):
        edit_network(model, NetworkEdit(), (3, 15, 16))
