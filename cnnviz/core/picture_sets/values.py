"""What is read of a picture set, within which limits, and what was wrong with parts of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.images import ImageSet, Preparation, prepare_picture
from cnnviz.core.picture_files import MAX_BYTES
from cnnviz.core.pictures import Pixels

# Sides that networks here are usually given; a set's own commonest one comes besides.
SIDES = (16, 28, 32, 48, 64)
# Of a set's pictures, so many in colour make it one in colour.
_COLOURED = 0.05


class PictureSetError(ValueError):
    """A set cannot be used; the message is one sentence for whoever brought it."""


@dataclass(frozen=True)
class SetLimits:
    """How much is read of a set from a stranger; each is named where it is passed.

    Attributes
    ----------
    archive_bytes : int
        Of the ZIP file itself.
    entries : int
        Files and folders in it.
    file_bytes : int
        Of one file, unpacked; larger ones are left out.
    unpacked_bytes : int
        Of all pictures, unpacked: as the archive claims, and as is counted while they are read.
    picture_pixels : int
        Of one picture; larger ones are left out.
    pixels : int
        Of all pictures, before they are made smaller.
    classes : (int, int)
        Fewest and most.
    pictures : int
        Of all classes.
    per_class : int
        Fewest different pictures of a class, one to train on and one to test on.
    kept_bytes : int
        Of the pictures as they are kept; of very many, smaller ones are kept.
    listed : int
        Problems that are listed; of the others only how many there are.
    """

    archive_bytes: int = 200_000_000
    entries: int = 50_000
    file_bytes: int = MAX_BYTES
    unpacked_bytes: int = 1_000_000_000
    picture_pixels: int = 25_000_000
    pixels: int = 3_000_000_000
    classes: tuple[int, int] = (2, 100)
    pictures: int = 20_000
    per_class: int = 2
    kept_bytes: int = 128_000_000
    listed: int = 100


LIMITS = SetLimits()


@dataclass(frozen=True)
class Problem:
    """A file, or a class, that was left out: its shortened name, and why, in half a sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class ReadProgress:
    """How many files have been looked at, of how many."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class ReadSet:
    """A set as it was read, before its pictures are brought to one size.

    Attributes
    ----------
    name : str
    classes : tuple of str
        Names of the folders, in natural order ("2" before "10").
    pictures : tuple of uint8 arrays (h, w) or (h, w, 3)
        Upright; grey where all three channels are the same. Larger ones were made smaller, so
        that the shorter side is at most `largest`.
    labels : int64 array (N,)
        Indices into `classes`.
    is_test : bool array (N,) or None
        Which pictures stood under a folder "test" beside one called "train"; None without these.
    problems : tuple of Problem
        What was left out; the first ones of many.
    unlisted : int
        How many more there are.
    largest : int
        The largest side that pictures can be asked for in.
    commonest : (height, width)
        The size that most pictures had.
    coloured : int
        How many pictures are in colour.
    """

    name: str
    classes: tuple[str, ...]
    pictures: tuple[Pixels, ...]
    labels: NDArray[np.int64]
    is_test: NDArray[np.bool_] | None
    problems: tuple[Problem, ...]
    unlisted: int
    largest: int
    commonest: tuple[int, int]
    coloured: int

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def channels(self) -> int:
        """What suits the pictures: 3 if they are in colour, else 1."""
        return 3 if self.coloured > _COLOURED * len(self) else 1

    @property
    def side(self) -> int:
        """What suits the pictures: the side of the square that they are brought to."""
        return min(min(self.commonest), self.largest)

    @property
    def sides(self) -> tuple[int, ...]:
        """The sides to choose from."""
        return tuple(sorted({s for s in SIDES if s <= self.largest} | {self.side}))

    def at(self, size: tuple[int, int], channels: int) -> ImageSet:
        """All pictures in one size: the middle is cut out, and resized antialiased.

        It is what `prepare_picture` makes of any other picture that a network is shown.

        Parameters
        ----------
        size : (height, width)
        channels : int
            1 for grey, 3 for red, green and blue.

        Raises
        ------
        ValueError
            If they are none of these, or larger than the pictures were kept.
        """
        if channels not in (1, 3):
            raise ValueError(f"channels must be 1 or 3, got {channels}")
        if not 1 <= min(size) <= max(size) <= self.largest:
            raise ValueError(f"size must be within 1 and {self.largest}, got {size}")
        preparation = Preparation((channels, *size))
        images = np.empty((len(self), *size, *((3,) if channels == 3 else ())), np.uint8)
        for place, picture in enumerate(self.pictures):
            images[place] = prepare_picture(picture, preparation).resized
        return ImageSet(self.name, images, self.labels, self.classes)

    @cached_property
    def key(self) -> str:
        """A hash of all that is in it."""
        digest = hashlib.sha256(repr((self.name, self.classes)).encode())
        digest.update(self.labels.tobytes())
        digest.update(b"" if self.is_test is None else self.is_test.tobytes())
        for picture in self.pictures:
            digest.update(repr(picture.shape).encode())
            digest.update(picture.tobytes())
        return digest.hexdigest()[:16]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many pictures each class has."""
        of = Counter(self.labels.tolist())
        return tuple(of[label] for label in range(len(self.classes)))


def shortened(name: str, most: int = 60) -> str:
    r"""A name from a stranger's file, fit for a line: no control characters, its middle cut out.

    Examples
    --------
    >>> shortened("a" * 50 + "b" * 50, 11), shortened("two\nlines")
    ('aaaaa…bbbbb', 'two·lines')
    """
    plain = "".join(letter if letter.isprintable() else "·" for letter in name)
    if len(plain) <= most:
        return plain
    half = (most - 1) // 2
    return f"{plain[:half]}…{plain[-half:]}"
