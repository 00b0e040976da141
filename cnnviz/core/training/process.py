"""A training in a process of its own, whose events come as those of `fit` do."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
import threading
from collections.abc import Generator
from dataclasses import dataclass

import safetensors.torch
import torch

from cnnviz.core.frames import read_frame, write_frame
from cnnviz.core.processes import environment, module_command
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.loop import BatchEnd, CheckEnd, Checking, EpochEnd, FitEvent
from cnnviz.core.training.worker import data_to_bytes

# The process may be so many bursts ahead of who listens: it need not wait for them each time.
_AHEAD = 2
_PATIENCE = 20.0
_EVENTS: dict[str, type[FitEvent]] = {
    kind.__name__: kind for kind in (BatchEnd, Checking, CheckEnd, EpochEnd)
}


class TrainingError(RuntimeError):
    """A training cannot go on; the message is one sentence."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights and buffers after a step (0: before the first), by their names."""

    step: int
    state: dict[str, torch.Tensor]


@dataclass(frozen=True)
class Ended:
    """The training has ended after `step`; its last `Weights` came just before."""

    step: int
    stopped: bool


ProcessEvent = FitEvent | Weights | Ended


class TrainingProcess:
    """Trains a plan's network in a process of its own.

    Parameters
    ----------
    plan : TrainingPlan
        Its network must be possible.
    data : TrainingData
        Pictures of the network's input shape.
    seconds : float
        It ends by itself after so many seconds of work.
    threads : int
        Of the process.
    """

    def __init__(
        self, plan: TrainingPlan, data: TrainingData, seconds: float = 1e9, threads: int = 1
    ) -> None:
        seconds = seconds if math.isfinite(seconds) else 1e9
        self._job = {"plan": plan.to_json(), "seconds": seconds, "threads": threads}
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_interrupted = False

    def interrupt(self) -> None:
        """Stop after the batch under way; may be called from another thread."""
        self._is_interrupted = True
        self._say(b"S")

    def events(self) -> Generator[ProcessEvent, None, None]:
        """What happens, as it happens; nothing is trained while nobody asks for the next one.

        Closing the generator ends the process at once.

        Raises
        ------
        TrainingError
            If the process cannot go on.
        """
        # Nothing of the person's is handed to a shell, and nothing is unpickled.
        self._process = process = subprocess.Popen(
            module_command("cnnviz.core.training.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(int(str(self._job["threads"]))),
        )
        assert process.stdout is not None
        try:
            self._say(b"J", json.dumps(self._job).encode())
            self._say(b"D", data_to_bytes(self._data))
            for _ in range(_AHEAD):
                self._say(b"S" if self._is_interrupted else b"G")
            while (frame := read_frame(process.stdout)) is not None:
                yield from self._events_of(*frame)
                if frame[0] == b"X":
                    return
                if frame[0] == b"E":
                    self._say(b"G")
            raise TrainingError("The training ended unexpectedly; start it again.")
        finally:
            end_process(process)

    def _events_of(self, letter: bytes, part: bytes) -> Generator[ProcessEvent, None, None]:
        if letter == b"E":
            for name, values in json.loads(part):
                yield _EVENTS[name](*values)
        elif letter == b"W":
            yield Weights(int(header_of(part)["step"]), safetensors.torch.load(part))
        elif letter == b"X":
            yield Ended(**json.loads(part))
        else:
            reason = part.decode("utf-8", "replace")
            raise TrainingError(f"The training cannot go on: {reason}.")

    def _say(self, letter: bytes, part: bytes = b"") -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        # A process that has died reads no further.
        with self._lock, contextlib.suppress(OSError, ValueError):
            write_frame(process.stdin, letter, part)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, and close its streams."""
    process.kill()
    process.wait(_PATIENCE)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def header_of(content: bytes) -> dict[str, str]:
    """What a safetensors file of our own says about itself."""
    length = int.from_bytes(content[:8], "little")
    about: dict[str, str] = json.loads(content[8 : 8 + length])["__metadata__"]
    return about
