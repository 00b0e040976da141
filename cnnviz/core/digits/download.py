"""Download MNIST: with progress, resumable, checked. Uses the internet only when it is called."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from cnnviz.core.digits.mnist import (
    MNIST_FILES,
    DatasetError,
    found_file,
    is_genuine,
    mnist_folder,
    unpacked,
)

MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/{name}.gz"
# Bytes of the compressed files there, for the progress before a server has said its own.
_SIZES = {
    "train-images-idx3-ubyte": 9_912_422,
    "train-labels-idx1-ubyte": 28_881,
    "t10k-images-idx3-ubyte": 1_648_877,
    "t10k-labels-idx1-ubyte": 4_542,
}
_PIECE = 1 << 16
_SECONDS = 20.0
# What no file of MNIST's can need; a server that sends on and on fills nobody's disk.
_MOST_BYTES = 60_000_000
_OR_A_FOLDER = "name a folder that holds its files (--mnist, or CNNVIZ_MNIST in the environment)"
_GO_ON = "what has come is kept, so try again and it goes on from there"
# Two visitors of one server who ask for it at once share one download.
_downloading = Lock()


@dataclass(frozen=True)
class DownloadProgress:
    """How many bytes there are by now, of how many."""

    done: int
    total: int


def download_mnist(
    directory: str | Path | None = None, url: str = MNIST_URL, seconds: float = _SECONDS
) -> Iterator[DownloadProgress]:
    """Get those of MNIST's four files that are not there yet, or are there but damaged.

    A file grows as ``name.gz.part`` and gets its name once its checksum is found right. Whoever
    stops, by closing the generator or by losing the connection, goes on there the next time, if
    the server can; else that file begins anew.

    Parameters
    ----------
    directory : path, optional
        Where to put them; `mnist_folder` without it.
    url : str
        Of a file, with ``{name}`` for its name.
    seconds : float
        How long to wait for a server that says nothing.

    Yields
    ------
    DownloadProgress
        After every few kilobytes, over all four files; nothing if all are there.

    Raises
    ------
    DatasetError
        One sentence: without internet, if the server sends something else (what it sent is
        deleted), or if the disk is full or may not be written.
    """
    folder = mnist_folder() if directory is None else Path(directory)
    while not _downloading.acquire(timeout=0.5):
        yield _Files(folder, checked=False).progress()
    try:
        files = _Files(folder, checked=True)
        for name in tuple(files.missing):
            for _ in _fetch(url.format(name=name), name, files, seconds):
                yield files.progress()
            _accept(files.part(name), name)
            files.came(name)
            yield files.progress()
    except OSError as error:
        raise DatasetError(_why_not_kept(error, folder)) from error
    finally:
        _downloading.release()


class _Files:
    """The four files of a folder, as far as they are there; damaged ones are not, if checked."""

    def __init__(self, folder: Path, *, checked: bool) -> None:
        self._folder = folder
        self.sizes = dict(_SIZES)
        self.missing = [name for name in MNIST_FILES if not self._is_there(name, checked)]

    def _is_there(self, name: str, checked: bool) -> bool:
        path = found_file(self._folder, name)
        return path is not None and (not checked or _is_whole(path, name))

    def part(self, name: str) -> Path:
        return self._folder / f"{name}.gz.part"

    def came(self, name: str) -> None:
        self.sizes[name] = (self._folder / f"{name}.gz").stat().st_size
        self.missing.remove(name)

    def have(self, name: str) -> int:
        """Bytes of a file that are there; a file that was there before counts as a whole."""
        if name not in self.missing:
            return self.sizes[name]
        try:
            return self.part(name).stat().st_size
        except OSError:
            return 0

    def progress(self) -> DownloadProgress:
        total = sum(self.sizes.values())
        return DownloadProgress(min(total, sum(map(self.have, MNIST_FILES))), total)


def _fetch(url: str, name: str, files: _Files, seconds: float) -> Iterator[None]:
    """Make a part whole; gives a sign after every piece that was written."""
    part = files.part(name)
    have = part.stat().st_size if part.exists() else 0
    response = _ask(url, have, seconds)
    if response is None:  # there is no more, or another file than the one that was begun
        if have and _is_whole(part, name):
            return
        part.unlink(missing_ok=True)
        have, response = 0, _ask(url, 0, seconds)
        assert response is not None
    with closing(response):
        goes_on = response.status == 206
        length = response.headers.get("Content-Length", "")
        have = have if goes_on else 0
        whole = have + int(length) if length.isdigit() else None
        files.sizes[name] = whole or files.sizes[name]
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab" if goes_on else "wb") as file:
            while piece := _piece(response):
                have += len(piece)
                if have > _MOST_BYTES:
                    break
                file.write(piece)
                file.flush()
                yield
    if whole is not None and have < whole:
        raise DatasetError(f"The connection broke while MNIST was downloaded; {_GO_ON}.")


def _ask(url: str, have: int, seconds: float) -> http.client.HTTPResponse | None:
    """The server's answer, from byte `have` on; None if it has nothing there."""
    headers = {"User-Agent": "cnnviz", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=seconds)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and have:
            return None
        raise DatasetError(
            f"The server that has MNIST refuses it (it answers {error.code}); try again later, or "
            f"{_OR_A_FOLDER}."
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _no_connection(error) from error
    begins = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if response.status == 206 and (begins is None or int(begins[1]) != have):
        response.close()
        return None
    return response


def _piece(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read1(_PIECE)
    except (OSError, http.client.HTTPException) as error:
        why = "did not come on" if isinstance(error, TimeoutError) else "broke"
        raise DatasetError(f"The connection {why} while MNIST was downloaded; {_GO_ON}.") from error


def _no_connection(error: Exception) -> DatasetError:
    reason = getattr(error, "reason", error)
    kind = type(reason if isinstance(reason, Exception) else error).__name__
    if isinstance(reason, socket.gaierror):
        kind = "its server is not found"
    return DatasetError(
        f"MNIST could not be downloaded ({kind}); connect to the internet, or {_OR_A_FOLDER}."
    )


def _is_whole(part: Path, name: str) -> bool:
    try:
        return is_genuine(name, unpacked(part))
    except (OSError, EOFError, zlib.error):
        return False


def _accept(part: Path, name: str) -> None:
    """Give a whole file its name, or delete it."""
    if not _is_whole(part, name):
        part.unlink(missing_ok=True)
        raise DatasetError(
            f"What the server sent is not MNIST's {name}: its checksum differs; it was deleted, "
            f"so try again, or {_OR_A_FOLDER}."
        )
    part.replace(part.with_suffix(""))


def _why_not_kept(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full, and MNIST needs 12 MB in {folder}; make room and try again."
    return (
        f"MNIST cannot be put into {folder} ({type(error).__name__}); name another folder with the "
        "environment variable CNNVIZ_MNIST."
    )
