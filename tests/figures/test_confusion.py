"""The table counts what was counted, and names what it is."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.figures.confusion import confusion_matrix


def counts(classes: int) -> np.ndarray:
    rng = np.random.default_rng(classes)
    table = rng.integers(0, 4, (classes, classes))
    np.fill_diagonal(table, 100)
    return table


@pytest.mark.parametrize(
    "names",
    [tuple("0123456789"), ("apple", "banana", "cherry"), ("crane", "crane"), ("no entry",) * 12],
    ids=len,
)
def test_every_count_lies_at_its_truth_and_answer(names: tuple[str, ...]) -> None:
    table = counts(len(names))
    figure = confusion_matrix(table, names)
    mistakes, texts = figure.data
    for text, answer, truth, (is_, said) in zip(
        texts.text, texts.x, texts.y, texts.customdata, strict=True
    ):
        assert text == (str(table[truth, answer]) if table[truth, answer] else "")
        assert (is_, said) == (names[truth], names[answer])
    shown = np.array(mistakes.z, float)
    off = ~np.eye(len(names), dtype=bool)
    np.testing.assert_array_equal(np.nan_to_num(shown)[off], table[off])
    assert np.isnan(shown[table == 0]).all(), "a cell without mistakes has no colour"
    assert np.isnan(np.diag(shown)).all()
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.ticktext) == list(names)
        assert list(axis.tickvals) == list(range(len(names)))


def test_a_network_without_mistakes_has_a_table() -> None:
    figure = confusion_matrix(np.diag([5, 6, 7]), ("a", "b", "c"))
    assert figure.data[0].zmax == 1


def test_the_counts_are_left_as_they_were() -> None:
    table = counts(4)
    before = table.copy()
    confusion_matrix(table, tuple("abcd"))
    np.testing.assert_array_equal(table, before)
