"""Definition files of networks that were defined on a form."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from cnnviz.core.images import Preparation
from cnnviz.core.networks.definition import (
    DefinitionError,
    can_be_written,
    load_definition,
    save_definition,
)
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.plan.build import PlannedNetwork, build
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.starts import STARTS
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.surgery.change import edit_network
from cnnviz.core.surgery.edits import LayerEdit, NetworkEdit
from tests.core.networks.plan.plans import ZOO, random_plan
from tests.core.networks.test_definition import Change, deleting, setting

PLAN = NetworkPlan((3, 9, 8), 4, (Block(4, 3, batch_norm=True), Block(5, 2)), dense=(6,))


def planned(plan: NetworkPlan = PLAN) -> Network:
    model = build(plan, seed=0).eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return Network("", "Mine", model, Preparation(plan.input_shape), ("a",) * plan.classes)


def check_round_trip(network: Network) -> None:
    assert can_be_written(network)
    definition, weights = save_definition(network)
    before = torch.get_rng_state()
    again = load_definition(definition, weights)
    assert torch.equal(torch.get_rng_state(), before)
    x = torch.rand(2, *network.input_shape)
    assert torch.equal(again.model(x), network.model(x))
    assert again.origin is Origin.DEFINITION
    assert not again.model.training
    assert not any(p.requires_grad for p in again.model.parameters())
    assert save_definition(again) == (definition, weights)
    if isinstance(network.model, PlannedNetwork):
        assert isinstance(again.model, PlannedNetwork)
        assert again.model.plan == network.model.plan


@pytest.mark.parametrize("name", [*STARTS, *ZOO])
def test_planned_networks_come_back_bit_for_bit(name: str) -> None:
    check_round_trip(planned((STARTS | ZOO)[name]))


def test_random_planned_networks_come_back_bit_for_bit() -> None:
    chance, done = random.Random(1), 0
    while done < 40:
        plan = random_plan(chance)
        if outline(plan).broken is None:
            check_round_trip(planned(plan))
            done += 1


def test_what_is_written_is_the_plan() -> None:
    written = json.loads(save_definition(planned())[0])
    assert written["model"] == {"kind": "plan", "plan": PLAN.to_json()}


def test_a_changed_copy_is_not_written_as_the_plan_it_was() -> None:
    network = planned()
    edit = NetworkEdit((LayerEdit("pool1", kind="average"),))
    edited = edit_network(network.model, edit, PLAN.input_shape)
    assert edited.misfit is None
    changed = Network("", "Changed", edited.model, network.preparation, network.classes)
    assert can_be_written(network) and not can_be_written(changed)
    with pytest.raises(DefinitionError, match="'Changed' is a Python module of its own"):
        save_definition(changed)


P = ("model", "plan")
WRONG: list[tuple[Change, str]] = [
    (deleting(*P), "of its plan, a plan of a network must be an object"),
    (setting(*P, []), "must be an object"),
    (setting(*P, "colour", 1), "nothing called 'colour'"),
    (setting(*P, "blocks", {}), "blocks must be a list"),
    (setting(*P, "blocks", [1]), "a block must be an object"),
    (setting(*P, "blocks", [{}] * 9), "at most 4"),
    (setting(*P, "blocks", 0, "kernal", 3), "nothing called 'kernal'"),
    (setting(*P, "blocks", 0, "kernel", 3.0), "kernel must be a whole number"),
    (setting(*P, "blocks", 0, "kernel", 10**12), "kernel must be a whole number"),
    (setting(*P, "blocks", 0, "filters", "9" * 5000), "filters must be a whole number"),
    (setting(*P, "blocks", 0, "filters", 5), "weights are not those of its plan"),
    (setting(*P, "blocks", 0, "activation", "gelu"), ""),
    (setting(*P, "blocks", 0, "batch_norm", False), "weights are not those of its plan"),
    (setting(*P, "blocks", 0, "pool", ["max"]), "pool must be one of"),
    (setting(*P, "blocks", 0, "pool_size", 8), "its plan is impossible, pool1: kernel_size 8"),
    (setting(*P, "blocks", 1, "kernel", 7), "its plan is impossible, conv2: kernel_size covers 7"),
    (setting(*P, "ending", "none"), "ending must be one of"),
    (setting(*P, "dense", [10**9]), "dense must be a whole number"),
    (setting(*P, "dropout", "much"), "dropout must be in"),
    (setting(*P, "classes", 10**9), "classes must be a whole number"),
    (setting(*P, "classes", 5), "weights are not those of its plan"),
    (setting(*P, "input_shape", [1, 9, 8]), "its plan takes (1, 9, 8)"),
    (setting(*P, "input_shape", [3, 9, 8000]), "must be a whole number from 1 to 256"),
    (setting(*P, "architecture", "lenet5"), "which is no plan of blocks"),
    (setting(*P, "architecture", None), "architecture must be a name"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_wrong_plan_gets_one_sentence(change: Change, said: str) -> None:
    definition, weights = save_definition(planned())
    written = json.loads(definition)
    change(written)
    content = json.dumps(written).encode()
    if not said:  # another network, and as good a one
        load_definition(content, weights)
        return
    with pytest.raises(DefinitionError) as caught:
        load_definition(content, weights)
    text = str(caught.value)
    assert said in text
    assert text.startswith("This definition cannot be used: ")
    assert text.endswith(".") and "\n" not in text and len(text) < 400


def test_too_large_a_plan_is_refused_before_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    definition, weights = save_definition(planned())
    for limits, said in (
        (Limits(multiply_adds=1000), "multiplications a picture"),
        (Limits(parameters=100), "more than 0 million parameters"),
    ):
        with pytest.raises(DefinitionError, match=said):
            load_definition(definition, weights, limits=limits)
    written = json.loads(definition)
    written["input_shape"] = written["model"]["plan"]["input_shape"] = [3, 256, 256]
    written["model"]["plan"] |= {"blocks": [], "dense": [1024]}

    def built(plan: NetworkPlan) -> nn.Module:
        raise AssertionError("built")

    monkeypatch.setattr("cnnviz.core.networks.written_model.build", built)
    with pytest.raises(DefinitionError, match="dense1: too many parameters"):
        load_definition(json.dumps(written).encode(), weights)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("conv1.weight", None),
        ("conv1.weight", torch.zeros(4, 3, 3, 2)),
        ("bn1.running_var", None),
        ("other", torch.zeros(1)),
    ],
)
def test_weights_must_fit(name: str, value: torch.Tensor | None) -> None:
    definition, weights = save_definition(planned())
    state = safetensors.torch.load(weights)
    if value is None:
        del state[name]
    else:
        state[name] = value
    with pytest.raises(DefinitionError, match="its weights are not those of its plan"):
        load_definition(definition, safetensors.torch.save(state))


def test_mutated_files_get_one_sentence() -> None:
    """Bytes of either file changed: opened or refused in a sentence, never anything else."""
    definition, weights = save_definition(planned())
    rng, opened = np.random.default_rng(0), 0
    for i in range(400):
        files = [bytearray(definition), bytearray(weights)]
        chosen = files[i % 2]
        for _ in range(rng.integers(1, 4)):
            chosen[rng.integers(min(len(chosen), 1200))] = rng.integers(256)
        try:
            load_definition(bytes(files[0]), bytes(files[1]))
            opened += 1
        except DefinitionError as error:
            assert "\n" not in str(error) and len(str(error)) < 500
    assert 0 < opened < 250


def test_plans_with_other_values_get_one_sentence() -> None:
    """Every value of the plan replaced by each of some strange ones."""
    definition, weights = save_definition(planned())
    strange: list[Any] = [None, True, -1, 0, 2**31, 2**70, 1e308, "", "x" * 10_000, [], {}, [[[]]]]
    original = json.loads(definition)
    plan = original["model"]["plan"]
    paths: list[tuple[Any, ...]] = [(key,) for key in plan]
    paths += [("blocks", 0), ("dense", 0), ("input_shape", 1)]
    paths += [("blocks", 0, key) for key in plan["blocks"][0]]
    for path in paths:
        for value in strange:
            written = copy.deepcopy(original)
            setting(*P, *path, value)(written)
            try:
                load_definition(json.dumps(written).encode(), weights)
            except DefinitionError as error:
                assert "\n" not in str(error) and len(str(error)) < 500
