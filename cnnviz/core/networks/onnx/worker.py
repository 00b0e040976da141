"""The process that opens a file: ``python -m cnnviz.core.networks.onnx.worker``.

It reads a request and the file from its standard input and writes frames to its standard output:
a letter, eight bytes of length, and as many bytes. ``D`` is the definition, ``W`` are the weights,
``R`` is the report, ``E`` is an error's sentence; nothing else is believed.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from typing import Any

from cnnviz.core.frames import read_part, write_frame


def main() -> None:
    """Do one request."""
    # Whatever a library prints goes elsewhere: the frames have their pipe for themselves.
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    elsewhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(elsewhere, stream)
    request = json.loads(read_part(source))
    content, picture = read_part(source), read_part(source)
    source.close()
    _limit(request["limits"])
    try:
        for letter, part in _opened(request, content, picture):
            write_frame(target, letter, part)
    except ModuleNotFoundError as error:
        write_frame(target, b"M", str(error.name).encode())
    except MemoryError:
        write_frame(target, b"E", b"it takes too much memory")
    except ValueError as error:
        write_frame(target, b"E", str(error).encode("utf-8", "replace")[:2000])
    target.flush()
    # No clean-up of libraries that a hostile file may have left in any state.
    os._exit(0)


def _opened(
    request: dict[str, Any], content: bytes, picture: bytes
) -> Iterator[tuple[bytes, bytes]]:
    """The frames of one request, each as soon as it is known."""
    import numpy as np
    import torch

    from cnnviz.core.networks.definition import save_definition
    from cnnviz.core.networks.graph.measure import Limits
    from cnnviz.core.networks.onnx.opening import Wishes, open_model, test_input

    torch.set_num_threads(1)
    limits = Limits(**request["limits"])
    wished: dict[str, Any] = request["wishes"]
    given_wishes: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in wished.items()
    }
    wishes = Wishes(**given_wishes)
    opened = open_model(content, wishes, limits)
    del content
    definition, weights = save_definition(opened.network)
    yield b"D", definition
    yield b"W", weights
    from cnnviz.core.networks.onnx.comparison import compare

    given = None
    if request["picture_shape"]:
        given = np.frombuffer(picture, np.uint8).reshape(request["picture_shape"])
    check = compare(opened, test_input(opened.network, given))
    report = None if check is None else dataclasses.asdict(check)
    yield b"R", json.dumps(report).encode()


def _limit(limits: dict[str, Any]) -> None:
    """What the operating system takes care of, where it can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits["seconds"]) + 5
    for kind, most in (
        (resource.RLIMIT_AS, int(limits["memory_bytes"])),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        # Python tries whether it could write a temporary file.
        (resource.RLIMIT_FSIZE, 4096),
    ):
        hard = resource.getrlimit(kind)[1]
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (lower, lower))


if __name__ == "__main__":
    main()
