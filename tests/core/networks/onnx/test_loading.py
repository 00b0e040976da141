"""The public function: what it says, and what it believes of what its worker says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz.core.images import Preparation
from cnnviz.core.networks.definition import save_definition
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.graph.settings import GraphNode
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.onnx import OnnxError, load_onnx, loading
from cnnviz.core.networks.onnx.process import Said

ROOT = Path(__file__).resolve().parents[4]


def files() -> tuple[bytes, bytes]:
    model = GraphModel([GraphNode("flat", "flatten", ("input",))], {}, "flat")
    return save_definition(Network("", "One", model, Preparation((1, 2, 2)), ()))


def loaded(monkeypatch: pytest.MonkeyPatch, was_ended: bool = False, **frames: bytes) -> Network:
    """What is made of these frames of a worker's."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(loading, "run_worker", lambda parts, limits: Said(frames, was_ended))
    return load_onnx(b"file")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OnnxError, match="pip install -r requirements-onnx"):
        load_onnx(b"file")


def test_what_a_worker_says_becomes_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    definition, weights = files()
    report = {"program": "onnxruntime 1", "layers": [{"layer": "flat", "difference": 0.5}]}
    network = loaded(monkeypatch, D=definition, W=weights, R=json.dumps(report).encode())
    assert network.origin is Origin.ONNX
    assert network.check is not None
    assert (network.check.program, network.check.largest) == ("onnxruntime 1", 0.5)


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"program": "x"}',
        b'{"program": "x", "layers": [{"layer": "other", "difference": 0}]}',
        b'{"program": "x", "layers": [{"layer": "flat", "difference": -1}]}',
        b'{"program": "x", "layers": [{"layer": "flat", "difference": NaN}]}',
        b"[" * 100_000,
    ],
)
def test_a_report_that_is_none_makes_no_badge(
    report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition, weights = files()
    assert loaded(monkeypatch, D=definition, W=weights, R=report).check is None


@pytest.mark.parametrize(
    ("frames", "was_ended", "said"),
    [
        ({"E": b"it is odd"}, False, "This ONNX file cannot be opened: it is odd."),
        ({"M": b"onnx"}, False, "pip install -r requirements-onnx.txt (missing: onnx)."),
        ({}, True, "it took longer than 120 seconds."),
        ({}, False, "more than 8.0 GB of memory."),
        ({"D": b"{}", "W": b""}, False, "cannot be opened: it is no object with"),
        ({"D": b"{}"}, False, "ended early"),
    ],
)
def test_each_failure_is_one_sentence(
    frames: dict[str, bytes], was_ended: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OnnxError) as caught:
        loaded(monkeypatch, was_ended, **frames)
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_late_error_does_not_lose_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    definition, weights = files()
    network = loaded(monkeypatch, was_ended=True, D=definition, W=weights, E=b"too slow")
    assert network.check is None


def test_opening_imports_no_onnx_here_and_the_worker_no_screen() -> None:
    code = (
        "import sys; import cnnviz.core.networks.onnx; "
        "assert not {'onnx', 'onnxruntime'} & set(sys.modules); "
        "import cnnviz.core.networks.onnx.worker; "
        "assert not {'streamlit', 'plotly'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)


def test_through_the_real_worker() -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from tests.core.networks.onnx.hostile import good

    picture = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    settings: dict[str, Any] = {"title": "Good", "classes": list("abcde"), "picture": picture}
    network = load_onnx(good().SerializeToString(), mean=[0.5], deviation=[0.25], **settings)
    assert (network.title, network.classes) == ("Good", tuple("abcde"))
    assert network.preparation == Preparation((1, 8, 8), (0.5,), (0.25,))
    assert network.check is not None
    assert network.check.largest < 1e-4
    assert network.model.conv1.weight.shape == (4, 1, 3, 3)
