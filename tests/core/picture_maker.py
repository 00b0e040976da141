"""Picture files for tests, good and bad."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def encode(pixels: NDArray[np.uint8] | Image.Image, kind: str, **options: object) -> bytes:
    """A picture file of a kind that Pillow writes."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def patches(height: int, width: int, side: int = 8, seed: int = 0) -> NDArray[np.uint8]:
    """Coloured squares, (height, width, 3): flat enough to survive JPEG, no two corners alike."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (-(-height // side), -(-width // side), 3), dtype=np.uint8)
    return np.kron(coarse, np.ones((side, side, 1), np.uint8))[:height, :width]


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def mutated(originals: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Files with bytes flipped, cut short, with parts doubled, dropped or made large."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        data = bytearray(originals[number % len(originals)])
        kind = rng.integers(6)
        if kind == 0:  # a few bytes anywhere
            for place in rng.integers(0, len(data), rng.integers(1, 20)):
                data[place] = rng.integers(256)
        elif kind == 1:  # in the header, where sizes stand
            for place in rng.integers(0, min(64, len(data)), rng.integers(1, 6)):
                data[place] = rng.choice([0, 1, 0x7F, 0x80, 0xFF])
        elif kind == 2:
            del data[rng.integers(len(data)) :]
        elif kind == 3:
            start, end = sorted(rng.integers(0, len(data), 2))
            del data[start:end]
        elif kind == 4:
            start, end = sorted(rng.integers(0, len(data), 2))
            data[end:end] = data[start:end]
        else:  # the first bytes of a picture, then noise
            data[int(rng.integers(2, 40)) :] = rng.bytes(int(rng.integers(1, 5000)))
        yield bytes(data)
