"""Weights on disk: what is loaded is what was saved, or one sentence says why not."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.pretrained import (
    MANIFEST,
    PRETRAINED,
    WeightsError,
    load_pretrained,
    read_manifest,
    save_pretrained,
)
from cnnviz.core.signs.dataset import load_signs
from cnnviz.core.training.fit import accuracy_on


def _fresh(name: str, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return SHIPPED[name].build()


def _same_weights(one: nn.Module, other: nn.Module) -> bool:
    first, second = one.state_dict(), other.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds a LeNet-5."""
    save_pretrained("lenet5", _fresh("lenet5"), {"note": "for a test"}, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SHIPPED)
def test_what_was_saved_is_loaded(name: str, tmp_path: Path) -> None:
    model = _fresh(name).train()
    for buffer in model.buffers():  # running statistics are weights, too
        buffer.add_(3)
    save_pretrained(name, model, {}, tmp_path)
    loaded = load_pretrained(name, tmp_path)
    assert type(loaded) is type(model)
    assert _same_weights(loaded, model)
    assert not any(module.training for module in loaded.modules())
    assert model.training, "saving leaves the model as it was"


def test_every_load_is_a_model_of_its_own(folder: Path) -> None:
    first, second = load_pretrained("lenet5", folder), load_pretrained("lenet5", folder)
    with torch.no_grad():
        for parameter in first.parameters():
            parameter.fill_(7)
    assert _same_weights(second, _fresh("lenet5"))
    assert _same_weights(load_pretrained("lenet5", folder), _fresh("lenet5"))


def test_loading_in_another_memory_layout_changes_no_value(tmp_path: Path) -> None:
    """Training may leave kernels in channels-last order."""
    model = _fresh("vgg")
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    save_pretrained("vgg", model, {}, tmp_path)
    assert _same_weights(load_pretrained("vgg", tmp_path), _fresh("vgg"))


def test_the_manifest_says_what_is_in_the_file(folder: Path) -> None:
    row = read_manifest(folder)["lenet5"]
    raw = (folder / row["file"]).read_bytes()
    assert row == {
        "architecture": "lenet5",
        "file": "lenet5.safetensors",
        "bytes": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "parameters": 61_706,
        "note": "for a test",
    }


def test_rows_are_in_the_order_of_the_table_and_keep_each_other(tmp_path: Path) -> None:
    deeper = tmp_path / "not" / "there" / "yet"
    for name in ("lenet5", "mlp", "lenet5"):
        save_pretrained(name, _fresh(name), {"from": name}, deeper)
    rows = read_manifest(deeper)
    assert list(rows) == ["mlp", "lenet5"]
    assert [row["from"] for row in rows.values()] == ["mlp", "lenet5"]
    assert _same_weights(load_pretrained("mlp", deeper), _fresh("mlp"))


def test_saving_again_replaces(folder: Path) -> None:
    save_pretrained("lenet5", _fresh("lenet5", seed=1), {}, folder)
    assert _same_weights(load_pretrained("lenet5", folder), _fresh("lenet5", seed=1))
    assert "note" not in read_manifest(folder)["lenet5"]


