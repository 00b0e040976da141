"""Networks exported by today's exporter: opened, equal to themselves and to onnxruntime."""

from __future__ import annotations

import io
import warnings

import pytest
import torch
from torch import nn

pytest.importorskip("onnx")
pytest.importorskip("onnxscript")
pytest.importorskip("onnxruntime")

from cnnviz import trace
from cnnviz.core.networks.definition import load_definition, save_definition
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.network import Head
from cnnviz.core.networks.onnx.comparison import compare
from cnnviz.core.networks.onnx.opening import Opened, Wishes, open_model, test_input
from tests.core.networks.onnx.networks import NAMES, exported, network

# Named so for a person; pytest is not to collect it.
picture = test_input
del test_input


@pytest.fixture(scope="module")
def opened() -> dict[str, tuple[nn.Module, Opened]]:
    found = {}
    for name in NAMES:
        model, shape = network(name)
        found[name] = (model, open_model(exported(model, shape), Wishes(title=name), Limits()))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_answers_are_the_networks_own(
    name: str, opened: dict[str, tuple[nn.Module, Opened]]
) -> None:
    model, made = opened[name]
    x = torch.cat([picture(made.network, seed=i) for i in range(3)])
    with torch.no_grad():
        torch.testing.assert_close(made.network.model(x), model(x), rtol=1e-4, atol=1e-5)
    assert not made.network.model.one_by_one
    assert made.network.head is (Head.SOFTMAX if name == "unet" else Head.LOGITS)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_layer_is_onnxruntimes(
    name: str, opened: dict[str, tuple[nn.Module, Opened]]
) -> None:
    made = opened[name][1]
    check = compare(made, picture(made.network))
    assert check is not None
    assert check.program.startswith("onnxruntime ")
    assert len(check.layers) >= 0.8 * len(made.network.model.graph_nodes)
    assert check.largest <= 1e-4, max(check.layers, key=lambda layer: layer.difference)
    print(name, len(check.layers), f"{check.largest:.1e}")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_goes_through_a_definition(name: str, opened: dict[str, tuple[nn.Module, Opened]]) -> None:
    made = opened[name][1].network
    again = load_definition(*save_definition(made))
    x = picture(made)
    assert torch.equal(again.model(x), made.model(x))
    assert save_definition(again) == save_definition(made)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_traces(name: str, opened: dict[str, tuple[nn.Module, Opened]]) -> None:
    made = opened[name][1].network
    x = picture(made)
    result = trace(made.model, x)
    assert torch.equal(result.logits, made.model(x))
    for node in made.model.graph_nodes:
        assert any(record.name.startswith(node.name) for record in result.records), node.name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lenet5", "resnet", "shuffle", "convnext"])
def test_a_file_for_one_picture_takes_several(name: str) -> None:
    model, shape = network(name)
    made = open_model(exported(model, shape, any_batch=False), Wishes(), Limits()).network
    x = torch.cat([picture(made, seed=i) for i in range(3)])
    with torch.no_grad():
        torch.testing.assert_close(made.model(x), model(x), rtol=1e-4, atol=1e-5)
    assert not made.model.one_by_one


@pytest.mark.slow
@pytest.mark.parametrize("opset", [18, 20, 22])
def test_opsets_of_today(opset: int) -> None:
    model, shape = network("mobile")
    made = open_model(exported(model, shape, opset_version=opset), Wishes(), Limits())
    check = compare(made, picture(made.network))
    assert check is not None
    assert check.largest <= 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["resnet", "mobile", "convnext", "unet"])
def test_the_exporter_before(name: str) -> None:
    model, shape = network(name)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(2, *shape),),
            content,
            dynamo=False,
            opset_version=13,
            input_names=["x"],
            dynamic_axes={"x": {0: "batch"}},
        )
    made = open_model(content.getvalue(), Wishes(), Limits())
    check = compare(made, picture(made.network))
    assert check is not None
    assert check.largest <= 1e-4
    assert not made.network.model.one_by_one
    if name == "resnet":
        assert hasattr(made.network.model, "block2_shortcut")
        assert hasattr(made.network.model, "block2_add")


@pytest.mark.slow
def test_names_are_the_modules_own(opened: dict[str, tuple[nn.Module, Opened]]) -> None:
    names = [node.name for node in opened["resnet"][1].network.model.graph_nodes]
    assert {"conv1", "block1_conv2", "block1_add", "block2_shortcut", "flatten"} <= set(names)
    kinds = {type(m) for m in opened["resnet"][1].network.model.children()}
    assert {nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.AdaptiveAvgPool2d, nn.Linear} <= kinds
