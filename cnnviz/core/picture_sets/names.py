"""What the names of files say: the class of each, and whether it is to train or to test on.

Names are only read. Nothing is ever opened, made or written under a name from an archive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

Parts = tuple[str, ...]

MOST_LETTERS, MOST_CLASS_LETTERS, MOST_DEPTH = 1_000, 80, 32
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
# They make what follows run the other way, so that a name reads as another one.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TRAIN = {"train", "training"}
_TEST = {"test", "testing", "val", "valid", "validation"}


class NameProblem(ValueError):
    """A name that no ordinary file has; the message says why, in half a sentence."""


def parts_of(name: str) -> Parts:
    r"""Folders and file of a name inside an archive.

    Raises
    ------
    NameProblem

    Examples
    --------
    >>> parts_of("set/cats/1.png"), parts_of("cats\\1.png")
    (('set', 'cats', '1.png'), ('cats', '1.png'))
    >>> parts_of("../1.png")
    Traceback (most recent call last):
        ...
    cnnviz.core.picture_sets.names.NameProblem: its name leads out of the archive
    """
    if len(name) > MOST_LETTERS:
        raise NameProblem(f"its name has {len(name):,} letters")
    # Some programs on Windows write their own sign between folders.
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if any(unicodedata.category(c) in _CONTROLS or c in _TURNING for c in name):
        raise NameProblem("its name holds control characters")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise NameProblem("its name is a place on a disk, not in the archive")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise NameProblem("its name leads out of the archive")
    if not parts:
        raise NameProblem("it has no name")
    if len(parts) > MOST_DEPTH:
        raise NameProblem(f"it lies {len(parts)} folders deep")
    return parts


def is_ignored(parts: Parts) -> bool:
    """Whether it is what systems leave behind: hidden files, and those of __MACOSX.

    Examples
    --------
    >>> is_ignored(("__MACOSX", "a.png")), is_ignored(("cats", ".DS_Store")), is_ignored(("a",))
    (True, True, False)
    """
    return (
        any(part.startswith(".") for part in parts)
        or parts[0] == "__MACOSX"
        or (parts[-1].lower() in ("thumbs.db", "desktop.ini"))
    )


@dataclass(frozen=True)
class Place:
    """The class that a picture belongs to, and whether it stood under "test" (None: neither)."""

    name: str
    is_test: bool | None


def places(names: Sequence[Parts]) -> list[Place | None]:
    """The class of each picture by its folders; None for those that stand in no folder.

    One or several folders around everything say nothing; below them may come "train" and "test".
    The next folder is the class, whatever lies deeper belongs to it.

    Examples
    --------
    >>> [p.name for p in places([("pets", "cat", "1.png"), ("pets", "dog", "old", "2.png")])]
    ['cat', 'dog']
    >>> places([("train", "cat", "1.png"), ("test", "cat", "2.png")])
    [Place(name='cat', is_test=False), Place(name='cat', is_test=True)]
    """
    names = list(names)
    while names and len({name[0] for name in names}) == 1 and min(map(len, names)) > 2:
        names = [name[1:] for name in names]
    tops = {name[0].lower() for name in names}
    in_folders = bool(names) and min(map(len, names)) > 2
    divided = in_folders and tops <= _TRAIN | _TEST and bool(tops & _TRAIN) and bool(tops & _TEST)
    found: list[Place | None] = []
    for name in names:
        is_test = name[0].lower() in _TEST if divided else None
        rest = name[1:] if divided else name
        found.append(Place(rest[0], is_test) if len(rest) > 1 else None)
    return found


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which names are put in the order that people expect.

    Examples
    --------
    >>> sorted(["10", "9", "b", "a 10", "a 9"], key=natural)
    ['9', '10', 'a 9', 'a 10', 'b']
    """
    pieces = re.findall(r"[0-9]{1,15}|[^0-9]+|[0-9]+", name)
    return tuple((0, int(p), p) if p[0] in "0123456789" else (1, 0, p.casefold()) for p in pieces)
