"""The nine large networks that the onnx package keeps, through the whole way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from cnnviz.core.networks.onnx import load_onnx  # noqa: E402

LIGHT = Path(onnx.__file__).parent / "backend/test/data/light"
FILES = sorted(LIGHT.glob("*.onnx"))


def test_there_are_nine() -> None:
    assert len(FILES) == 9


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_opens_and_every_layer_is_onnxruntimes(path: Path) -> None:
    start = time.perf_counter()
    network = load_onnx(path.read_bytes(), title=path.stem)
    seconds = time.perf_counter() - start
    assert network.input_shape == (3, 224, 224)
    assert network.check is not None
    assert network.check.program.startswith("onnxruntime ")
    assert len(network.check.layers) > 20
    assert network.check.largest <= 1e-4
    print(f"{path.stem}: {len(network.check.layers)} layers, {network.check.largest:.1e}")
    assert seconds < 90
