"""Starts the worker, waits for it no longer than allowed, and reads what it says."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from cnnviz.core.frames import whole_frames, write_part
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.processes import environment, module_command

# Definition, report and errors; the weights have their own limit.
_LARGEST_TEXT = 40_000_000


@dataclass
class Said:
    """What a worker said: its frames, whether it was ended for taking too long."""

    frames: dict[str, bytes] = field(default_factory=dict)
    was_ended: bool = False


def run_worker(parts: Sequence[bytes], limits: Limits) -> Said:
    """Give a new worker its request and collect its frames.

    Parameters
    ----------
    parts : sequence of bytes
        The request, the file, the picture.
    limits : Limits

    Returns
    -------
    Said
        Only whole frames; the worker is gone.
    """
    process = subprocess.Popen(
        module_command("cnnviz.core.networks.onnx.worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    said = bytearray()
    most = limits.file_bytes + 4 * limits.parameters + _LARGEST_TEXT
    writer = threading.Thread(target=_write, args=(process.stdin, parts), daemon=True)
    reader = threading.Thread(target=_read, args=(process.stdout, said, most), daemon=True)
    end = time.monotonic() + limits.seconds
    try:
        writer.start()
        reader.start()
        reader.join(limits.seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.5, end - time.monotonic()) if not reader.is_alive() else 0)
    finally:
        was_ended = process.poll() is None
        process.kill()
        process.wait()
        writer.join(5)
        reader.join(5)
        process.stdout.close()
    return Said(whole_frames(bytes(said)), was_ended)


def _write(target: BinaryIO, parts: Sequence[bytes]) -> None:
    # A worker that has died reads no further.
    with contextlib.suppress(OSError, ValueError), target:
        for part in parts:
            write_part(target, part)


def _read(source: BinaryIO, said: bytearray, most: int) -> None:
    with contextlib.suppress(OSError, ValueError):
        while len(said) < most and (chunk := source.read(1 << 20)):
            said.extend(chunk)
