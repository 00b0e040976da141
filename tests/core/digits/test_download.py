"""MNIST over HTTP, from a server of this test's own; the internet is never used."""

from __future__ import annotations

import errno
import gzip
import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz.core.digits import download
from cnnviz.core.digits.datasets import DatasetError, load_dataset
from cnnviz.core.digits.download import DownloadProgress, download_mnist
from cnnviz.core.digits.mnist import MNIST_FILES, MNIST_VARIABLE, mnist_is_here

NAMES = tuple(MNIST_FILES)
BIG = NAMES[0]


class Server(ThreadingHTTPServer):
    """Serves some files, in one of several ways, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("localhost", 0), _Handler)
        self.files = files
        self.asked: list[tuple[str, str | None]] = []
        self.ranges = True
        self.cut_after: int | None = None  # bytes of each answer, then the connection breaks
        self.silent_after: int | None = None  # the same, then nothing more is said
        self.status: int | None = None
        self.other_range = False
        self.endless = False

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}/{{name}}.gz"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        server = self.server
        name = self.path.strip("/").removesuffix(".gz")
        wanted = self.headers.get("Range")
        server.asked.append((name, wanted))
        self.close_connection = True
        if server.status is not None:
            self.send_response(server.status)
            self.end_headers()
            return
        content = server.files[name]
        begin = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and server.ranges else 0  # type: ignore[index]
        if begin and begin >= len(content):
            self.send_response(416)
            self.end_headers()
            return
        self.send_response(206 if begin else 200)
        if begin:
            first = 0 if server.other_range else begin
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        if not server.endless:
            self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        self._send(content[begin:])

    def _send(self, content: bytes) -> None:
        server = self.server
        try:
            if server.endless:
                while True:
                    self.wfile.write(bytes(1 << 20))
            most = server.cut_after if server.cut_after is not None else server.silent_after
            self.wfile.write(content[:most])
            self.wfile.flush()
            if server.silent_after is not None:
                time.sleep(1.5)
        except OSError:
            pass


@pytest.fixture
def raw(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Small files with noise in them, which does not compress, vouched for as MNIST's."""
    rng = np.random.default_rng(0)
    sizes = (400_016, 1_008, 100_016, 508)
    files = {name: rng.bytes(size) for name, size in zip(NAMES, sizes, strict=True)}
    for name, content in files.items():
        monkeypatch.setitem(MNIST_FILES, name, hashlib.sha256(content).hexdigest())
    return files


@pytest.fixture
def server(raw: dict[str, bytes]) -> Iterator[Server]:
    serving = Server({name: gzip.compress(content) for name, content in raw.items()})
    thread = threading.Thread(target=serving.serve_forever, args=(0.05,))
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


WHOLE = {f"{name}.gz" for name in NAMES}


