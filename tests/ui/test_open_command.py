"""``python -m cnnviz open``: what it reads, and what it says where it cannot."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from cnnviz.core.networks.definition import save_definition
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.ui.open_command import add_open, read_network

BUILD = """
import torch
from torch import nn

def build():
    return nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 36, 3))
"""


def options(*words: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_open(parser.add_subparsers(required=True))
    return parser.parse_args(["open", *map(str, words)])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(BUILD, "utf-8")
    return path


def test_ones_own_python(place: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("apple\n\n banana \ncherry\n", "utf-8")
    given = options(
        f"{place}:build", "--input", "3x8x8", "--classes", names, "--mean", "0.5,0.4,0.3"
    )
    network = read_network(given)
    assert network.classes == ("apple", "banana", "cherry")
    assert network.input_shape == (3, 8, 8)
    assert network.preparation.mean == (0.5, 0.4, 0.3)


def test_a_definition_with_its_weights(tmp_path: Path) -> None:
    definition, weights = save_definition(shipped_network("lenet5"))
    (tmp_path / "x.json").write_bytes(definition)
    (tmp_path / "x.safetensors").write_bytes(weights)
    given = options(tmp_path / "x.json", "--weights", tmp_path / "x.safetensors")
    assert read_network(given).is_digits
    with pytest.raises(ValueError, match="--weights"):
        read_network(options(tmp_path / "x.json"))


@pytest.mark.parametrize("name", ["missing.onnx", "missing.json", "missing.py:build"])
def test_a_missing_file_is_one_sentence(tmp_path: Path, name: str) -> None:
    given = options(tmp_path / name, "--weights", tmp_path / "none.safetensors")
    with pytest.raises(ValueError, match="missing") as caught:
        read_network(given)
    assert "\n" not in str(caught.value)


def test_names_that_are_no_text_are_one_sentence(place: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="cannot be read as text"):
        read_network(options(f"{place}:build", "--input", "3x8x8", "--classes", names))


@pytest.mark.parametrize(
    "words", [("--input", "3x8"), ("--input", "0x8x8"), ("--input", "axbxc"), ("--mean", "half")]
)
def test_wrong_words_are_refused(
    words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        options("mine.py:build", *words)
    assert "write" in capsys.readouterr().err
