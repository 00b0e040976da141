"""What the components send to the browser, read again."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

_TYPES = ("float64", "float32", "int32", "uint8")


def unpack(message: bytes) -> dict[str, Any]:
    """The header, with the arrays that it names in their places."""
    (length,) = struct.unpack_from("<I", message)
    body = message[4 + length :]

    def array(found: dict[str, Any]) -> Any:
        if found.get("type") not in _TYPES:
            return found
        return np.frombuffer(body, found["type"], found["length"], found["at"])

    header: dict[str, Any] = json.loads(message[4 : 4 + length], object_hook=array)
    return header
