"""The recipes run as they stand, in their order."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

RECIPES = Path(__file__).parents[2] / "docs" / "recipes.md"


def blocks(page: Path = RECIPES) -> list[tuple[int, str]]:
    """Line and text of each block of Python."""
    text = page.read_text("utf-8")
    found = re.finditer(r"^```python\n(.*?)^```$", text, re.S | re.M)
    return [(text.count("\n", 0, match.start(1)), match[1]) for match in found]


def test_the_recipes_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    has_onnx = all(importlib.util.find_spec(name) for name in ("onnx", "onnxruntime"))
    names: dict[str, object] = {}
    for line, code in blocks():
        if "import onnx" in code and not has_onnx:
            continue
        # With the lines above it, so that an error names the line of the page.
        exec(compile("\n" * line + code, str(RECIPES), "exec"), names)
    said = capsys.readouterr().out
    assert "<Trace of 1 x 1 x 28 x 28: 13 records, logits>" in said
    assert re.search(r"lenet5: \d with [\d.]+%", said)
    assert (tmp_path / "conv2.html").stat().st_size > 1_000_000
    assert (tmp_path / "lenet5.html").read_text("utf-8").startswith("<!doctype html>")


def test_there_are_five_recipes_with_one_block_each() -> None:
    headings = re.findall(r"^## (\d)\.", RECIPES.read_text("utf-8"), re.M)
    assert headings == ["1", "2", "3", "4", "5"] and len(blocks()) == 5


def test_each_import_of_the_table_works() -> None:
    lines = re.findall(r"\| `((?:from|import) [^`]+)` \|", RECIPES.read_text("utf-8"))
    assert len(lines) == 9
    for line in lines:
        exec(line, {})
