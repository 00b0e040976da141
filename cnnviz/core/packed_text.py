"""Bytes as a short text for a link: compressed, and written in letters, digits, "-" and "_"."""

from __future__ import annotations

import base64
import binascii
import zlib


def packed_text(data: bytes) -> str:
    """The bytes as text.

    Examples
    --------
    >>> unpacked_text(packed_text(b"ab" * 50), 100) == b"ab" * 50
    True
    """
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(data) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpacked_text(text: str, most: int) -> bytes:
    """The bytes that `packed_text` wrote, at most so many.

    Raises
    ------
    ValueError
        If the text was not written by it, or holds more.
    """
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        unpacker = zlib.decompressobj(wbits=-15)
        # One more than allowed: of just as many, the end might not be read yet.
        data = unpacker.decompress(packed, most + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof or len(data) > most:
        raise ValueError("it is cut off or too long")
    return data
