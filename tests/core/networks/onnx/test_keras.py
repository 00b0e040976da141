"""A Keras network, channels last and with "same" padding at stride 2, as its exporters write it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.network import Head
from cnnviz.core.networks.onnx import comparison
from cnnviz.core.networks.onnx.opening import Opened, Wishes, open_model

FOLDER = Path(__file__).parent / "keras"
FILES = ["tf2onnx", "keras"]


def opened(name: str) -> Opened:
    return open_model((FOLDER / f"{name}.onnx").read_bytes(), Wishes(), Limits())


@pytest.mark.parametrize("name", FILES)
def test_answers_are_what_keras_said(name: str) -> None:
    network, stored = opened(name).network, np.load(FOLDER / "answers.npz")
    x = torch.from_numpy(stored["x"]).permute(0, 3, 1, 2)
    with torch.no_grad():
        answers = network.model(x).numpy()
    np.testing.assert_allclose(answers, stored["y"], rtol=1e-4, atol=1e-6)
    assert network.input_shape == (3, 32, 32)
    assert network.head is Head.SOFTMAX


@pytest.mark.parametrize("name", FILES)
def test_every_layer_is_onnxruntimes(name: str) -> None:
    made = opened(name)
    x = made.network.preparation.tensor(
        np.random.default_rng(0).random(made.network.input_shape, dtype=np.float32)
    )
    check = comparison.compare(made, x)
    assert check is not None
    assert len(check.layers) >= 13
    assert check.largest <= 1e-5


def test_the_reference_evaluator_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise ModuleNotFoundError("onnxruntime")

    monkeypatch.setattr(comparison, "run_onnxruntime", refuse)
    made = opened("tf2onnx")
    check = comparison.compare(made, torch.rand(1, 3, 32, 32))
    assert check is not None
    assert check.program.startswith("onnx reference evaluator ")
    assert check.largest <= 1e-5


def test_a_wrong_layer_shows() -> None:
    """The comparison must be able to fail."""
    made = opened("tf2onnx")
    with torch.no_grad():
        made.network.model.conv2_1.weight[0, 0, 0, 0] += 0.5
    check = comparison.compare(made, torch.rand(1, 3, 32, 32))
    assert check is not None
    differences = {layer.layer: layer.difference for layer in check.layers}
    assert differences["relu1_1"] < 1e-5
    assert differences["conv2_1"] > 1e-2


def test_layers_have_their_names_and_no_transposes_around() -> None:
    model = opened("tf2onnx").network.model
    children = dict(model.named_children())
    assert [name for name in children if "permute" in name or "channels" in name] == ["permute1"]
    assert isinstance(children["conv2_1"], nn.Conv2d)
    assert isinstance(children["pool1_1"], nn.MaxPool2d)
    assert isinstance(children["dense1_1"], nn.Linear)
    assert children["dense1_1"].bias is not None
    # An even input at stride 2 is padded at its end only, which Conv2d cannot say.
    assert children["conv1"].padding == (0, 0)
    assert "conv1_pad" in children
