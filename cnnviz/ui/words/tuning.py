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
from cnnviz.figures.said import keyed
from cnnviz.figures.theme import number, written
from cnnviz.ui.words.speech import say

_VALUES: Mapping[str, tuple[Any, ...]] = {
    "batch_size": BATCH_SIZES,
    "filters": FILTERS,
    "depth": DEPTHS,
    "pooling": POOLINGS,
}


def vary_title(name: str) -> str:
    """What something that may vary is called.

    Examples
    --------
    >>> vary_title("learning_rate")
    'Learning rate'
    """
    return say(f"vary-{keyed(name)}")


def vary_range(name: str) -> str:
    """Between what it may vary.

    Examples
    --------
    >>> vary_range("depth")
    '1, 2 or 3 blocks'
    """
    key = f"vary-{keyed(name)}-range"
    if name == "learning_rate":
        low, high = (written(f"{rate:g}") for rate in LEARNING_RATES)
        return say(key, low=low, high=high)
    if name == "augmentation":
        return say(key)
    *first, last = (value_in_words(name, value) for value in _VALUES[name])
    return say(key, values=say("vary-or", first=", ".join(first), last=last))


def value_in_words(name: str, value: Any) -> str:
    """A value of what varies, as it is written on screen.

    Examples
    --------
    >>> value_in_words("learning_rate", 0.00123456), value_in_words("augmentation", 0.25)
    ('0.00123', '25%')
    """
    if name == "augmentation":
        return written(f"{value:.0%}")
    if name == "pooling":
        return say(f"vary-{value}")
    return number(value) if isinstance(value, float) else str(value)


def values_in_words(values: Mapping[str, Any]) -> str:
    """All values of a trial in one line.

    Examples
    --------
    >>> values_in_words({"filters": 8, "pooling": "max"})
    'Filters 8, Pooling max'
    """
    return ", ".join(
        f"{vary_title(name)} {value_in_words(name, value)}" for name, value in values.items()
    )
