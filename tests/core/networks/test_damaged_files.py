"""Files that ship, damaged: one sentence each, and never a wrong answer."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from cnnviz.core.networks.pretrained import (
    CHECKSUMS,
    MANIFEST,
    PRETRAINED,
    WeightsError,
    check_row,
    read_listed,
    read_manifest,
    sound_rows,
    write_listed,
)


def row() -> dict[str, Any]:
    return copy.deepcopy(read_manifest()["lenet5"])


def test_the_shipped_rows_are_sound() -> None:
    assert sound_rows() == read_manifest() != {}


@pytest.mark.parametrize("field", ["accuracy", "calibration_error", "confusion", "recipe", "bytes"])
@pytest.mark.parametrize("value", [None, "text", [], {}, {"builtin": "high"}, True])
def test_a_row_with_something_missing_or_of_another_kind_is_named(field: str, value: Any) -> None:
    broken = row()
    if value is None:
        del broken[field]
    else:
        broken[field] = value
    with pytest.raises(WeightsError, match=f"{MANIFEST} says of lenet5"):
        check_row("lenet5", broken)


def test_a_damaged_row_leaves_the_others(tmp_path: Path) -> None:
    text = (PRETRAINED / MANIFEST).read_text("utf-8").replace('"accuracy"', '"accurate"', 1)
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    assert list(sound_rows(tmp_path)) == list(read_manifest())[1:]


def test_a_nested_manifest_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"a":' * 100_000)
    with pytest.raises(WeightsError, match="cannot be read"):
        read_manifest(tmp_path)


def test_every_file_that_ships_has_a_checksum() -> None:
    listed = (PRETRAINED / CHECKSUMS).read_text("utf-8")
    of_the_manifest = {each["file"] for each in read_manifest().values()}
    for path in PRETRAINED.iterdir():
        if path.is_file() and path.name not in {MANIFEST, CHECKSUMS, *of_the_manifest}:
            assert path.name in listed
            assert read_listed(path, "all")


@pytest.mark.parametrize("place", [0, 5_000, -1])
def test_one_altered_byte_is_found(place: int, tmp_path: Path) -> None:
    for name in (CHECKSUMS, "novelty.safetensors"):
        shutil.copy(PRETRAINED / name, tmp_path / name)
    path = tmp_path / "novelty.safetensors"
    assert read_listed(path, "novelty")
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"damaged; make it again with: .* train novelty"):
        read_listed(path, "novelty")


def test_what_is_written_is_listed(tmp_path: Path) -> None:
    for name, content in (("a", b"1"), ("b", b"2"), ("a", b"3")):
        write_listed(tmp_path / name, content)
    assert read_listed(tmp_path / "a", "all") == b"3" and read_listed(tmp_path / "b", "all") == b"2"
