"""Read a picture set, file by file; a bad one is named and left out, the rest is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cnnviz.core.picture_files import READABLE, PictureError, kind_of, open_picture
from cnnviz.core.picture_sets.left_out import LeftOut
from cnnviz.core.picture_sets.names import (
    MOST_CLASS_LETTERS,
    NameProblem,
    Parts,
    Place,
    is_ignored,
    natural,
    parts_of,
    places,
)
from cnnviz.core.picture_sets.shrinking import Kept, kept, largest_side
from cnnviz.core.picture_sets.sources import Entry, FileProblem, FolderSource, Source, ZipSource
from cnnviz.core.picture_sets.values import (
    LIMITS,
    PictureSetError,
    ReadProgress,
    ReadSet,
    SetLimits,
    shortened,
)
from cnnviz.core.pictures import decode_picture

Events = Iterator[ReadProgress | ReadSet]

# Files between two signs of life.
_EVERY = 20
_HEADS_EVERY = 500


def read_archive(
    content: bytes | BinaryIO | str | Path, name: str = "pictures", limits: SetLimits = LIMITS
) -> Events:
    """Read a ZIP of pictures, one folder a class. Nothing is ever unpacked or written.

    Folders around everything are passed over; below them may come "train" and "test", whose
    division is kept. Hidden files and __MACOSX are ignored.

    Parameters
    ----------
    content : bytes, file open for reading, or path
        Of the ZIP.
    name : str
        What to call the set.
    limits : SetLimits

    Yields
    ------
    ReadProgress or ReadSet
        Progress every few files, and the `ReadSet` last. Close the generator to stop.

    Raises
    ------
    PictureSetError
        If there is no set in it that could be used: one sentence.

    Examples
    --------
    >>> list(read_archive(b"no archive"))
    Traceback (most recent call last):
        ...
    cnnviz.core.picture_sets.values.PictureSetError: The file is damaged or no ZIP; choose a ZIP \
