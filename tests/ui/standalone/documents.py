"""Documents to test with, and their contents read again."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from functools import lru_cache
from typing import Any

import torch

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.ui.standalone.pool import BLOCK

DIGITS = tuple("0123456789")


@lru_cache
def digit() -> torch.Tensor:
    """A three (1, 1, 28, 28)."""
    return prepare_digit(draw_strokes(EXAMPLE_DIGITS[3].strokes)).tensor


class Contents:
    """What a document holds, found as its script finds it."""

    def __init__(self, html: str) -> None:
        found = re.search(
            r'<script type="application/json" id="network">(.*?)</script>', html, re.S
        )
        assert found
        self.page: dict[str, Any] = json.loads(found[1])
        blocks = re.findall(r'<script type="text/plain" id="block-(\d+)">(.*?)</script>', html)
        assert [int(number) for number, _ in blocks] == list(range(len(blocks)))
        self._blocks = [_chunks(text) for _, text in blocks]

    def chunk(self, number: int) -> bytes:
        assert self.page["block"] == BLOCK
        return self._blocks[number // BLOCK][number % BLOCK]

    def message(self, numbers: list[int]) -> bytes:
        header, *arrays = (self.chunk(number) for number in numbers)
        return struct.pack("<I", len(header)) + header + b"".join(arrays)

    def layer(self, name: str) -> dict[str, Any]:
        (entry,) = (layer for layer in self.page["layers"] if layer["name"] == name)
        return entry | json.loads(self.chunk(entry["index"]))


def _chunks(text: str) -> list[bytes]:
    content = zlib.decompress(base64.b64decode(text))
    (count,) = struct.unpack_from("<I", content)
    lengths = struct.unpack_from(f"<{count}I", content, 4)
    chunks, at = [], 4 * (count + 1)
    for length in lengths:
        chunks.append(content[at : at + length])
        at += length
    assert at == len(content)
    return chunks