def test_all_four_files_come_with_progress_and_are_the_real_ones(
    server: Server, raw: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "folder"
    assert not mnist_is_here(folder)
    events = list(download_mnist(folder, server.url))
    assert mnist_is_here(folder)
    assert names_in(folder) == WHOLE
    for name, content in raw.items():
        assert gzip.decompress((folder / f"{name}.gz").read_bytes()) == content
    done = [event.done for event in events]
    assert done == sorted(done) and len(set(done)) > 5
    total = sum(map(len, server.files.values()))
    assert events[-1] == DownloadProgress(total, total)
    assert all(0 <= event.done <= event.total for event in events)
    # Nothing is asked for that is there.
    asked = len(server.asked)
    assert list(download_mnist(folder, server.url)) == []
    assert len(server.asked) == asked


def test_a_broken_download_goes_on_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.cut_after = 150_000
    for tries in (1, 2):
        with pytest.raises(DatasetError, match=r"connection broke .*goes on from there\.$"):
            list(download_mnist(tmp_path, server.url))
        assert (tmp_path / f"{BIG}.gz.part").stat().st_size == tries * 150_000
        assert not mnist_is_here(tmp_path)
    first = next(download_mnist(tmp_path, server.url))
    assert first.done >= 300_000
    list(download_mnist(tmp_path, server.url))
    assert names_in(tmp_path) == WHOLE
    ranges = [wanted for name, wanted in server.asked if name == BIG]
    assert ranges[:3] == [None, "bytes=150000-", "bytes=300000-"]


def test_a_stopped_download_goes_on_where_it_was_stopped(server: Server, tmp_path: Path) -> None:
    events = download_mnist(tmp_path, server.url)
    while next(events).done < 200_000:
        pass
    events.close()  # type: ignore[attr-defined]
    have = (tmp_path / f"{BIG}.gz.part").stat().st_size
    assert have >= 200_000
    list(download_mnist(tmp_path, server.url))
    assert mnist_is_here(tmp_path)
    assert (BIG, f"bytes={have}-") in server.asked


@pytest.mark.parametrize("how", ["no ranges", "another range"])
def test_a_server_that_cannot_go_on_begins_anew(server: Server, tmp_path: Path, how: str) -> None:
    server.ranges, server.other_range = how != "no ranges", how == "another range"
    (tmp_path / f"{BIG}.gz.part").write_bytes(server.files[BIG][:100_000])
    list(download_mnist(tmp_path, server.url))
    assert names_in(tmp_path) == WHOLE
    assert server.asked[0] == (BIG, "bytes=100000-")


@pytest.mark.parametrize("more", [b"", b"rubbish"])
def test_a_part_that_lacks_nothing_is_taken_or_begun_anew(
    server: Server, tmp_path: Path, more: bytes
) -> None:
    """It was cut off after the last byte, or holds more than the file has."""
    (tmp_path / f"{BIG}.gz.part").write_bytes(server.files[BIG] + more)
    list(download_mnist(tmp_path, server.url))
    assert names_in(tmp_path) == WHOLE


# No time of day in the packed one: the names of tests must not depend on it.
WRONG = {
    "a page": b"<html>log in",
    "another file": gzip.compress(b"other", mtime=0),
    "nothing": b"",
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_deleted_and_said(server: Server, tmp_path: Path, content: bytes) -> None:
    server.files[BIG] = content
    with pytest.raises(DatasetError, match=rf"not MNIST's {BIG}.*deleted") as caught:
        list(download_mnist(tmp_path, server.url))
    assert "\n" not in str(caught.value)
    assert names_in(tmp_path) == set()


def test_a_damaged_part_spoils_one_try_only(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{BIG}.gz.part").write_bytes(bytes(1_000))
    with pytest.raises(DatasetError, match="deleted"):
        list(download_mnist(tmp_path, server.url))
    list(download_mnist(tmp_path, server.url))
    assert mnist_is_here(tmp_path)


def test_a_damaged_file_is_got_again(server: Server, tmp_path: Path) -> None:
    list(download_mnist(tmp_path, server.url))
    (tmp_path / f"{NAMES[2]}.gz").write_bytes(b"damaged")
    server.asked.clear()
    list(download_mnist(tmp_path, server.url))
    assert server.asked == [(NAMES[2], None)]
    assert (tmp_path / f"{NAMES[2]}.gz").read_bytes() == server.files[NAMES[2]]


def test_a_bomb_fills_neither_memory_nor_disk(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files[BIG] = gzip.compress(bytes(300_000_000), 9)
    with pytest.raises(DatasetError, match="deleted"):
        list(download_mnist(tmp_path, server.url))
    monkeypatch.setattr(download, "_MOST_BYTES", 3_000_000)
    server.endless = True
    with pytest.raises(DatasetError, match="deleted"):
        list(download_mnist(tmp_path, server.url))
    assert names_in(tmp_path) == set()


def test_nobody_there_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    with pytest.raises(DatasetError) as caught:
        list(download_mnist(tmp_path, f"http://localhost:{port}/{{name}}.gz"))
    assert str(caught.value) == (
        "MNIST could not be downloaded (ConnectionRefusedError); connect to the internet, or name "
        "a folder that holds its files (--mnist, or CNNVIZ_MNIST in the environment)."
    )
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refusal_is_one_sentence(server: Server, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(DatasetError, match=rf"answers {status}\)") as caught:
        list(download_mnist(tmp_path, server.url))
    assert "\n" not in str(caught.value)


def test_a_silent_server_is_not_waited_for(server: Server, tmp_path: Path) -> None:
    server.silent_after = 100_000
    start = time.monotonic()
    with pytest.raises(DatasetError, match=r"did not come on .*kept"):
        list(download_mnist(tmp_path, server.url, seconds=0.2))
    assert time.monotonic() - start < 10
    assert (tmp_path / f"{BIG}.gz.part").stat().st_size == 100_000


def test_a_full_disk_is_one_sentence(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "_accept", full)
    with pytest.raises(DatasetError, match="The disk is full"):
        list(download_mnist(tmp_path, server.url))


def test_a_folder_that_cannot_be_made_is_one_sentence(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(DatasetError, match=r"cannot be put into.*CNNVIZ_MNIST"):
        list(download_mnist(tmp_path / "file" / "below", server.url))


def test_two_who_ask_at_once_share_one_download(server: Server, tmp_path: Path) -> None:
    first = download_mnist(tmp_path, server.url)
    next(first)
    last: list[DownloadProgress] = []
    other = threading.Thread(target=lambda: last.extend(download_mnist(tmp_path, server.url)))
    other.start()
    time.sleep(0.7)
    list(first)
    other.join(timeout=5)
    assert not other.is_alive()
    assert last, "progress while it waits"
    assert sorted(name for name, _ in server.asked) == sorted(NAMES)


def test_load_dataset_downloads_what_is_missing(
    server: Server, raw: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setenv(MNIST_VARIABLE, str(folder))
    monkeypatch.setattr(download_mnist, "__defaults__", (None, server.url, 5.0))
    labels = np.frombuffer(raw[NAMES[3]][8:], np.uint8)
    images = np.frombuffer(raw[NAMES[2]][16:], np.uint8)[: 784 * 127]
    monkeypatch.setattr(
        "cnnviz.core.digits.datasets.read_mnist_file",
        lambda where, name: images if "images" in name else labels,
    )
    assert len(load_dataset("mnist-test")) == 500
    assert names_in(folder) == WHOLE