def test_nothing_else_is_left_in_the_folder(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["lenet5.safetensors", MANIFEST]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_save_that_is_stopped_leaves_the_old_weights_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stop(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop)
        with pytest.raises(type(error)):
            save_pretrained("lenet5", _fresh("lenet5", seed=1), {}, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["lenet5.safetensors", MANIFEST]
    assert _same_weights(load_pretrained("lenet5", folder), _fresh("lenet5"))


def test_a_save_stopped_between_its_two_files_is_noticed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights and manifest that do not belong together are never used."""
    replace, calls = os.replace, []

    def stop_at_second(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError("disk full")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop_at_second)
        with pytest.raises(OSError, match="disk full"):
            save_pretrained("lenet5", _fresh("lenet5", seed=1), {}, folder)
    assert not list(folder.glob("*.tmp"))
    with pytest.raises(WeightsError):
        load_pretrained("lenet5", folder)


def _remove(folder: Path) -> None:
    (folder / "lenet5.safetensors").unlink()


def _make_a_folder_of_it(folder: Path) -> None:
    _remove(folder)
    (folder / "lenet5.safetensors").mkdir()


def _truncate(folder: Path) -> None:
    path = folder / "lenet5.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def _empty(folder: Path) -> None:
    (folder / "lenet5.safetensors").write_bytes(b"")


def _flip_one_bit(folder: Path) -> None:
    path = folder / "lenet5.safetensors"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)


def _replace_by(folder: Path, raw: bytes) -> None:
    """Other bytes under a manifest that vouches for them."""
    (folder / "lenet5.safetensors").write_bytes(raw)
    rows = json.loads((folder / MANIFEST).read_text())
    rows["lenet5"]["sha256"] = hashlib.sha256(raw).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(rows))


def _other_architecture(folder: Path) -> None:
    save_pretrained("lenet5", _fresh("mlp"), {}, folder)


def _other_shapes(folder: Path) -> None:
    model: Any = _fresh("lenet5")
    model.output = nn.Linear(84, 11)
    save_pretrained("lenet5", model, {}, folder)


def _not_safetensors(folder: Path) -> None:
    _replace_by(folder, b"these are no weights at all")


def _no_checksum(folder: Path) -> None:
    rows = json.loads((folder / MANIFEST).read_text())
    del rows["lenet5"]["sha256"]
    (folder / MANIFEST).write_text(json.dumps(rows))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_remove, "cannot be read"),
        (_make_a_folder_of_it, "cannot be read"),
        (_truncate, "truncated or was altered"),
        (_empty, "truncated or was altered"),
        (_flip_one_bit, "truncated or was altered"),
        (_no_checksum, "truncated or was altered"),
        (_other_architecture, "does not hold the weights of lenet5"),
        (_other_shapes, "does not hold the weights of lenet5"),
        (_not_safetensors, "does not hold the weights of lenet5"),
    ],
)
def test_a_spoilt_file_is_refused_in_one_line(
    folder: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    """It names the file, the reason, and the command that makes it again."""
    spoil(folder)
    with pytest.raises(WeightsError) as caught:
        load_pretrained("lenet5", folder)
    message = str(caught.value)
    assert message.startswith(str(folder / "lenet5.safetensors"))
    assert reason in message
    assert message.endswith("make it again with: python -m cnnviz train lenet5.")
    assert "\n" not in message


@pytest.mark.parametrize("emptied", [True, False])
def test_a_network_that_is_not_listed_is_refused(folder: Path, emptied: bool) -> None:
    if emptied:
        (folder / MANIFEST).unlink()
        assert read_manifest(folder) == {}
    name = "lenet5" if emptied else "mlp"
    with pytest.raises(WeightsError) as caught:
        load_pretrained(name, folder)
    assert str(caught.value) == (
        f"{folder / MANIFEST} does not list {name}; "
        f"make it again with: python -m cnnviz train {name}."
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"lenet5": }', b"\xff\xfe\x00", b"[]", b"3", b"null", b'{"lenet5": []}'],
)
def test_a_spoilt_manifest_is_refused_in_one_line(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    for use in (lambda: read_manifest(folder), lambda: load_pretrained("lenet5", folder)):
        with pytest.raises(WeightsError) as caught:
            use()
        message = str(caught.value)
        assert message.startswith(str(folder / MANIFEST))
        assert message.endswith("python -m cnnviz train all.")
        assert "\n" not in message


@pytest.mark.parametrize("name", ["lenet", "", "LENET5", "../lenet5"])
def test_an_unknown_name_is_a_value_error_that_lists_the_known(folder: Path, name: str) -> None:
    known = "mlp, lenet5, alexnet, vgg, resnet, simplenet, signs"
    with pytest.raises(ValueError, match=known) as caught:
        load_pretrained(name, folder)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize("name", read_manifest())
def test_shipped_weights_load(name: str) -> None:
    """And name pictures that they never saw as rightly as the manifest says."""
    row = read_manifest()[name]
    model = load_pretrained(name)
    assert (PRETRAINED / row["file"]).stat().st_size == row["bytes"]
    assert sum(p.numel() for p in model.parameters()) == row["parameters"]
    if SHIPPED[name].is_digits:
        digits = load_dataset("builtin")
        some = DigitSet("some", digits.images[::10], digits.labels[::10])
        assert accuracy_on(model, some) == pytest.approx(row["accuracy"]["builtin"], abs=0.02)
    else:
        fresh = load_signs("test", 600, seed=1)
        assert accuracy_on(model, fresh) == pytest.approx(row["accuracy"]["signs-test"], abs=0.03)


def test_every_shipped_network_has_its_weights() -> None:
    assert list(read_manifest()) == list(SHIPPED)
