"""How numbers go to the browser: a header that names its arrays, then the arrays."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Message:
    """One message, as ``message.js`` reads it.

    Arrays are put in the order in which they are added; those of the largest items come first, so
    that each starts at a multiple of its items' size.
    """

    def __init__(self) -> None:
        self.body = bytearray()

    def add(self, array: NDArray[Any]) -> dict[str, Any]:
        """Append an array; what the header says of it."""
        place = {"at": len(self.body), "length": int(array.size), "type": array.dtype.name}
        self.body += np.ascontiguousarray(array).tobytes()
        return place

    def packed(self, header: dict[str, Any]) -> bytes:
        """Length of the header (4 bytes, little-endian), the header (JSON), the arrays."""
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
        return struct.pack("<I", len(text)) + text + bytes(self.body)
