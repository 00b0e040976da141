"""Words in figures, in the language of whoever looks at them.

Figures know no languages: what shows them says here, once, whom to ask.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["ask_for_words", "keyed", "said"]


class Speaker(Protocol):
    """Finds a text by its key."""

    def __call__(self, key: str, /, **fields: int | float | str) -> str:
        """The text, with its placeholders filled."""


def said(key: str, /, **fields: int | float | str) -> str:
    """A text by its key; as long as nobody has said whom to ask, the key itself."""
    return _speaker(key, **fields)


def keyed(name: str) -> str:
    """A name of the program as a part of a key.

    Examples
    --------
    >>> keyed("batch_size")
    'batch-size'
    """
    return name.replace("_", "-")


def ask_for_words(speaker: Speaker) -> None:
    """From now on, ask for the words of figures."""
    global _speaker
    _speaker = speaker


def _key(key: str, /, **fields: int | float | str) -> str:
    return key


_speaker: Speaker = _key
