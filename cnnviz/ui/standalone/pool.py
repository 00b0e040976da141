"""Messages for the views, cut into arrays of which each is kept once."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

# A chunk's number is its block's times this, plus its place in the block.
BLOCK = 1 << 20


class Pool:
    """Arrays of bytes in blocks; a layer's maps are what the next layer reads, and stand here once.

    A message of a view is the length of a header, the header, and the arrays that it names
    (``components/shared/message.js``). Here it is a list of chunks: first its header, then its
    arrays.

    Attributes
    ----------
    size : int
        Bytes in all blocks together, uncompressed.
    """

    def __init__(self) -> None:
        self.size = 0
        self._blocks: list[list[bytes]] = []
        self._places: dict[bytes, int] = {}

    def open_block(self) -> int:
        """Begin a block, which the browser unpacks at once; its number."""
        self._blocks.append([])
        return len(self._blocks) - 1

    def add(self, block: int, chunk: bytes) -> int:
        """Keep a chunk, in this block if it is not in another; its number."""
        place = self._places.get(chunk)
        if place is None:
            chunks = self._blocks[block]
            place = self._places[chunk] = block * BLOCK + len(chunks)
            chunks.append(chunk)
            self.size += len(chunk)
        return place

    def cost(self, chunks: list[bytes]) -> int:
        """How many bytes these chunks would add."""
        return sum(len(chunk) for chunk in set(chunks) if chunk not in self._places)

    def packed(self) -> list[str]:
        """Each block as text: base64 of a zlib stream.

        In it: how many chunks there are, the length of each (4 bytes, little-endian), the chunks.
        """
        return [
            base64.b64encode(
                zlib.compress(
                    struct.pack(f"<{len(block) + 1}I", len(block), *map(len, block))
                    + b"".join(block)
                )
            ).decode("ascii")
            for block in self._blocks
        ]


_TYPES = {"float64": 8, "float32": 4, "int32": 4, "uint8": 1}


def opened(message: bytes) -> tuple[dict[str, Any], bytes]:
    """A message's header and its body."""
    (length,) = struct.unpack_from("<I", message)
    return json.loads(message[4 : 4 + length]), message[4 + length :]


def chunks_of(header: dict[str, Any], body: bytes) -> list[bytes]:
    r"""The header, and the arrays that it names one after the other; no others.

    Examples
    --------
    >>> header = {"maps": [{"at": 4, "length": 1, "type": "float32"}]}
    >>> chunks_of(header, bytes(range(8)))
    [b'{"maps":[{"at":0,"length":1,"type":"float32"}]}', b'\x04\x05\x06\x07']
    """
    arrays: list[bytes] = []
    at = 0

    def placed(value: Any) -> Any:
        nonlocal at
        if isinstance(value, list):
            return [placed(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.get("type") not in _TYPES:
            return {key: placed(item) for key, item in value.items()}
        size = value["length"] * _TYPES[value["type"]]
        arrays.append(body[value["at"] : value["at"] + size])
        at += size
        return value | {"at": at - size}

    text = json.dumps(placed(header), ensure_ascii=False, separators=(",", ":"))
    return [text.encode(), *arrays]
