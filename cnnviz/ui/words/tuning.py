"""What is said of a search of hyperparameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnnviz.core.training.search.space import (
    BATCH_SIZES,
    DEPTHS,
    FILTERS,
    LEARNING_RATES,
    POOLINGS,
)
from cnnviz.figures.theme import number

VARY_NAMES = {
    "learning_rate": "Learning rate",
    "batch_size": "Batch size",
    "augmentation": "Augmentation",
    "filters": "Filters",
    "depth": "Depth",
    "pooling": "Pooling",
}


def _list(values: tuple[Any, ...]) -> str:
    *first, last = map(str, values)
    return f"{', '.join(first)} or {last}"


VARY_RANGES = {
    "learning_rate": f"from {LEARNING_RATES[0]:g} to {LEARNING_RATES[1]:g}, each power of ten as "
    "likely",
    "batch_size": _list(BATCH_SIZES),
    "augmentation": "from none to the full strength of step 5",
    "filters": f"{_list(FILTERS)} in the first block, twice as many in each that follows",
    "depth": f"{_list(DEPTHS)} blocks",
    "pooling": _list(POOLINGS),
}
STATES = {
    "RUNNING": "running",
    "COMPLETE": "complete",
    "PRUNED": "given up",
    "FAIL": "not finished",
}


def value_in_words(name: str, value: Any) -> str:
    """A value of what varies, as it is written on screen.

    Examples
    --------
    >>> value_in_words("learning_rate", 0.00123456), value_in_words("augmentation", 0.25)
    ('0.00123', '25%')
    """
    if name == "augmentation":
        return f"{value:.0%}"
    return number(value) if isinstance(value, float) else str(value)


def values_in_words(values: Mapping[str, Any]) -> str:
    """All values of a trial in one line.

    Examples
    --------
    >>> values_in_words({"filters": 8, "pooling": "max"})
    'filters 8, pooling max'
    """
    return ", ".join(
        f"{VARY_NAMES[name].lower()} {value_in_words(name, value)}"
        for name, value in values.items()
    )
