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
    # The commands: training takes from core what it needs, opening the app from ui.
    "command_line": {"core", "ui"},
    "__main__": {"command_line"},
    "__init__": {"core", "ui"},
}
ONLY_IN = {
    "streamlit": {"ui", "app"},
    "streamlit_drawable_canvas": {"ui"},
    "optuna": {"core", "figures"},
    "plotly": {"figures"},
    "sqlalchemy": {"core"},
    "torch": {"core", "ui", "command_line"},
}
# The floors of core, lowest first; a file uses its own floor and those below. The second one, where
# a run is recorded and described, has the files that are named on no other.
FLOORS: tuple[set[str], ...] = (
    {
        "activations",
        "frames",
        "images",
        "packed_text",
        "windows",
        "picture_files",
        "picture_sets",
        "pictures",
        "processes",
        "version",
    },
    set(),
    {"networks", "training"},
    {"explore", "surgery", "export", "learning", "course"},
    {"digits", "signs"},
)
TRACE = 1
# Rooms that no other room of core may use, not even one of their own floor.
CLOSED = {"digits", "signs"}
# Views that use another one: the arithmetic shows numbers and takes clicks as the computation does.
VIEW_USES = {"arithmetic": {"computation"}}
# What a browser tab holds, its address, and widgets whose answer is read before the page runs.
TOUCH_THE_TAB = {
    "cnnviz/ui/navigation.py",
    "cnnviz/ui/pages/lab/choices.py",
    "cnnviz/ui/pages/lab/layer_controls.py",
    "cnnviz/ui/pages/layers/filter_switch.py",
    "cnnviz/ui/pages/train/plan_form.py",
    "cnnviz/ui/pages/train/data/collecting.py",
    "cnnviz/ui/pages/train/scrub.py",
    "cnnviz/ui/said.py",
    "cnnviz/ui/state/address.py",
    "cnnviz/ui/state/fields.py",
    "cnnviz/ui/state/tab.py",
    "cnnviz/ui/widgets/choice.py",
    "cnnviz/ui/widgets/upload.py",
    "cnnviz/ui/words/speech.py",
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


def test_imports_go_one_way() -> None:
    for path in FILES:
        room = room_of(path)
        for name in imports_of(path):
            top, *rest = name.split(".")
            if top == "cnnviz":
                assert rest, f"{path} imports the package itself"
                assert rest[0] in ALLOWED[room], f"{path} imports {name}"
            if top in ONLY_IN:
                assert room in ONLY_IN[top], f"{path} imports {name}"


CORE = [path for path in FILES if room_of(path) == "core" and path.parent.name != "cnnviz"]


def core_room(path: Path) -> str:
    return path.relative_to(ROOT / "cnnviz/core").with_suffix("").parts[0]


def floor_of(room: str) -> int:
    named = [place for place, floor in enumerate(FLOORS) if room in floor]
    return named[0] if named else TRACE


def core_imports(path: Path) -> set[str]:
    rooms = {name.split(".")[2] for name in imports_of(path) if name.startswith("cnnviz.core.")}
    return rooms - {core_room(path)}


def test_core_stands_on_its_lower_floors() -> None:
    for path in CORE:
        room, imports = core_room(path), core_imports(path)
        if room == "__init__":
            assert not imports
            continue
        for used in imports:
            assert used not in CLOSED, f"{path} imports {used}"
            assert floor_of(used) <= floor_of(room), f"{path} imports {used}"


def test_every_folder_of_core_has_a_floor() -> None:
    folders = {path.parent.name for path in (ROOT / "cnnviz/core").glob("*/__init__.py")}
    assert folders <= set().union(*FLOORS) <= {core_room(path) for path in CORE}
    assert {floor_of(name) for name in ("trace", "recorder", "layer_kinds")} == {TRACE}


VIEWS = [path for path in FILES if path.is_relative_to(ROOT / "cnnviz/ui/components")]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_uses_no_other_view(path: Path) -> None:
    prefix = "cnnviz.ui.components."
    view = path.parent.name
    used = {name.split(".")[3] for name in imports_of(path) if name.startswith(prefix)}
    assert used <= {"assets", "shared", view, *VIEW_USES.get(view, ())}


def test_only_these_files_touch_the_tab() -> None:
    touching = {
        str(path.relative_to(ROOT))
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params")
    }
    assert touching == TOUCH_THE_TAB


def test_the_test_reads_the_real_files() -> None:
    assert len(FILES) > 30
    assert {"core", "figures", "ui", "app"} <= {room_of(path) for path in FILES}


def test_caches_live_in_one_file() -> None:
    users = [path for path in FILES if "st.cache_" in path.read_text("utf-8")]
    assert [path.name for path in users] == ["cache.py"]
