"""What of an input a window never reads, in a sentence."""

from __future__ import annotations

from cnnviz.core.windows import ConvSpec, Pair, PoolSpec
from cnnviz.core.windows.facts import never_read
from cnnviz.ui.words.speech import say

_MOST = 12


def unread_sentence(size: Pair, spec: ConvSpec | PoolSpec) -> str:
    """One sentence; empty if everything is read.

    Examples
    --------
    >>> unread_sentence((6, 6), ConvSpec((3, 2), stride=2))
    'The last row is never read.'
    """
    parts = [
        _places(name, places, length)
        for name, places, length in zip(
            ("row", "column"), never_read(size, spec), size, strict=True
        )
        if places
    ]
    if not parts:
        return ""
    text, many = parts[0]
    if len(parts) > 1:
        text, many = say("unread-and", first=text, second=parts[1][0]), True
    return say("unread-many" if many else "unread-one", what=f"{text[0].upper()}{text[1:]}")


def _places(name: str, places: tuple[int, ...], length: int) -> tuple[str, bool]:
    """Places in words, and whether they are many."""
    if places == (length - 1,):
        return say(f"unread-last-{name}"), False
    if len(places) > 1 and places == tuple(range(length - len(places), length)):
        return say(f"unread-last-{name}s", count=len(places)), True
    listed = ", ".join(str(place + 1) for place in places[:_MOST])
    more = " …" if len(places) > _MOST else ""
    many = len(places) > 1
    return say(f"unread-{name}{'s' if many else ''}", places=f"{listed}{more}"), many
