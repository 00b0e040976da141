"""Picture sets that nobody should have to open: mutations of good ones, and ones made to hurt."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from tests.core.picture_maker import encode, mutated, patches, png_that_claims

Files = dict[str, bytes]
CLASSES = ("apple", "banana", "cherry")


def picture(number: int, side: int = 20, kind: str = "PNG") -> bytes:
    return encode(patches(side, side, 4, seed=number), kind)


def good_files(per_class: int = 4, kind: str = "PNG") -> Files:
    return {
        f"{name}/{number}.{kind.lower()}": picture(10 * place + number, kind=kind)
        for place, name in enumerate(CLASSES)
        for number in range(per_class)
    }


def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            archive.writestr(info, content)
    return out.getvalue()


def renamed(old: str, new: bytes) -> bytes:
    """A good archive in which a file has another name, which no library would write."""
    assert len(old) == len(new)
    return zipped(good_files() | {old: picture(99)}).replace(old.encode(), new)


# --- made to hurt ------------------------------------------------------------------------------


def central(content: bytes) -> int:
    """Where the directory begins."""
    return content.index(b"PK\x01\x02")


def claimed(size: int, count: int | None = None) -> bytes:
    """The directory promises so many bytes for each file."""
    data = bytearray(zipped(good_files()))
    place, done = central(bytes(data)), 0
    while place >= 0 and (count is None or done < count):
        data[place + 24 : place + 28] = struct.pack("<I", size)
        place, done = data.find(b"PK\x01\x02", place + 4), done + 1
    return bytes(data)


def flagged(flag: int, only: int | None = None) -> bytes:
    """A flag is set in the directory and in the headers of the files."""
    data = bytearray(zipped(good_files()))
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place, done = data.find(sign), 0
        while place >= 0 and (only is None or done < only):
            data[place + offset] |= flag
            place, done = data.find(sign, place + 4), done + 1
    return bytes(data)


def compression(method: int) -> bytes:
    data = bytearray(zipped(good_files()))
    for sign, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + offset : place + offset + 2] = struct.pack("<H", method)
            place = data.find(sign, place + 4)
    return bytes(data)


def wrong_crc(every: bool) -> bytes:
    data = bytearray(zipped(good_files()))
    place = central(bytes(data))
    while place >= 0:
        data[place + 16] ^= 0xFF
        place = data.find(b"PK\x01\x02", place + 4) if every else -1
    return bytes(data)


def overlapping(copies: int = 5_000) -> bytes:
    """One compressed file of zeros that the directory names again and again (Fifield, 2019)."""
    packer = zlib.compressobj(9, wbits=-15)
    zeros = bytes(19_000_000)
    body = packer.compress(zeros) + packer.flush()
    check = zlib.crc32(zeros)
    name = b"a/0000.png"
    sizes = struct.pack("<III", check, len(body), len(zeros))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
    local += struct.pack("<HH", len(name), 0) + name
    directory = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0)
        + struct.pack("<III", check, len(body), 100_000)
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
        for _ in range(copies)
    )
    start = len(local) + len(body)
    end = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, copies & 0xFFFF, copies & 0xFFFF, len(directory), start, 0
    )
    return local + body + directory + end


def zeros_called_png(count: int, size: int) -> bytes:
    """A ratio bomb: files that begin as a PNG and go on as nothing."""
    content = b"\x89PNG\r\n\x1a\n" + bytes(size)
    return zipped({f"{'ab'[n % 2]}/{n}.png": content for n in range(count)})


def real_png(side: int) -> bytes:
    """A picture of one colour: a few kilobytes of file, gigabytes of pixels."""
    return encode(Image.new("1", (side, side)), "PNG")


def nested(depth: int) -> bytes:
    content = zipped(good_files())
    for level in range(depth):
        content = zipped({f"cats/{level}.zip": content, f"dogs/{level}.zip": content})
    return content


def many_pixels() -> bytes:
    """Each picture is within the limit; all together would take minutes."""
    one, two = real_png(4_900), encode(Image.new("1", (4_900, 4_900), 1), "PNG")
    return zipped({f"{'ab'[n % 2]}/{n}.png": (one, two)[n // 2 % 2] for n in range(400)})


def declared_entries(count: int) -> bytes:
    """The end of the archive says that there are more files than there are."""
    data = bytearray(zipped(good_files()))
    place = data.rindex(b"PK\x05\x06")
    data[place + 8 : place + 12] = struct.pack("<HH", count & 0xFFFF, count & 0xFFFF)
    return bytes(data)


def directory_bomb(count: int) -> bytes:
    """No files, only a directory that goes on and on."""
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0, 0, len(entry) * count, 0, 0)
    return entry * count + end


def animated() -> bytes:
    frames = [Image.fromarray(patches(20, 20, 4, seed=s)) for s in range(6)]
    files = good_files()
    for place, name in enumerate(CLASSES):
        turned = frames[place:] + frames[:place]
        files[f"{name}/moving.webp"] = encode(
            turned[0], "WEBP", save_all=True, append_images=turned[1:], lossless=True
        )
        files[f"{name}/moving.gif"] = encode(
            turned[0], "GIF", save_all=True, append_images=turned[1:]
        )
        files[f"{name}/moving.png"] = encode(
            turned[0], "PNG", save_all=True, append_images=turned[1:]
        )
    return zipped(files)


_NAMES: dict[str, bytes] = {
    "parent": b"../../../etc/passwd.png",
    "inside parent": b"cats/../../../../dog.png",
    "absolute": b"/etc/ssh/authorized_keys",
    "drive": b"C:/Windows/System32/a.p",
    "drive backslash": rb"C:\Windows\System32\a.p",
    "unc": rb"\\server\share\pic\a.png",
    "backslash parent": rb"..\..\..\windows\win.ini",
    "nul": b"cats/picture\x00.png/a.txt",
    "newline": b"cats/pic\nture\r\x1b[31m.png",
    "device": b"CON/NUL.png/LPT1/aux.png",
    "only dots": b"./././././././././././..",
    "hidden": b".hidden/.secret/.pic.png",
}


def with_name(name: bytes) -> bytes:
    return renamed("x" * len(name), name)


def raised(*names: str) -> Files:
    return {name: picture(number) for number, name in enumerate(names)}


MADE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"P",
    "text": lambda: b"this is no archive " * 1000,
    "zeros": lambda: bytes(1_000_000),
    "a picture": lambda: picture(1),
    "only the end": lambda: b"PK\x05\x06" + bytes(18),
    "no files": lambda: zipped({}),
    "only folders": lambda: zipped({"a/": b"", "b/": b"", "c/d/": b""}),
    "only hidden": lambda: zipped({"__MACOSX/a/1.png": picture(1), "a/.DS_Store": b"x"}),
    "only texts": lambda: zipped({f"{n % 9}/{n}.txt": b"words" for n in range(3_000)}),
    "texts called png": lambda: zipped({f"{n % 9}/{n}.png": b"words" for n in range(3_000)}),
    "one class": lambda: zipped(raised(*(f"cats/{n}.png" for n in range(20)))),
    "no folders": lambda: zipped(raised(*(f"{n}.png" for n in range(20)))),
    "10,000 classes": lambda: zipped({f"{n}/1.png": picture(n % 50) for n in range(10_000)}),
    "101 classes": lambda: zipped({f"{n // 2}/{n}.png": picture(n) for n in range(202)}),
    "one picture a class": lambda: zipped(raised("a/1.png", "b/1.png", "c/1.png")),
    "the same again": lambda: zipped({f"{n % 3}/{n}.png": picture(n % 3) for n in range(60)}),
    "60,000 files": lambda: zipped({f"{n % 10}/{n}": b"" for n in range(60_000)}),
    "25,000 pictures": lambda: zipped(
        {f"{n % 10}/{n}.png": picture(n % 10, 4) for n in range(25_000)}, zipfile.ZIP_STORED
    ),
    "20 GB claimed": lambda: claimed(1_700_000_000),
    "4 GB claimed by one": lambda: claimed(0xFFFFFFF0, 1),
    "900 MB claimed by one": lambda: claimed(900_000_000, 1),
    "less claimed": lambda: claimed(40),
    "nothing claimed": lambda: claimed(0),
    "ratio bomb": lambda: zeros_called_png(60, 19_000_000),
    "one ratio bomb": lambda: zeros_called_png(2, 400_000_000),
    "overlapping": overlapping,
    "directory without end": lambda: directory_bomb(3_000_000),
    "directory of nothing": lambda: directory_bomb(40_000),
    "nested": lambda: nested(6),
    "too many files declared": lambda: declared_entries(60_000),
    "encrypted": lambda: flagged(1),
    "encrypted, one": lambda: flagged(1, 1),
    "strongly encrypted": lambda: flagged(0x40),
    "patched": lambda: flagged(0x20),
    "bzip2": lambda: zipped(good_files(), zipfile.ZIP_BZIP2),
    "lzma": lambda: zipped(good_files(), zipfile.ZIP_LZMA),
    "lzma bomb": lambda: zipped(
        {f"{n % 2}/{n}.png": b"\x89PNG\r\n\x1a\n" + bytes(40_000_000) for n in range(2)},
        zipfile.ZIP_LZMA,
    ),
    "unknown compression": lambda: compression(97),
    "compression that is not so": lambda: compression(0),
    "wrong checksums": lambda: wrong_crc(True),
    "one wrong checksum": lambda: wrong_crc(False),
    "60000 x 60000": lambda: zipped(
        {f"{n % 3}/{n}.png": png_that_claims(60_000, 60_000) for n in range(9)}
    ),
    "one 60000 x 60000": lambda: zipped(
        good_files() | {"apple/huge.png": png_that_claims(60_000, 60_000)}
    ),
    "0 x 0": lambda: zipped({f"{n % 3}/{n}.png": png_that_claims(0, 0) for n in range(9)}),
    "1 x 1": lambda: zipped(
        {f"{n % 3}/{n}.png": encode(np.full((1, 1), n, np.uint8), "PNG") for n in range(9)}
    ),
    "1 x 5000": lambda: zipped(
        {f"{n % 3}/{n}.png": encode(patches(1, 5_000, seed=n), "PNG") for n in range(9)}
    ),
    "real 7000 x 7000": lambda: zipped({f"{n % 3}/{n}.png": real_png(7_000) for n in range(9)}),
    "ten billion pixels": many_pixels,
    "animated": animated,
    "duplicate names": lambda: zipped(good_files()).replace(b"apple/1", b"apple/0"),
    "names that case tells apart": lambda: zipped(
        raised("A/1.png", "A/2.png", "a/1.png", "a/2.png")
    ),
    "unicode": lambda: zipped(
        raised("猫/一.png", "猫/二.png", "کتاب\u200cها/۱.png", "کتاب\u200cها/۲.png", "é/1", "é/2")
    ),
    "turned names": lambda: zipped(
        raised("a/\u202egnp.1", "a/\u202egnp.2", "b\u202e/1.png", "b\u202e/2.png")
    ),
    "long names": lambda: zipped(raised(*(f"{c * 60_000}/{n}.png" for c in "ab" for n in "123"))),
    "long classes": lambda: zipped(raised(*(f"{c * 200}/{n}.png" for c in "ab" for n in "123"))),
    "deep folders": lambda: zipped(
        raised(*("deep/" * depth + f"{c}/1.png" for depth in (5, 31, 400) for c in "ab"))
    ),
    "pictures as folders": lambda: zipped(raised("a.png/1.png", "a.png/2.png", "b.png", "b.png/3")),
    "markup": lambda: zipped(
        raised(*(f"<img src=x onerror=alert({c})>/{n}.png" for c in "12" for n in "123"))
    ),
    "train alone": lambda: zipped(raised(*(f"train/cats/{n}.png" for n in range(9)))),
    "train and test unlike": lambda: zipped(
        raised("train/a/1.png", "train/a/2.png", "test/b/1.png", "test/b/2.png")
    ),
    "before it something else": lambda: bytes(5_000) + zipped(good_files()),
    "behind it something else": lambda: zipped(good_files()) + bytes(5_000),
    "two in one": lambda: zipped(good_files()) + zipped(good_files()),
    "everything wrong at once": lambda: zipped(
        good_files()
        | {f"apple/{n}.png": content for n, content in enumerate(mutated([picture(1)], 60, 5))}
    ),
    **{f"name: {what}": (lambda name=name: with_name(name)) for what, name in _NAMES.items()},
}


def mutations(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Good archives that were damaged at random: bytes changed, cut, doubled; and cut off."""
    originals = [
        zipped(good_files()),
        zipped(good_files(kind="JPEG"), zipfile.ZIP_STORED),
        zipped({f"set/{part}/{name}": c for part in ("train", "test") for name, c in
                good_files().items()}),
        zipped(good_files(kind="WEBP"), zipfile.ZIP_STORED),
    ]  # fmt: skip
    rng = np.random.default_rng(seed)
    for number, content in enumerate(mutated(originals, count * 2 // 3, seed)):
        yield f"mutation {number}", content
    for number in range(count - count * 2 // 3):
        original = originals[number % len(originals)]
        if number % 3:  # pictures inside are damaged, the archive is not
            files = good_files(kind=("PNG", "JPEG", "WEBP", "BMP")[number % 4])
            broken = mutated(list(files.values()), len(files), seed + number)
            kept = {
                name: new if rng.random() < 0.6 else old
                for (name, old), new in zip(files.items(), broken, strict=True)
            }
            yield f"bad pictures {number}", zipped(kept)
        else:
            yield f"cut {number}", original[: int(rng.integers(len(original)))]


def bad_sets(count: int = 300) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """So many, each with what it is and how it is made; the same ones every time."""
    yield from MADE.items()
    for name, content in mutations(count - len(MADE)):
        yield name, lambda content=content: content  # type: ignore[misc]
