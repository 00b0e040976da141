"""Answers as people type them, and whether they are right."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = re.compile(r"[-+]?(\d+([.,'\u2019 \u00a0\u202f]\d+)*|[.,]\d+)(e[-+]?\d{1,2})?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,'\u2019 \u00a0\u202f])\d{3})(?:\1\d{3})*")
# What an answer with two decimals may be off.
TWO_DECIMALS = 0.0051
# Longer texts are no answer, but slow to read.
_LONGEST = 40


@dataclass(frozen=True)
class Question:
    """Something asked, with what is right.

    Attributes
    ----------
    name : str
        Within its chapter.
    right : float or str
        A number, or the name of one of the `options`.
    tolerance : float
        How far from it a number may be; 0 for counts.
    options : tuple of str
        Names of what there is to choose from; empty where a number is asked for.
    is_share : bool
        Whether the number may be given in percent as well.
    """

    name: str
    right: float | str
    tolerance: float = 0.0
    options: tuple[str, ...] = ()
    is_share: bool = False

    def is_right(self, text: str) -> bool:
        """Whether an answer is right, in whatever form it is typed.

        Examples
        --------
        >>> half = Question("share", 0.5, is_share=True)
        >>> [half.is_right(text) for text in ("0.5", "1/2", "0,5", ".50", "50 %", "50", "5")]
        [True, True, True, True, True, True, False]
        >>> Question("weights", 150528).is_right("150,528")
        True
        """
        if self.options:
            return text == self.right
        assert not isinstance(self.right, str)
        slack = self.tolerance + 1e-9 * max(1.0, abs(self.right))
        values = readings(text)
        if self.is_share and abs(self.right) <= 1:
            values = (*values, *(value / 100 for value in values))
        return any(abs(value - self.right) <= slack for value in values)


def readings(text: str) -> tuple[float, ...]:
    """All numbers that a text can mean; none if it is no number.

    A point and a comma may both be decimal or part thousands; fractions, percentages, any minus
    sign and powers of ten are read.

    Examples
    --------
    >>> readings("1,234")
    (1234.0, 1.234)
    >>> readings("-3/4"), readings("12 %"), readings("much"), readings("1/0")
    ((-0.75,), (0.12,), (), ())
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return ()
    text = re.sub("[\u2212\u2013\u2012]", "-", text)
    text = text.replace("\u00d710^", "e").replace("*10^", "e")
    if text.endswith("%"):
        return tuple(value / 100 for value in readings(text[:-1]))
    if "/" in text or "\u00f7" in text or ":" in text:
        parts = re.split("[/\u00f7:]", text)
        if len(parts) != 2:
            return ()
        above, below = readings(parts[0]), readings(parts[1])
        return tuple(a / b for a in above for b in below if b)
    text = re.sub(r"^([-+])\s+", r"\1", text)
    return tuple(dict.fromkeys(_values(text)))


def _values(text: str) -> list[float]:
    found = []
    if _GROUPED.fullmatch(text):
        found.append(float(re.sub(r"[^\d+-]", "", text)))
    if _NUMBER.fullmatch(text):
        # The last of several signs is the decimal one, the others part thousands.
        *whole, last = re.split(r"[.,]", re.sub("['\u2019 \u00a0\u202f]", "", text))
        found.append(float(f"{''.join(whole)}.{last}" if whole else last))
    return [value for value in found if math.isfinite(value)]
