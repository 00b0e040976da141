"""The process that trains: ``python -m cnnviz.core.training.worker``.

It reads frames from its standard input (``J`` the job, ``D`` the pictures, ``G`` leave to go on for
a little while, ``S`` stop) and writes frames to its standard output (``E`` events, ``W`` weights,
``X`` the end, ``P`` a problem in one sentence). When its input closes, whoever started it is gone,
and it ends.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

import safetensors.torch
import torch
from torch import nn

from cnnviz.core.frames import read_frame, write_frame
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.build import build
from cnnviz.core.training.augment import augmentation_of
from cnnviz.core.training.config import TrainingPlan, training_plan_from_json
from cnnviz.core.training.fit import TrainingData, fit
from cnnviz.core.training.loop import BatchEnd, CheckEnd, EpochEnd, FitEvent
from cnnviz.core.training.snapshots import MOMENTS

# It works for so long, then says what happened, and needs leave to go on.
BURST = 0.1
# So often at most it looks at the check pictures within an epoch.
LOOK_AFTER = 0.7
# Behind everything else that this computer does: whoever draws must not wait for who trains.
NICENESS = 10


def main() -> None:
    """Do one training."""
    source, target = only_frames()
    job, pictures = read_frame(source), read_frame(source)
    if job is None or pictures is None:
        return
    try:
        _Training(json.loads(job[1]), pictures[1], source, target).run()
    except Exception as error:
        write_frame(target, b"P", problem_of(error))


def only_frames() -> tuple[BinaryIO, BinaryIO]:
    """Source and target of a working process's frames, which have its pipes for themselves.

    Whatever a library prints goes elsewhere.
    """
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    elsewhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(elsewhere, stream)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    return source, target


def problem_of(error: Exception) -> bytes:
    """What went wrong, in one line for a frame."""
    if isinstance(error, MemoryError):
        return b"it takes too much memory"
    first = (str(error) or type(error).__name__).splitlines()[0][:300]
    return first.encode("utf-8", "replace")


class _Training:
    """One training and its conversation."""

    def __init__(
        self, job: dict[str, Any], pictures: bytes, source: BinaryIO, target: BinaryIO
    ) -> None:
        self.target = target
        torch.set_num_threads(int(job["threads"]))
        self.plan = training_plan_from_json(job["plan"])
        self.model = build(self.plan.network, self.plan.config.seed)
        self.events = start(self.model, self.plan, data_from_bytes(pictures), float(job["seconds"]))
        self.stopped = threading.Event()
        self._leave: queue.Queue[None] = queue.Queue()
        threading.Thread(target=self._listen, args=(source,), daemon=True).start()

    def _listen(self, source: BinaryIO) -> None:
        while (frame := read_frame(source)) is not None:
            if frame[0] == b"S":
                self.stopped.set()
            self._leave.put(None)
        # Nobody is there any more.
        os._exit(0)

    def run(self) -> None:
        self._send_weights(0)
        self._leave.get()
        for last in self._bursts():
            if last:
                break
            self._leave.get()

    def _bursts(self) -> Iterator[bool]:
        """After each burst, whether it was the last."""
        step = 0
        while True:
            said: list[FitEvent] = []
            end, event = time.perf_counter() + BURST, None
            while not self.stopped.is_set() and (event := next(self.events, None)) is not None:
                said.append(event)
                if isinstance(event, BatchEnd):
                    step = event.step
                    if step in MOMENTS:
                        self._send_weights(step)
                elif isinstance(event, CheckEnd | EpochEnd):
                    self._send_weights(step)
                if time.perf_counter() > end:
                    break
            over = event is None or self.stopped.is_set()
            write_frame(self.target, b"E", json.dumps([_plain(e) for e in said]).encode())
            if over:
                # The weights to keep, which may be the running average.
                self.events.close()  # type: ignore[attr-defined]
                self.model.eval()
                self._send_weights(step)
                ended = {"step": step, "stopped": self.stopped.is_set()}
                write_frame(self.target, b"X", json.dumps(ended).encode())
            yield over

    def _send_weights(self, step: int) -> None:
        state = {name: value.contiguous() for name, value in self.model.state_dict().items()}
        write_frame(self.target, b"W", safetensors.torch.save(state, metadata={"step": str(step)}))


def start(
    model: nn.Module, plan: TrainingPlan, data: TrainingData, seconds: float
) -> Iterator[FitEvent]:
    """The training of a plan: `fit` with all that the plan says."""
    is_ink = plan.data != "own"
    change: Callable[..., torch.Tensor] = augmentation_of(plan.augmentation, is_ink=is_ink)
    return fit(model, data, plan.config, change, seconds=seconds, look_after=LOOK_AFTER)


def _plain(event: FitEvent) -> list[Any]:
    return [type(event).__name__, list(asdict(event).values())]


def data_to_bytes(data: TrainingData) -> bytes:
    """Pictures and labels of both parts, without names."""
    parts = {"train": data.train, "check": data.check}
    tensors = {}
    for name, part in parts.items():
        tensors[f"{name}_images"] = torch.from_numpy(part.images.copy())
        tensors[f"{name}_labels"] = torch.from_numpy(part.labels.copy())
    return safetensors.torch.save(tensors)


def data_from_bytes(content: bytes) -> TrainingData:
    """What `data_to_bytes` wrote."""
    tensors = {k: v.numpy() for k, v in safetensors.torch.load(content).items()}
    train, check = (
        ImageSet(name, tensors[f"{name}_images"], tensors[f"{name}_labels"])
        for name in ("train", "check")
    )
    return TrainingData(train, check)


if __name__ == "__main__":
    main()
