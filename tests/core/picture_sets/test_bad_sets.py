"""300 bad data sets: one sentence each or what is good of them, nothing written, little memory."""

from __future__ import annotations

import dataclasses
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz.core.picture_sets import LIMITS, PictureSetError, ReadSet, SetLimits, read_archive
from cnnviz.core.picture_sets.sources import FileProblem, ZipSource
from cnnviz.core.processes import environment
from tests.core.picture_sets.bad_sets import MADE, bad_sets, mutations, zipped

ROOT = Path(__file__).resolve().parents[3]
COUNT = 300
# Of this machine, which a sentence for somebody far away must not name.
OURS = (str(ROOT), str(Path.home()), sys.prefix, "Traceback", 'File "')
# It takes half a minute up to the limit that stands in the app.
FEWER = {"ten billion pixels": SetLimits(pixels=100_000_000)}

# What some sentences must say.
CULPRITS = {
    "20 GB claimed": "claims to hold 20.4 GB",
    "ratio bomb": "claims to hold 1.1 GB",
    "overlapping": "share their bytes",
    "10,000 classes": "10,000 folders",
    "encrypted": "encrypted",
    "wrong checksums": "checksum",
    "lzma bomb": "compressed in a way",
    "60000 x 60000": "60000 × 60000",
    "one class": "one class",
    "the same again": "fewer than 2 different",
}

_watched: list[str] | None = None


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Note whatever would change a file, while somebody watches."""
    if _watched is None:
        return
    if event == "open":
        path, mode, flags = arguments
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
        if (mode and set(str(mode)) & set("wax+")) or (flags or 0) & writes:
            _watched.append(f"{event} {path}")
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "os.chmod") or (
        event.startswith(("shutil.", "tempfile.", "subprocess.", "socket.connect"))
    ):
        _watched.append(f"{event} {arguments}")


sys.addaudithook(_hear)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is written meanwhile; names that lead nowhere would lead into an empty folder."""
    global _watched
    inner = tmp_path / "a/b/c/d/e"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    before = sorted(tmp_path.rglob("*"))
    _watched = noted = []
    yield noted
    _watched = None
    assert noted == []
    assert sorted(tmp_path.rglob("*")) == before


def judged(content: bytes, limits: SetLimits = LIMITS) -> str | ReadSet:
    """The set, or the one sentence; anything else is a bug."""
    try:
        *_, found = read_archive(content, limits=limits)
    except PictureSetError as error:
        return str(error)
    assert isinstance(found, ReadSet)
    return found


def check(found: str | ReadSet) -> None:
    texts = [found] if isinstance(found, str) else [f"{p.name}: {p.reason}" for p in found.problems]
    for text in texts:
        assert 5 < len(text) < 400, text
        assert text.isprintable(), text
        assert not any(ours in text for ours in OURS), text
    if isinstance(found, str):
        assert found[0].isupper() and found[-1] == "." and found.count(". ") == 0, found
        return
    assert 2 <= len(found.classes) <= 100
    assert min(found.counts) >= 2
    assert len(found.pictures) == len(found.labels)
    assert len(found.problems) <= LIMITS.listed
    images = found.at((found.side, found.side), found.channels).images
    assert images.dtype == np.uint8 and images.shape[:3] == (len(found), found.side, found.side)


def peak_memory() -> int:
    """The most that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_the_watcher_sees_what_is_written(tmp_path: Path) -> None:
    global _watched
    _watched = noted = []
    (tmp_path / "x").write_bytes(b"x")
    (tmp_path / "y").mkdir()
    _watched = None
    assert len(noted) == 2


def test_there_are_three_hundred() -> None:
    assert len(dict(bad_sets(COUNT))) == COUNT


@pytest.mark.parametrize("name", MADE)
def test_made_to_hurt(name: str, watched: list[str]) -> None:
    content = MADE[name]()
    before, start = peak_memory(), time.perf_counter()
    found = judged(content, FEWER.get(name, LIMITS))
    seconds = time.perf_counter() - start
    check(found)
    said = found if isinstance(found, str) else f"{len(found)} pictures"
    assert CULPRITS.get(name, "") in said
    print(f"{name}: {said} ({seconds:.2f} s)")
    assert seconds < 10
    assert peak_memory() - before < 400_000_000


def test_mutations(watched: list[str]) -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for _, content in mutations(COUNT - len(MADE)):
        start = time.perf_counter()
        found = judged(content)
        slowest = max(slowest, time.perf_counter() - start)
        check(found)
        outcomes["refused" if isinstance(found, str) else "opened"] += 1
    print(outcomes, f"slowest {slowest:.2f} s")
    assert min(outcomes["refused"], outcomes["opened"]) > 30, "mutations that try both ways"
    assert slowest < 5


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("name: parent", "its name leads out of the archive"),
        ("name: backslash parent", "its name leads out of the archive"),
        ("name: absolute", "its name is a place on a disk, not in the archive"),
        ("name: drive", "its name is a place on a disk, not in the archive"),
        ("name: nul", "its name holds control characters"),
        ("one 60000 x 60000", "the picture has 60000 × 60000 pixels, more than the 25 million"),
        ("encrypted, one", "it is encrypted"),
        ("one wrong checksum", "its checksum is wrong"),
        ("duplicate names", "another file has the same name"),
        ("900 MB claimed by one", "it has 900 MB, more than 20 MB"),
    ],
)
def test_one_bad_file_is_named_and_the_others_are_used(name: str, reason: str) -> None:
    found = judged(MADE[name]())
    assert isinstance(found, ReadSet)
    assert len(found) >= 11
    (problem,) = found.problems
    assert problem.reason.startswith(reason)


def test_what_is_really_unpacked_counts_not_what_is_claimed() -> None:
    content = zipped({f"{n}.png": bytes(1_000_000) for n in range(3)})
    source = ZipSource(content, SetLimits(file_bytes=400_000))
    modest = dataclasses.replace(source.entries()[0], size=10)
    with pytest.raises(FileProblem, match="more than 0 MB"):
        source.read(modest)
    source = ZipSource(content, SetLimits(unpacked_bytes=3_000_000))
    (again, *_) = source.entries()
    for _ in range(3):
        assert len(source.read(again)) == 1_000_000
    with pytest.raises(PictureSetError, match="unpacks to more than 3 MB"):
        source.read(again)


WORST = (
    "overlapping",
    "ratio bomb",
    "lzma bomb",
    "directory of nothing",
    "20 GB claimed",
    "60000 x 60000",
    "nested",
)
_IN_A_CELL = """
import resource, sys
from tests.core.picture_sets.bad_sets import MADE
from tests.core.picture_sets.test_bad_sets import check, judged
contents = [MADE[name]() for name in {names!r}]
held = int(next(line for line in open("/proc/self/status") if "VmSize" in line).split()[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (held + {more}, held + {more}))
for content in contents:
    check(judged(content))
print("all of them")
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_the_worst_ones_fit_into_little_memory() -> None:
    """In a process that may take no more than 150 MB beyond what it has when it begins."""
    script = _IN_A_CELL.format(names=WORST, more=150_000_000)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env=environment(),
    )
    assert done.stdout == "all of them\n", done.stderr[-2000:]
