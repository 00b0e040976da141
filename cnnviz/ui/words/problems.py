"""Why something was refused, or what is to be known of it, in the person's language.

Core says it in English, for programmers as well; what a person may meet on screen has a text in
each language. The English ones are core's own words, and are how such a sentence is found again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from cnnviz.ui.words.speech import say

_ENGLISH = Path(__file__).parent / "en.ftl"
_PREFIX = "problem-"
# A whole number as Python groups it.
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def problem_words(problem: Exception | str) -> str:
    """The sentence in the person's language; as it is, if there is none in that.

    Examples
    --------
    >>> problem_words(ValueError("padding must be at most half of kernel_size, got 2 for 3"))
    'padding must be at most half of kernel_size, got 2 for 3'
    """
    text = str(problem)
    for key, template in _templates():
        found = template.fullmatch(text)
        if found:
            return say(key, **{name: _told(name, each) for name, each in found.groupdict().items()})
    return text


def _told(name: str, text: str) -> str | int:
    """What a field holds, as far as the language has its own way of saying it."""
    if name == "why":
        return problem_words(text)
    if name == "kinds":
        first, _, last = text.rpartition(" or ")
        return say("vary-or", first=first, last=last)
    return int(text.replace(",", "")) if _GROUPED.fullmatch(text) else text


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What such sentences look like; those with the most words of their own first."""
    entries = FluentParser().parse(_ENGLISH.read_text("utf-8")).body
    found = [
        (entry.id.name, entry.value.elements)
        for entry in entries
        if isinstance(entry, ftl.Message) and entry.id.name.startswith(_PREFIX) and entry.value
    ]
    found.sort(key=lambda each: -sum(map(_letters, each[1])))
    return tuple((key, re.compile("".join(map(_pattern, parts)))) for key, parts in found)


def _letters(element: ftl.TextElement | ftl.Placeable) -> int:
    return len(element.value) if isinstance(element, ftl.TextElement) else 0


def _pattern(element: ftl.TextElement | ftl.Placeable) -> str:
    if isinstance(element, ftl.TextElement):
        # Core writes apostrophes as programmers do.
        return re.escape(element.value).replace("’", "['’]")
    assert isinstance(element.expression, ftl.VariableReference)
    return f"(?P<{element.expression.id.name}>.+?)"
