"""Definition files: written and read back, and what strangers may write instead."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from cnnviz import load_pretrained
from cnnviz.core.images import Preparation
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.definition import DefinitionError, load_definition, save_definition
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.graph.settings import GraphNode
from cnnviz.core.networks.network import Head, Network, Origin

DIGITS = tuple("0123456789")


def graph_network() -> Network:
    torch.manual_seed(0)
    nodes = [
        GraphNode("conv1", "convolution", ("input",), {"padding": [1, 1]}),
        GraphNode("relu1", "relu", ("conv1",)),
        GraphNode("scale", "multiply", ("relu1", None)),
        GraphNode("sum", "add", ("conv1", "scale")),
        GraphNode("pool", "max_pool", ("sum",), {"kernel_size": [2, 2]}),
        GraphNode("flat", "flatten", ("pool",)),
        GraphNode("dense", "dense", ("flat",)),
        GraphNode("soft", "softmax", ("dense",), {"dim": 1}),
    ]
    tensors = {
        "conv1.weight": torch.randn(4, 3, 3, 3),
        "conv1.bias": torch.randn(4),
        "scale.input_1": torch.randn(1, 4, 1, 1),
        "dense.weight": torch.randn(5, 64),
    }
    preparation = Preparation((3, 8, 8), (0.5, 0.4, 0.3), (0.2, 0.2, 0.2))
    model = GraphModel(nodes, tensors, "soft")
    return Network("", "Own", model, preparation, tuple("abcde"), Head.SOFTMAX, source="me")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_shipped_networks_come_back_bit_for_bit(name: str) -> None:
    model, spec = load_pretrained(name), ARCHITECTURES[name]
    network = Network(
        name, spec.title, model, Preparation(spec.input_shape), DIGITS, is_digits=True
    )
    definition, weights = save_definition(network)
    again = load_definition(definition, weights)
    x = torch.rand(2, *spec.input_shape)
    assert torch.equal(again.model(x), model(x))
    assert (again.title, again.classes, again.is_digits) == (spec.title, DIGITS, True)
    assert again.origin is Origin.DEFINITION
    assert not again.model.training
    assert json.loads(definition)["model"] == {"kind": "architecture", "name": name}


def test_graphs_come_back_bit_for_bit() -> None:
    network = graph_network()
    again = load_definition(*save_definition(network))
    x = torch.rand(2, 3, 8, 8)
    assert torch.equal(again.model(x), network.model(x))
    assert again.preparation == network.preparation
    assert (again.head, again.source, again.title) == (Head.SOFTMAX, "me", "Own")
    assert save_definition(again) == save_definition(network)
    assert isinstance(again.model.conv1, nn.Conv2d)
    assert not any(p.requires_grad for p in again.model.parameters())


def test_the_key_is_the_content() -> None:
    definition, weights = save_definition(graph_network())
    first = load_definition(definition, weights)
    assert first == load_definition(definition, weights)
    assert len(first.key) == 16
    tensors = safetensors.torch.load(weights)
    tensors["dense.weight"][0, 0] += 1
    assert first != load_definition(definition, safetensors.torch.save(tensors))
    assert first != load_definition(definition.replace(b'"Own"', b'"Her"'), weights)


def test_a_module_of_ones_own_is_refused() -> None:
    network = Network("", "Mine", nn.Sequential(nn.Flatten()), Preparation((1, 4, 4)), ())
    with pytest.raises(DefinitionError, match="'Mine' is a Python module of its own"):
        save_definition(network)


Change = Callable[[dict[str, Any]], None]


def setting(*path: Any) -> Change:
    """Sets a value deep inside: the path's last part."""

    def change(definition: dict[str, Any]) -> None:
        target: Any = definition
        for part in path[:-2]:
            target = target[part]
        target[path[-2]] = path[-1]

    return change


def deleting(*path: Any) -> Change:
    def change(definition: dict[str, Any]) -> None:
        target: Any = definition
        for part in path[:-1]:
            target = target[part]
        del target[path[-1]]

    return change


