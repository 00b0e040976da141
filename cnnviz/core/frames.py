"""What goes through the pipes between the app and the processes that work for it."""

from __future__ import annotations

import io
from typing import IO, BinaryIO

LENGTH_BYTES = 8
# Definition, weights, report, an error's sentence, a missing package.
LETTERS = b"DWREM"


def write_part(target: IO[bytes], part: bytes) -> None:
    """A length and as many bytes."""
    target.write(len(part).to_bytes(LENGTH_BYTES, "big"))
    target.write(part)


def read_part(source: BinaryIO) -> bytes:
    """What `write_part` wrote."""
    return source.read(int.from_bytes(source.read(LENGTH_BYTES), "big"))


def read_frame(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame, letter and content; None where the stream ends, or ends within it."""
    letter = source.read(1)
    size = source.read(LENGTH_BYTES)
    length = int.from_bytes(size, "big")
    part = source.read(length) if len(size) == LENGTH_BYTES else b""
    return (letter, part) if len(size) == LENGTH_BYTES and len(part) == length else None


def write_frame(target: IO[bytes], letter: bytes, part: bytes) -> None:
    """A letter, a length and as many bytes, sent at once."""
    target.write(letter)
    write_part(target, part)
    target.flush()


def whole_frames(said: bytes) -> dict[str, bytes]:
    """The frames that came through whole, by their letters; nothing behind a broken one.

    Examples
    --------
    >>> stream = io.BytesIO()
    >>> write_frame(stream, b"E", b"why")
    >>> whole_frames(stream.getvalue()), whole_frames(stream.getvalue()[:-1])
    ({'E': b'why'}, {})
    """
    frames: dict[str, bytes] = {}
    stream = io.BytesIO(said)
    while (letter := stream.read(1)) and letter in LETTERS:
        length = int.from_bytes(stream.read(LENGTH_BYTES), "big")
        if length > len(said) - stream.tell():
            break
        frames[letter.decode()] = stream.read(length)
    return frames
