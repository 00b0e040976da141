"""The shape of an array, with a word under each of its numbers."""

from __future__ import annotations

import html
from collections.abc import Sequence

from cnnviz.figures.theme import grouped


def shape_html(title: str, numbers: Sequence[tuple[int, str]], note: str = "") -> str:
    """A shape such as (4000, 1, 28, 28): each number in a box, what it counts below it.

    Examples
    --------
    >>> "<b>4,000</b><span>pictures</span>" in shape_html("x", [(4000, "pictures")])
    True
    """
    boxes = "".join(
        f"<div><b>{grouped(number)}</b><span>{html.escape(word)}</span></div>"
        for number, word in numbers
    )
    below = f"<p>{html.escape(note)}</p>" if note else ""
    return (
        f'<div class="shape"><h3>{html.escape(title)}</h3>'
        f'<div class="numbers">{boxes}</div>{below}</div>'
    )
