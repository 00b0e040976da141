"""Python written as a formatter would leave it: no line longer than `WIDTH`, double quotes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Literal

WIDTH = 88


def lines(*parts: str | Literal[False] | None) -> str:
    r"""Parts, each of one or more lines, one below the other; what is False or None is left out.

    Examples
    --------
    >>> lines("a = 1", False, "", "b = 2")
    'a = 1\n\nb = 2'
    """
    return "\n".join(part for part in parts if part is not False and part is not None)


def indented(text: str, by: int = 4) -> str:
    """All lines that are not empty moved to the right."""
    return textwrap.indent(text, " " * by)


def quoted(text: str) -> str:
    r"""A text in quotes, safe whatever it holds.

    Examples
    --------
    >>> print(quoted("zero"), quoted('say "a"'), quoted("a\nb"), quoted("it's"))
    "zero" 'say "a"' "a\nb" "it's"
    """
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escaped(letter, quote) for letter in text) + quote


def _escaped(letter: str, quote: str) -> str:
    if letter in (quote, "\\"):
        return f"\\{letter}"
    return letter if letter.isprintable() else repr(letter)[1:-1]


def number(value: float) -> str:
    """A number as one would write it.

    Examples
    --------
    >>> number(0.005), number(3), number(1e-08), number(0.1 + 0.2)
    ('0.005', '3', '1e-08', '0.30000000000000004')
    """
    return repr(value)


def call(name: str, arguments: Sequence[str], indent: int = 0, after: str = "") -> str:
    """A call; each argument stands on a line of its own where one line is too short.

    Parameters
    ----------
    name : str
    arguments : sequence of str
    indent : int
        How many columns the first line stands to the right.
    after : str
        What follows the closing bracket in its line, as a comma.
    """
    return _bracketed(f"{name}(", arguments, ")", indent, after)


def tuple_of(name: str, items: Iterable[str]) -> str:
    """A constant that is a tuple of at least two items."""
    return _bracketed(f"{name} = (", list(items), ")", 0, "")


def list_of(name: str, items: Iterable[str], indent: int = 0) -> str:
    """A list, one item a line; items may have several lines."""
    inner = "\n".join(indented(f"{item},") for item in items)
    return indented(f"{name}[\n{inner}\n]", indent)


def comment(text: str) -> str:
    """A sentence as comment lines."""
    start = "# "
    return textwrap.fill(text, WIDTH, initial_indent=start, subsequent_indent=start)


def _bracketed(start: str, items: Sequence[str], end: str, indent: int, after: str) -> str:
    whole = f"{start}{', '.join(items)}{end}"
    if "\n" not in whole and indent + len(whole) + len(after) <= WIDTH:
        return whole + after
    return "\n".join([start, *(indented(f"{item},") for item in items), end + after])