NODES = ("model", "nodes")
WRONG: list[tuple[Change, str]] = [
    (setting("format", "other"), "no object with"),
    (setting("version", 2), "reads version 1"),
    (setting("version", True), "reads version 1"),
    (setting("extra", 1), "'extra', which is not known"),
    (setting("title", 5), "title is no text"),
    (setting("title", "x" * 500), "title is no text"),
    (setting("input_shape", [3, 8]), "list of 3 integers"),
    (setting("input_shape", [3, 8, 10**9]), "out of bounds"),
    (setting("input_shape", [3, 8, 8.0]), "list of 3 integers"),
    (setting("mean", [1, 2]), "list of 3 numbers"),
    (setting("deviation", [0, 1, 1]), "deviation must be positive"),
    (setting("classes", "abcde"), "no list of short names"),
    (setting("classes", [1, 2, 3, 4, 5]), "no list of short names"),
    (setting("head", "unknown"), "head is none of"),
    (setting("head", ["logits"]), "head is none of"),
    (setting("is_digits", 1), "neither true nor false"),
    (deleting("model"), "neither an architecture nor a plan nor a graph"),
    (setting("model", "kind", "pickle"), "neither an architecture nor a plan nor a graph"),
    (setting("model", {"kind": "architecture", "name": "gpt"}), "architecture is none of"),
    (setting("model", {"kind": "architecture", "name": ["mlp"]}), "architecture is none of"),
    (setting("model", {"kind": "architecture", "name": "mlp"}), "mlp takes"),
    (setting("model", "output", "nothing"), "which no layer computes"),
    (setting("model", "output", "input"), "which no layer computes"),
    (setting("model", "output", None), "lacks its nodes or its output"),
    (setting("model", "nodes", []), "0 nodes"),
    (setting("model", "one_by_one", "yes"), "lacks its nodes"),
    (setting(*NODES, 0, "name", "forward"), "cannot be called 'forward'"),
    (setting(*NODES, 0, "name", "a.b"), "cannot be called 'a.b'"),
    (setting(*NODES, 0, "name", "<b>"), "cannot be called"),
    (setting(*NODES, 0, "name", "conv1" * 30), "cannot be called"),
    (setting(*NODES, 1, "name", "conv1"), "two layers are called 'conv1'"),
    (setting(*NODES, 1, "op", "system"), "'system', which is not known"),
    (setting(*NODES, 1, "inputs", ["soft"]), "not computed before"),
    (setting(*NODES, 1, "inputs", ["relu1"]), "not computed before"),
    (setting(*NODES, 1, "inputs", []), "exactly one input"),
    (setting(*NODES, 1, "inputs", [None]), "exactly one input"),
    (setting(*NODES, 1, "inputs", "conv1"), "not written as a node is"),
    (setting(*NODES, 1, "attributes", {"inplace": True}), "'inplace', which is not known"),
    (setting(*NODES, 1, "extra", 0), "not written as a node is"),
    (setting(*NODES, 2, "inputs", ["relu1", None, None]), "cannot take 3 inputs"),
    (setting(*NODES, 3, "inputs", ["conv1", "flat"]), "not computed before"),
    (setting(*NODES, 3, "inputs", ["conv1", "input"]), "does not fit what it reads"),
    (setting(*NODES, 4, "attributes", {}), "has no kernel_size"),
    (setting(*NODES, 4, "attributes", {"kernel_size": [0, 2]}), "at least 1"),
    (setting(*NODES, 4, "attributes", {"kernel_size": ["2", 2]}), "at least 1"),
    (setting(*NODES, 4, "attributes", {"kernel_size": [2] * 9}), "spatial dimensions"),
    (setting(*NODES, 0, "attributes", {"padding": [10**7, 10**7]}), "take more than"),
    (setting(*NODES, 0, "attributes", {"groups": 3}), "groups cannot share"),
    (setting(*NODES, 7, "attributes", {"dim": 7}), "does not run"),
    (setting(*NODES, 7, "op", "not"), "'dim', which is not known"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_wrong_definition_gets_one_sentence(change: Change, said: str) -> None:
    definition, weights = save_definition(graph_network())
    written = json.loads(definition)
    change(written)
    with pytest.raises(DefinitionError) as caught:
        load_definition(json.dumps(written).encode(), weights)
    text = str(caught.value)
    assert said in text
    assert text.startswith("This definition cannot be used: ")
    assert text.endswith(".")
    assert "\n" not in text


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": NaN}', b"9" * 10_000],
)
def test_what_is_no_definition_gets_one_sentence(content: bytes) -> None:
    with pytest.raises(DefinitionError, match="This definition cannot be used: it "):
        load_definition(content, b"")


def tensors() -> dict[str, torch.Tensor]:
    return safetensors.torch.load(save_definition(graph_network())[1])


def changed(name: str, value: torch.Tensor | None) -> bytes:
    state = tensors()
    if value is None:
        del state[name]
    else:
        state[name] = value
    content: bytes = safetensors.torch.save(state)
    return content


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (b"", "not a whole safetensors file"),
        (b"\xff" * 100, "not a whole safetensors file"),
        (changed("dense.weight", None), "has no tensor called weight"),
        (changed("dense.weight", torch.zeros(5, 63)), "does not fit what it reads"),
        (changed("dense.weight", torch.zeros(5, 64, dtype=torch.int64)), "weight of floats"),
        (changed("dense.weight", torch.full((5, 64), torch.nan)), "not a number"),
        (changed("dense.weight", torch.full((5, 64), 3e38)), "finite numbers"),
        (changed("dense.weight", torch.zeros(5, 64, dtype=torch.bfloat16)), "kind that is not"),
        (changed("dense.weight", torch.zeros(5, 64, dtype=torch.float64)), "does not run"),
        (changed("conv1.bias", torch.zeros(9)), "needs 4 numbers as its bias"),
        (changed("other.weight", torch.zeros(1)), "belongs to no layer"),
        (changed("dense.other", torch.zeros(1)), "'other', which is not known"),
        (changed("dense", torch.zeros(1)), "belongs to no layer"),
        (changed("scale.input_1", torch.zeros(9)), "does not fit what it reads"),
    ],
)
def test_wrong_weights_get_one_sentence(weights: bytes, said: str) -> None:
    definition = save_definition(graph_network())[0]
    with pytest.raises(DefinitionError, match=said):
        load_definition(definition, weights)


