"""Every kind of layer stands in each table that answers a question about kinds, or is a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cnnviz.core.explore.accounts import ACCOUNTS
from cnnviz.core.explore.computation import UNFOLDINGS
from cnnviz.core.explore.cost import MULTIPLY_ADDS
from cnnviz.core.explore.gaps import GAPS
from cnnviz.core.explore.pullbacks import PULLBACKS
from cnnviz.core.explore.receptive_field import STEPS
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.figures.architecture import COLOURS
from cnnviz.ui.words.speech import LANGUAGES, say_in

TABLES: dict[str, Mapping[LayerKind, Any]] = {
    "accounts": ACCOUNTS,
    "pullbacks": PULLBACKS,
    "fields": STEPS,
    "unfoldings": UNFOLDINGS,
    "multiply-adds": MULTIPLY_ADDS,
    "colours": COLOURS,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_kind_is_answered_or_named_as_a_gap(table: str) -> None:
    gaps = GAPS.get(table, frozenset())
    assert set(TABLES[table]) | gaps == set(LayerKind)
    assert not set(TABLES[table]) & gaps


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words(language: str) -> None:
    for kind in LayerKind:
        name = kind.name.lower().replace("_", "-")
        assert say_in(language, f"kind-{name}") and say_in(language, f"title-{name}")


def test_no_gap_is_named_for_a_table_that_is_not_there() -> None:
    assert set(GAPS) <= set(TABLES)
