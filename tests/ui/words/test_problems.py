"""What core refuses is said in the person's language, and core still says it so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.picture_files import PictureError, open_picture
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.ui.words.problems import _templates, problem_words

CNNVIZ = Path(__file__).resolve().parents[3] / "cnnviz"
HOLE = "\0"


def raised_texts() -> str:
    """All texts of the program with a hole for each field, one a line."""
    found = []
    for path in CNNVIZ.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else HOLE for p in node.values)
                found.append("".join(map(str, parts)))
    return "\n".join(found)


def test_every_sentence_is_one_that_the_program_says() -> None:
    program = raised_texts()
    for key, template in _templates():
        # A field may hold what is a part of its own in the program, and its end may differ.
        plain = re.sub(r"\(\?P<\w+>\.\+\?\)", HOLE, template.pattern).replace("['’]", "'")
        pieces = [re.sub(r"\\(.)", r"\1", each).strip(" .:;,()") for each in plain.split(HOLE)]
        assert [piece for piece in pieces if piece not in program] == [], key


def test_what_was_refused_is_told_in_both_languages() -> None:
    def page(language: str, texts: tuple[str, ...]) -> None:
        import streamlit as st

        from cnnviz.ui.words.problems import problem_words
        from cnnviz.ui.words.speech import choose_language

        choose_language(language)
        for text in texts:
            st.text(problem_words(text))

    texts = []
    for refuse in (
        lambda: ConvSpec(7).output_size((5, 5)),
        lambda: PoolSpec("max", 2, padding=2),
        lambda: open_picture(b""),
        lambda: open_picture(b"no picture at all"),
    ):
        with pytest.raises(ValueError) as refused:
            refuse()
        texts.append(str(refused.value))
    english, german = (
        [each.value for each in AppTest.from_function(page, args=(name, tuple(texts))).run().text]
        for name in ("en", "de")
    )
    assert english == [text.replace("'", "’") for text in texts]
    assert german == [
        "der Kern überdeckt 7 Zellen, mehr als die aufgefüllte Eingabe hat: 5",
        "die Auffüllung darf höchstens halb so groß sein wie das Fenster, ist aber (2, 2) bei "
        "(2, 2)",
        "Die Datei ist leer; wählen Sie ein anderes Bild.",
        "Die Datei ist kein Bild einer Art, die sich lesen lässt; wählen Sie eine Datei dieser "
        "Art: PNG, JPEG, WebP, HEIC oder BMP.",
    ]


def test_a_reason_within_a_sentence_is_told_too() -> None:
    assert problem_words("No such sentence is known here.") == "No such sentence is known here."
    whole = "This ONNX file cannot be opened: it is larger than 500 MB."
    assert problem_words(whole) == whole
    assert issubclass(PictureError, ValueError)
