"""What is said of the rows and columns that no window reads."""

from __future__ import annotations

from typing import Any

import pytest

from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.ui.words.unread import unread_sentence


@pytest.mark.parametrize(
    "size, spec, text",
    [
        ((6, 6), ConvSpec(3), ""),
        ((5, 6), ConvSpec(3, stride=(1, 2)), "The last column is never read."),
        ((6, 6), ConvSpec(3, stride=2), "The last row and the last column are never read."),
        ((5, 3), ConvSpec((1, 3), stride=(2, 1)), "Rows 2, 4 are never read."),
        ((6, 7), PoolSpec("max", (2, 3), (2, 4)), "Column 4 is never read."),
        ((4, 7), PoolSpec("max", (4, 5), 5), "The last 2 columns are never read."),
    ],
)
def test_what_is_never_read_is_named(size: tuple[int, int], spec: Any, text: str) -> None:
    assert unread_sentence(size, spec) == text