def test_what_is_too_large_is_refused_before_it_is_computed() -> None:
    definition, weights = save_definition(graph_network())
    for limits, said in (
        (Limits(nodes=3), "8 nodes; 1 to 3"),
        (Limits(parameters=100), "parameters"),
        (Limits(file_bytes=50), "larger than"),
        (Limits(activation_bytes=2000), "take more than"),
        (Limits(multiply_adds=1000), "multiplications"),
    ):
        with pytest.raises(DefinitionError, match=said):
            load_definition(definition, weights, limits=limits)


def test_values_that_only_a_run_would_show() -> None:
    network = graph_network()
    node = GraphNode("taken", "take", ("relu1", None), {"dim": 1})
    model = network.model
    assert isinstance(model, GraphModel)
    nodes = [*model.graph_nodes[:2], node, *model.graph_nodes[2:]]
    state = model.state_dict() | {"taken.input_1": torch.tensor([99])}
    written = json.loads(save_definition(network)[0])
    row = {"name": "taken", "op": "take", "inputs": ["relu1", None], "attributes": {"dim": 1}}
    written["model"]["nodes"].insert(2, row)
    assert len(nodes) == len(written["model"]["nodes"])
    with pytest.raises(DefinitionError, match="does not run"):
        load_definition(json.dumps(written).encode(), safetensors.torch.save(state))


@pytest.mark.slow
def test_mutated_definitions() -> None:
    """Bytes of either file changed: opened or refused in a sentence, never anything else."""
    definition, weights = save_definition(graph_network())
    rng, opened = np.random.default_rng(0), 0
    for i in range(600):
        files = [bytearray(definition), bytearray(weights)]
        chosen = files[i % 2]
        for _ in range(rng.integers(1, 4)):
            chosen[rng.integers(min(len(chosen), 700))] = rng.integers(256)
        try:
            load_definition(bytes(files[0]), bytes(files[1]))
            opened += 1
        except DefinitionError as error:
            assert "\n" not in str(error)
            assert len(str(error)) < 500
    print(opened, "of 600 opened")
    assert opened < 400


@pytest.mark.slow
def test_definitions_with_other_values() -> None:
    """Every value in the JSON replaced by each of some strange ones."""
    definition, weights = save_definition(graph_network())
    strange = [None, True, -1, 0, 2**31, 2**70, 1e308, "", "x" * 10_000, [], {}, [[[]]], ["input"]]

    def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        return [
            found
            for key in keys
            for found in [
                (*path, key),
                *(places(value[key], (*path, key)) if isinstance(value[key], dict | list) else []),
            ]
        ]

    original = json.loads(definition)
    for path in places(original):
        for value in strange:
            written = copy.deepcopy(original)
            setting(*path, value)(written)
            try:
                load_definition(json.dumps(written).encode(), weights)
            except DefinitionError as error:
                assert "\n" not in str(error)
