"""Where a set's files come from: a ZIP archive in memory, or a folder of this computer."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cnnviz.core.picture_sets.values import PictureSetError, SetLimits

HEAD = 32
_PIECE = 1 << 16
_ENCRYPTED = 0x1 | 0x40
# Where a central directory names a file (PKWARE's APPNOTE, 4.3.12).
_LISTED = b"PK\x01\x02"
# Of a file's own header, before its name.
_LOCAL_HEADER = 30


class FileProblem(ValueError):
    """A file cannot be read; the message says why, in half a sentence."""


@dataclass(frozen=True)
class Entry:
    """A file of a source: its name, the bytes it claims, and what the source knows it by."""

    name: str
    size: int
    handle: Any


class Source(Protocol):
    """Files that can be read; `what` they lie in."""

    what: str

    def entries(self) -> list[Entry]:
        """All files; `PictureSetError` if the whole cannot be read."""

    def head(self, entry: Entry) -> bytes:
        """The first bytes of a file; `FileProblem` if there is no reading it."""

    def read(self, entry: Entry) -> bytes:
        """A whole file; `FileProblem` if there is no reading it, or it is too large."""


class ZipSource:
    """A ZIP archive. It is never unpacked anywhere, and nothing that it claims is believed."""

    what = "archive"

    def __init__(self, content: bytes, limits: SetLimits) -> None:
        self._content, self._limits = content, limits
        self._read = 0
        if not content:
            raise PictureSetError("The file is empty; choose a ZIP of folders with pictures.")
        if len(content) > limits.archive_bytes:
            raise PictureSetError(
                f"The archive has {len(content) / 1e6:,.0f} MB, more than the "
                f"{limits.archive_bytes / 1e6:,.0f} MB that are read; save the pictures smaller."
            )
        # Before they are listed: each one listed takes memory.
        listed = content.count(_LISTED)
        if listed > limits.entries:
            raise PictureSetError(
                f"The archive holds {listed:,} files, more than the {limits.entries:,} that are "
                "read; leave some out."
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # whatever a damaged directory brings about
            raise PictureSetError(
                "The file is damaged or no ZIP; choose a ZIP of folders with pictures, one folder "
                "for each class."
            ) from error

    def entries(self) -> list[Entry]:
        """All files of it."""
        infos = [info for info in self._archive.infolist() if not info.orig_filename.endswith("/")]
        claimed = sum(info.file_size for info in infos)
        if claimed > self._limits.unpacked_bytes:
            raise _too_much(f"claims to hold {_size(claimed)}", self._limits)
        self._check_overlap(infos)
        return [Entry(info.orig_filename, info.file_size, info) for info in infos]

    def _check_overlap(self, infos: list[zipfile.ZipInfo]) -> None:
        """Files that share bytes: a few kilobytes then unpack to any number of gigabytes."""
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise PictureSetError(
                    "The archive is damaged or made to harm: files in it share their bytes; pack "
                    "the pictures anew."
                )
            # The name is at least as long in bytes as in letters.
            name = len(info.orig_filename)
            end = info.header_offset + _LOCAL_HEADER + name + info.compress_size

    def head(self, entry: Entry) -> bytes:
        """The first bytes of a file."""
        return self._unpack(entry, HEAD)

    def read(self, entry: Entry) -> bytes:
        """A whole file."""
        if entry.size > self._limits.file_bytes:
            raise _too_large(entry.size, self._limits)
        return self._unpack(entry, None)

    def _unpack(self, entry: Entry, most: int | None) -> bytes:
        info: zipfile.ZipInfo = entry.handle
        if info.flag_bits & _ENCRYPTED:
            raise FileProblem("it is encrypted")
        # Of the others Python's own reader unpacks without a bound.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileProblem("it is compressed in a way that is not read here")
        pieces, length = [], 0
        try:
            with self._archive.open(info) as file:
                while most is None or length < most:
                    piece = file.read(_PIECE if most is None else most - length)
                    if not piece:
                        break
                    pieces.append(piece)
                    length += len(piece)
                    if most is None:
                        self._count(len(piece), length)
        except (FileProblem, PictureSetError):
            raise
        except zipfile.BadZipFile as error:
            wrong = "its checksum is wrong" if "CRC" in str(error) else "it is damaged"
            raise FileProblem(wrong) from error
        except (EOFError, zlib.error, Exception) as error:  # whatever damaged bytes bring about
            raise FileProblem("it is damaged or incomplete") from error
        return b"".join(pieces)

    def _count(self, piece: int, length: int) -> None:
        """Stop at what is really unpacked, whatever was claimed."""
        self._read += piece
        if length > self._limits.file_bytes:
            raise _too_large(length, self._limits)
        if self._read > self._limits.unpacked_bytes:
            raise _too_much(f"unpacks to more than {_size(self._read)}", self._limits)


class FolderSource:
    """A folder; links that lead out of it are not followed."""

    what = "folder"

    def __init__(self, folder: str | Path, limits: SetLimits) -> None:
        self._limits, self._read = limits, 0
        try:
            self._root = Path(folder).resolve(strict=True)
        except (OSError, ValueError) as error:
            raise PictureSetError("There is no such folder; name one that holds pictures.") from (
                error
            )
        if not self._root.is_dir():
            raise PictureSetError("That is no folder; name one that holds pictures.")

    def entries(self) -> list[Entry]:
        """All files below it, sorted."""
        found: list[Entry] = []
        for path in self._walk():
            if len(found) >= self._limits.entries:
                raise PictureSetError(
                    f"The folder holds more than the {self._limits.entries:,} files that are read; "
                    "leave some out."
                )
            name = path.relative_to(self._root).as_posix()
            try:
                size = path.stat().st_size
            except OSError:
                size = 0
            found.append(Entry(name, size, path))
        claimed = sum(entry.size for entry in found)
        if claimed > self._limits.unpacked_bytes:
            raise _too_much(f"holds {_size(claimed)}", self._limits, "folder")
        return found

    def _walk(self) -> Iterator[Path]:
        for folder, folders, files in os.walk(self._root, followlinks=False):
            # Links to folders come among the folders, and are then not gone into.
            links = [name for name in folders if (Path(folder) / name).is_symlink()]
            folders[:] = sorted(name for name in folders if name not in links)
            for name in sorted([*files, *links]):
                yield Path(folder) / name

    def head(self, entry: Entry) -> bytes:
        """The first bytes of a file."""
        return self._load(entry, HEAD)

    def read(self, entry: Entry) -> bytes:
        """A whole file."""
        content = self._load(entry, self._limits.file_bytes + 1)
        if len(content) > self._limits.file_bytes:
            raise _too_large(max(entry.size, len(content)), self._limits)
        self._read += len(content)
        if self._read > self._limits.unpacked_bytes:
            raise _too_much(f"holds more than {_size(self._read)}", self._limits, "folder")
        return content

    def _load(self, entry: Entry, most: int) -> bytes:
        path: Path = entry.handle
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(self._root):
                raise FileProblem("it is a link that leads out of the folder")
            if path.is_symlink() and path.is_dir():
                raise FileProblem("it is a link to a folder")
            # A pipe or a device would be waited for without an end.
            if not stat.S_ISREG(path.stat().st_mode):
                raise FileProblem("it is no ordinary file")
            with path.open("rb") as file:
                return file.read(most)
        except (OSError, RuntimeError) as error:
            raise FileProblem("it cannot be opened") from error


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def _too_large(size: int, limits: SetLimits) -> FileProblem:
    return FileProblem(f"it has {size / 1e6:,.0f} MB, more than {limits.file_bytes / 1e6:,.0f} MB")


def _too_much(what: str, limits: SetLimits, kind: str = "archive") -> PictureSetError:
    most = _size(limits.unpacked_bytes)
    return PictureSetError(
        f"The {kind} {what}, more than the {most} that are read; save the pictures smaller."
    )
