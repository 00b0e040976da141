"""Large numbers as they are said."""

from __future__ import annotations

from cnnviz.figures.theme import written
from cnnviz.ui.words.speech import say

_STEPS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def in_words(value: float) -> str:
    """A number from 0 up to three digits, the rest in words.

    Examples
    --------
    >>> in_words(1.5), in_words(31), in_words(23_603.1), in_words(264_915_000.0)
    ('1.5', '31', '23.6 thousand', '265 million')
    """
    for step, name in _STEPS:
        # What rounds to the next step belongs to it.
        if value >= step * 0.9995:
            return say(f"count-{name}", count=written(f"{value / step:.3g}"))
    return written(f"{value:.3g}")


def with_article(digit: int) -> str:
    """A digit in a sentence.

    Examples
    --------
    >>> with_article(7), with_article(8)
    ('a 7', 'an 8')
    """
    return say("duel-article", digit=digit)
