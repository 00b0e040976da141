"""A network from one's own Python: what is opened, and what is refused in one sentence."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import nn

from cnnviz.core.networks.network import Origin
from cnnviz.core.networks.python_module import ModuleError, load_python
from cnnviz.core.trace import Head

SHAPE = (3, 8, 8)
SOURCE = """
from __future__ import annotations
from dataclasses import dataclass
import torch
from torch import nn
from parts import Block

@dataclass
class Settings:
    classes: int = 3

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.block, self.fc = Block(), nn.Linear(2 * 36, Settings().classes)

    def forward(self, x):
        return self.fc(self.block(x).flatten(1))

def precise():
    return Net().double()

def soft():
    return nn.Sequential(Net(), nn.Softmax(1))

def fails():
    raise RuntimeError("no such luck\\nand more")

def wrong():
    return 7

ready = Net()
"""
PARTS = """
from torch import nn

class Block(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(3, 2, 3), nn.Dropout(0.5), nn.ReLU())
"""
Place = Callable[[str], str]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "mine.py").write_text(SOURCE, "utf-8")
    (tmp_path / "parts.py").write_text(PARTS, "utf-8")
    return lambda name: f"{tmp_path / 'mine.py'}:{name}"


@pytest.mark.parametrize("name", ["Net", "ready"])
def test_a_class_or_a_module_that_is_ready(place: Place, name: str) -> None:
    network = load_python(place(name), input_shape=SHAPE, classes=["a", "b", "c"])
    assert (network.title, network.origin, network.head) == ("Net", Origin.PYTHON, Head.LOGITS)
    assert not network.model.training
    assert not any(each.requires_grad for each in network.model.parameters())
    assert network.model(torch.zeros(1, *SHAPE)).shape == (1, 3)


def test_a_softmax_at_the_end_is_told(place: Place) -> None:
    assert load_python(place("soft"), input_shape=SHAPE).head == Head.SOFTMAX


def test_another_precision_reads_pictures_all_the_same(place: Place) -> None:
    network = load_python(place("precise"), input_shape=SHAPE)
    plain = load_python(place("Net"), input_shape=SHAPE)
    x = torch.rand(1, *SHAPE)
    assert torch.equal(network.model(x), plain.model(x))


def test_weights_are_put_in_and_change_the_key(place: Place, tmp_path: Path) -> None:
    before = load_python(place("Net"), input_shape=SHAPE)
    state = {key: torch.ones_like(value) for key, value in before.model.state_dict().items()}
    file = tmp_path / "w.safetensors"
    file.write_bytes(safetensors.torch.save(state))
    network = load_python(place("Net"), weights=file, input_shape=SHAPE)
    # 27 products and a bias, then 72 of these and a bias.
    assert network.model(torch.ones(1, *SHAPE)).tolist() == [[72 * 28 + 1] * 3]
    assert network.key != before.key
    assert load_python(place("Net"), weights=file, input_shape=SHAPE).key == network.key


class Trap:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return pytest.fail, ("this was unpickled",)


@pytest.mark.parametrize("content", [pickle.dumps(Trap()), b"", b"\xff" * 99])
def test_weights_of_another_kind_are_never_unpickled(
    place: Place, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "w.pt"
    file.write_bytes(content)
    with pytest.raises(ModuleError) as caught:
        load_python(place("Net"), weights=file, input_shape=SHAPE)
    assert "\n" not in str(caught.value)


def test_weights_of_another_model(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(safetensors.torch.save(nn.Linear(2, 2).state_dict()))
    with pytest.raises(ModuleError) as caught:
        load_python(place("Net"), weights=file, input_shape=SHAPE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing", "there are .*Net"),
        ("fails", "no such luck"),
        ("wrong", "got int"),
        ("two words", "like model.py:build"),
    ],
)
def test_what_cannot_be_built_is_one_sentence(place: Place, name: str, says: str) -> None:
    with pytest.raises(ModuleError, match=says) as caught:
        load_python(place(name), input_shape=SHAPE)
    assert "\n" not in str(caught.value)


def test_an_input_of_the_wrong_shape_says_which_option(place: Place) -> None:
    with pytest.raises(ModuleError, match=r"1 x 8 x 8.*--input"):
        load_python(place("Net"), input_shape=(1, 8, 8))


def test_a_file_that_cannot_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("def build(:\n", "utf-8")
    with pytest.raises(ModuleError, match="cannot be imported") as caught:
        load_python(f"{path}:build", input_shape=SHAPE)
    assert "\n" not in str(caught.value)