of folders with pictures, one folder for each class.
    """
    yield ReadProgress(0, 0)
    yield from _Reading(ZipSource(_bytes(content, limits), limits), name, limits).events()


def read_folder(folder: str | Path, name: str = "", limits: SetLimits = LIMITS) -> Events:
    """Read a folder of pictures as `read_archive` reads a ZIP.

    Links that lead out of the folder are named and left out.

    Parameters
    ----------
    folder : path
    name : str
        What to call the set; the folder's own name without it.
    limits : SetLimits

    Yields
    ------
    ReadProgress or ReadSet

    Raises
    ------
    PictureSetError
    """
    yield ReadProgress(0, 0)
    source = FolderSource(folder, limits)
    yield from _Reading(source, name or shortened(Path(folder).name), limits).events()


def _bytes(content: bytes | BinaryIO | str | Path, limits: SetLimits) -> bytes:
    if isinstance(content, bytes):
        return content
    try:
        if isinstance(content, str | Path):
            with Path(content).open("rb") as file:
                return file.read(limits.archive_bytes + 1)
        return content.read(limits.archive_bytes + 1)
    except (OSError, ValueError) as error:
        raise PictureSetError("The file cannot be read; choose another one.") from error


class _Reading:
    """One set while it is read."""

    def __init__(self, source: Source, name: str, limits: SetLimits) -> None:
        self._source, self._name, self._limits = source, name, limits
        self._left_out = LeftOut(limits.listed)
        self._pixels = 0

    def events(self) -> Events:
        """Names first, then first bytes, then pictures: what can be refused early is."""
        candidates = self._named(self._source.entries())
        pictures: list[tuple[Entry, Parts]] = []
        for number, (entry, parts) in enumerate(candidates):
            if self._is_picture(entry):
                pictures.append((entry, parts))
            if number % _HEADS_EVERY == _HEADS_EVERY - 1:
                yield ReadProgress(0, len(candidates))
        placed = self._placed(pictures)
        self._check(placed)
        side = largest_side(len(placed), self._limits.kept_bytes)
        read: list[tuple[Place, Kept]] = []
        for number, (entry, place) in enumerate(placed):
            picture = self._decoded(entry, side)
            if picture is not None:
                read.append((place, picture))
            if number % _EVERY == _EVERY - 1:
                yield ReadProgress(number + 1, len(placed))
        yield ReadProgress(len(placed), len(placed))
        yield self._whole(read, side)

    def _named(self, entries: list[Entry]) -> list[tuple[Entry, Parts]]:
        """Those files whose names are in order."""
        found: list[tuple[Entry, Parts]] = []
        seen: set[Parts] = set()
        for entry in entries:
            try:
                parts = parts_of(entry.name)
                if parts in seen:
                    raise NameProblem("another file has the same name")
            except NameProblem as problem:
                self._left_out.add(entry.name, str(problem))
                continue
            seen.add(parts)
            if not is_ignored(parts):
                found.append((entry, parts))
        if not found and not self._left_out.count:
            raise PictureSetError(
                f"The {self._source.what} holds no files; choose one of folders with "
                "pictures, one folder for each class."
            )
        return found

    def _is_picture(self, entry: Entry) -> bool:
        """By its first bytes, so that nothing else is unpacked further."""
        try:
            head = self._source.head(entry)
        except FileProblem as problem:
            self._left_out.add(entry.name, str(problem))
            return False
        if kind_of(head) is None:
            self._left_out.add(
                entry.name, "it is empty" if not head else f"it is no {READABLE} file"
            )
            return False
        return True

    def _placed(self, pictures: list[tuple[Entry, Parts]]) -> list[tuple[Entry, Place]]:
        placed: list[tuple[Entry, Place]] = []
        found = places([parts for _, parts in pictures])
        for (entry, _), place in zip(pictures, found, strict=True):
            if place is None:
                self._left_out.add(entry.name, "it lies in no folder that names its class")
            elif len(place.name) > MOST_CLASS_LETTERS:
                self._left_out.add(entry.name, "its class has too long a name")
            else:
                placed.append((entry, place))
        return placed

    def _nothing(self) -> PictureSetError:
        why = self._left_out.first()
        return PictureSetError(f"The {self._source.what} holds no picture that can be used{why}.")

    def _check(self, placed: list[tuple[Entry, Place]]) -> None:
        """The limits that can be known before a picture is decoded."""
        limits = self._limits
        if not placed:
            raise self._nothing()
        classes = {place.name for _, place in placed}
        self._check_classes(len(classes))
        if len(placed) > limits.pictures:
            raise PictureSetError(
                f"The {self._source.what} holds {len(placed):,} pictures, more than the "
                f"{limits.pictures:,} that are read; leave some out."
            )

    def _check_classes(self, count: int) -> None:
        fewest, most = self._limits.classes
        if count > most:
            raise PictureSetError(
                f"There are {count:,} folders with pictures, and so classes, more than the "
                f"{most:,} that a network here can learn; put each class into one folder."
            )
        if count < fewest:
            raise PictureSetError(
                "All pictures that can be used are of one class, and there is nothing to tell "
                f"apart; put each class into a folder of its own{self._left_out.first()}."
            )

    def _decoded(self, entry: Entry, side: int) -> Kept | None:
        try:
            opened = open_picture(self._source.read(entry), self._limits.picture_pixels)
            width, height = opened.image.size
            self._count(width * height)
            size = (width, height) if opened.orientation > 4 else (height, width)
            # Twice what is kept, so that the last step still averages.
            enough = -(-2 * side * max(size) // max(1, min(size)))
            return kept(decode_picture(opened, enough=enough), side, size)
        except FileProblem as problem:
            self._left_out.add(entry.name, str(problem))
        except PictureError as error:
            # The advice that follows is for somebody who chose this one file.
            reason = str(error).split(";")[0].rstrip(".")
            self._left_out.add(entry.name, reason[:1].lower() + reason[1:])
        return None

    def _count(self, pixels: int) -> None:
        self._pixels += pixels
        if self._pixels > self._limits.pixels:
            raise PictureSetError(
                f"The pictures have more than {self._limits.pixels / 1e9:,g} billion pixels "
                "together, more than is read; save them smaller."
            )

    def _whole(self, read: list[tuple[Place, Kept]], side: int) -> ReadSet:
        different: dict[str, set[bytes]] = defaultdict(set)
        for place, picture in read:
            different[place.name].add(picture.fingerprint)
        for name in sorted(different, key=natural):
            if len(different[name]) < self._limits.per_class:
                least = self._limits.per_class
                self._left_out.add(name, f"the class has fewer than {least} different pictures")
                del different[name]
        if not different:
            raise self._nothing()
        self._check_classes(len(different))
        classes = tuple(sorted(different, key=natural))
        index = {name: label for label, name in enumerate(classes)}
        used = [(place, picture) for place, picture in read if place.name in index]
        sizes = Counter(picture.size for _, picture in used)
        return ReadSet(
            name=self._name,
            classes=classes,
            pictures=tuple(picture.pixels for _, picture in used),
            labels=np.array([index[place.name] for place, _ in used], np.int64),
            is_test=(
                None
                if used[0][0].is_test is None
                else np.array([bool(place.is_test) for place, _ in used])
            ),
            problems=tuple(self._left_out.listed),
            unlisted=self._left_out.count - len(self._left_out.listed),
            largest=side,
            commonest=sizes.most_common(1)[0][0],
            coloured=sum(picture.is_coloured for _, picture in used),
        )
