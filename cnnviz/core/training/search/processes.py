"""Several processes that work on one study, and their events as one stream."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
import time
import uuid
from collections.abc import Generator
from dataclasses import dataclass

import safetensors.torch
import torch

from cnnviz.core.frames import read_frame, write_frame
from cnnviz.core.processes import environment, module_command
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.process import TrainingError, end_process, header_of
from cnnviz.core.training.search.study import Study
from cnnviz.core.training.search.trial import TrialEnd, TrialEpoch, TrialEvent
from cnnviz.core.training.worker import data_to_bytes

_EVENTS: dict[str, type[TrialEvent]] = {kind.__name__: kind for kind in (TrialEpoch, TrialEnd)}
# After it was told to stop, a process has so long to finish its batch.
_PATIENCE = 10.0


@dataclass(frozen=True, eq=False)
class TrialWeights:
    """The weights and buffers of a complete trial."""

    trial: int
    accuracy: float
    state: dict[str, torch.Tensor]


SearchEvent = TrialEvent | TrialWeights


class SearchProcesses:
    """Works on a study in processes of their own.

    Parameters
    ----------
    study : Study
    url : str
        Where it is kept.
    data : TrainingData
        To learn from and to choose by.
    workers : int
    seconds : float
        They are told to stop after so long.
    """

    def __init__(
        self, study: Study, url: str, data: TrainingData, workers: int, seconds: float
    ) -> None:
        self._study, self._data, self._seconds = study, data, seconds
        self._jobs = [
            {
                "url": url,
                "name": study.optuna.study_name,
                "digest": study.data_digest,
                "worker": uuid.uuid4().hex[:12],
                "seed": str(place),
                "threads": "1",
            }
            for place in range(workers)
        ]
        self._processes: list[subprocess.Popen[bytes]] = []
        self._frames: queue.Queue[tuple[int, tuple[bytes, bytes] | None]] = queue.Queue()
        self._told = 0.0

    def interrupt(self) -> None:
        """Stop after the batch under way; may be called from another thread."""
        self._told = self._told or time.monotonic()
        for process in self._processes:
            _say(process, b"S", b"")

    def events(self) -> Generator[SearchEvent, None, None]:
        """What happens, as it happens; closing the generator ends the processes at once.

        Raises
        ------
        TrainingError
            If a process cannot go on.
        """
        pictures, begun = data_to_bytes(self._data), time.monotonic()
        try:
            for place, job in enumerate(self._jobs):
                self._start(place, job, pictures)
            working = set(range(len(self._jobs)))
            while working:
                now = time.monotonic()
                if now - begun > self._seconds and not self._told:
                    self.interrupt()
                if self._told and now - self._told > _PATIENCE:
                    return
                try:
                    place, frame = self._frames.get(timeout=0.25)
                except queue.Empty:
                    continue
                if frame is None or frame[0] == b"X":
                    working.discard(place)
                elif frame[0] == b"P":
                    reason = frame[1].decode("utf-8", "replace").rstrip(".")
                    raise TrainingError(f"The search cannot go on: {reason}.")
                else:
                    yield _read(*frame)
        finally:
            for process in self._processes:
                end_process(process)
            for job in self._jobs:
                self._study.give_up(job["worker"])

    def _start(self, place: int, job: dict[str, str], pictures: bytes) -> None:
        process = subprocess.Popen(
            module_command("cnnviz.core.training.search.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(1),
        )
        self._processes.append(process)
        _say(process, b"J", json.dumps(job).encode())
        _say(process, b"D", pictures)
        if self._told:
            _say(process, b"S", b"")
        threading.Thread(target=self._read, args=(place, process), daemon=True).start()

    def _read(self, place: int, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        frame: tuple[bytes, bytes] | None = (b"", b"")
        while frame is not None:
            with contextlib.suppress(OSError, ValueError):
                frame = read_frame(process.stdout)
                self._frames.put((place, frame))
                continue
            frame = None
            self._frames.put((place, None))


def _say(process: subprocess.Popen[bytes], letter: bytes, part: bytes) -> None:
    assert process.stdin is not None
    # A process that has died reads no further.
    with contextlib.suppress(OSError, ValueError):
        write_frame(process.stdin, letter, part)


def _read(letter: bytes, part: bytes) -> SearchEvent:
    if letter == b"W":
        about = header_of(part)
        state = safetensors.torch.load(part)
        return TrialWeights(int(about["trial"]), float(about["accuracy"]), state)
    name, values = json.loads(part)
    return _EVENTS[name](*values)
