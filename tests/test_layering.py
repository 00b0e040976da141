"""Imports go one way: app -> ui -> figures -> core, and ui -> core."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*ROOT.glob("cnnviz/**/*.py"), ROOT / "app.py"])

# Which rooms a room may use, and which libraries only some rooms may.
ALLOWED = {
    "core": {"core"},
    "figures": {"figures", "core"},
    "ui": {"ui", "figures", "core"},
    "app": {"ui"},
    "__main__": {"core"},
    "__init__": {"core", "ui"},
}
ONLY_IN = {
    "streamlit": {"ui", "app"},
    "streamlit_drawable_canvas": {"ui"},
    "plotly": {"figures"},
    "torch": {"core", "ui"},
}


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "cnnviz" else parts[0]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    for name in imports_of(path):
        top, *rest = name.split(".")
        if top == "cnnviz":
            assert rest, f"{path} imports the package itself"
            assert rest[0] in ALLOWED[room], f"{path} imports {name}"
        if top in ONLY_IN:
            assert room in ONLY_IN[top], f"{path} imports {name}"


def test_the_test_reads_the_real_files() -> None:
    assert len(FILES) > 30
    assert {"core", "figures", "ui", "app"} <= {room_of(path) for path in FILES}


def test_caches_live_in_one_file() -> None:
    users = [path for path in FILES if "st.cache_" in path.read_text("utf-8")]
    assert [path.name for path in users] == ["cache.py"]
