"""Answers in any form in which people type them."""

from __future__ import annotations

import pytest

from cnnviz.core.course.answers import Question, readings


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("0,5", 0.5), (".5", 0.5), (",5", 0.5), ("1/2", 0.5), ("1 / 2", 0.5),
     ("1:2", 0.5), ("1÷2", 0.5), ("50%", 0.5), ("50 %", 0.5), ("+0.5", 0.5), ("5e-1", 0.5),
     ("5×10^-1", 0.5), ("-16", -16), ("−16", -16), ("– 16", -16), ("-1/2", -0.5),
     ("150528", 150528), ("150,528", 150528), ("150.528", 150528), ("150 528", 150528),
     ("150'528", 150528), ("150\u202f528", 150528), ("1,234,567.5", 1234567.5),
     ("1.234.567,5", 1234567.5)],
)  # fmt: skip
def test_a_number_is_read_in_every_form(text: str, value: float) -> None:
    assert any(abs(each - value) < 1e-9 for each in readings(text))
    assert Question("q", value).is_right(text)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "half", "1/0", "1/2/3", "1e999", "nan", "inf", "--5", "5 5 5", "0x10", "9" * 500,
     "1//2", "%", "/", "٣", "1_000", "[[x]]", "<b>"],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str) -> None:
    assert not Question("q", 0.5).is_right(text)
    assert all(abs(value) < 1e100 for value in readings(text))


def test_a_count_must_be_exact_and_a_rounded_number_near() -> None:
    assert not Question("q", 48).is_right("47.9")
    near = Question("q", 126 / 255, 0.0051)
    assert near.is_right("0.49") and near.is_right("126/255") and not near.is_right("0.5")


def test_percent_are_meant_only_where_a_share_is_asked_for() -> None:
    assert Question("q", 0.25, 0.001, is_share=True).is_right("25")
    assert not Question("q", 0.25, 0.001).is_right("25")


def test_a_choice_is_right_by_its_name() -> None:
    choice = Question("q", "VGG", options=("LeNet-5", "VGG"))
    assert choice.is_right("VGG") and not choice.is_right("LeNet-5") and not choice.is_right("")
