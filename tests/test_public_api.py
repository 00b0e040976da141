"""What can be imported from `cnnviz`."""

from __future__ import annotations

import cnnviz

FIXED = {
    "prepare_digit",
    "prepare_photo",
    "ARCHITECTURES",
    "load_pretrained",
    "trace",
    "ConvSpec",
    "PoolSpec",
    "convolve_steps",
    "pool_steps",
    "load_dataset",
    "fit",
    "Network",
    "load_onnx",
    "show",
}


def test_fixed_names_are_public() -> None:
    assert set(cnnviz.__all__) >= FIXED


def test_every_public_name_exists_is_sorted_and_documented() -> None:
    assert list(cnnviz.__all__) == sorted(cnnviz.__all__)
    for name in cnnviz.__all__:
        value = getattr(cnnviz, name)
        assert value.__doc__, name


def test_nothing_else_is_public() -> None:
    public = {name for name in vars(cnnviz) if not name.startswith("_")}
    assert public - set(cnnviz.__all__) <= {"core", "figures", "ui", "command_line"}
