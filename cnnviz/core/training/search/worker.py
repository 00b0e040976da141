"""A process that works on a study: ``python -m cnnviz.core.training.search.worker``.

It reads frames from its standard input (``J`` the job, ``D`` the pictures, ``S`` stop) and writes
frames to its standard output (``E`` an event, ``W`` the weights of a complete trial, ``X`` the end,
``P`` a problem in one sentence). When its input closes, whoever started it is gone, and it ends.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict
from typing import BinaryIO

import safetensors.torch
import torch

from cnnviz.core.frames import read_frame, write_frame
from cnnviz.core.training.search.study import open_study
from cnnviz.core.training.search.trial import run_trials
from cnnviz.core.training.worker import data_from_bytes, only_frames, problem_of


def main() -> None:
    """Work on trials until there are none left."""
    source, target = only_frames()
    job, pictures = read_frame(source), read_frame(source)
    if job is None or pictures is None:
        return
    try:
        _work(json.loads(job[1]), pictures[1], source, target)
        write_frame(target, b"X", b"")
    except Exception as error:
        write_frame(target, b"P", problem_of(error))


def _work(job: dict[str, str], pictures: bytes, source: BinaryIO, target: BinaryIO) -> None:
    stopped = threading.Event()

    def listen() -> None:
        while (frame := read_frame(source)) is not None:
            if frame[0] == b"S":
                stopped.set()
        # Nobody is there any more.
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    torch.set_num_threads(int(job["threads"]))
    study = open_study(job["url"], job["name"], None, job["digest"], seed=int(job["seed"]))

    def keep(trial: int, accuracy: float, weights: dict[str, torch.Tensor]) -> None:
        about = {"trial": str(trial), "accuracy": repr(accuracy)}
        whole = {name: value.contiguous() for name, value in weights.items()}
        write_frame(target, b"W", safetensors.torch.save(whole, metadata=about))

    for event in run_trials(
        study,
        data_from_bytes(pictures),
        worker=job["worker"],
        stopped=stopped.is_set,
        keep=keep,
    ):
        written = [type(event).__name__, list(asdict(event).values())]
        write_frame(target, b"E", json.dumps(written).encode())


if __name__ == "__main__":
    main()
