"""What the pages for developers and teachers say is so."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cnnviz.ui.pages.learn.chapters import CHAPTERS
from tests.docs.test_recipes import blocks
from tests.ui.apps import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_examples_for_developers_run() -> None:
    names: dict[str, object] = {"__name__": "develop"}
    with redirect_stdout(io.StringIO()) as said:
        for line, code in blocks(DOCS / "develop.md"):
            exec(compile("\n" * line + code, str(DOCS / "develop.md"), "exec"), names)
    assert said.getvalue().splitlines() == [
        "['input', 'conv1', 'relu1', 'mean']",
        "260",
        "10",
        "0 strokes are drawn.",
        "{'count': 1} True",
        "1\u202f234,5 chapitres sur 14 []",
        "True True",
    ]


def links() -> list[str]:
    text = (DOCS / "teachers.md").read_text("utf-8")
    return sorted(set(re.findall(r"`(/[a-z]*(?:\?[^`]*)?)`", text)))


@pytest.mark.parametrize("link", links())
def test_every_link_of_the_lesson_plans_opens(link: str) -> None:
    parts = urlsplit(link)
    name = {"": "draw"}.get(parts.path.strip("/"), parts.path.strip("/"))
    app = page(name)
    for key, values in parse_qs(parts.query).items():
        app.query_params[key] = values[0]
    app.run()
    assert not app.exception and not app.error
    # Nothing of it was passed over.
    assert not app.toast


def test_the_lesson_plans_name_chapters_that_exist() -> None:
    named = re.findall(r"chapters?=([a-z-]+)", (DOCS / "teachers.md").read_text("utf-8"))
    assert len(named) > 10
    assert {each for names in named for each in names.split("-")} <= set(CHAPTERS)
