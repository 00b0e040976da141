"""Times the app's own code where it really runs: in the server, for a stroke on a real canvas.

Every page's body is a fragment, and a stroke runs nothing but that fragment. So `install`, called
before the app is imported, puts a clock around the function that ``st.fragment`` is given. The
app's code stays as it is. Streamlit's own work before and after (decoding the message, finding
the fragment, sending the answer) is not in it.
"""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

LOG = "CNNVIZ_BENCH_LOG"  # names the file that the durations are written to
_MARK = "_cnnviz_clock"
_running = threading.local()


@dataclass(frozen=True)
class Run:
    """One run of a fragment.

    Attributes
    ----------
    wall : float
        Seconds from the first line to the last.
    cpu : float
        Seconds the script's thread was computing: what others do on the machine is not in it.
    """

    wall: float
    cpu: float


def install() -> None:
    """Make `st.fragment` time what it is given; a second call changes nothing."""
    original = st.fragment
    if hasattr(original, _MARK):
        return

    def fragment(func: Callable[..., Any] | None = None, **options: Any) -> Any:
        if func is None:
            return lambda given: fragment(given, **options)
        return original(_timed(func), **options)

    setattr(fragment, _MARK, True)
    st.fragment = fragment  # type: ignore[assignment]


def _timed(func: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(func)
    def run(*args: Any, **kwargs: Any) -> Any:
        if getattr(_running, "inside", False):  # the outer one's time holds this one's
            return func(*args, **kwargs)
        _running.inside = True
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return func(*args, **kwargs)
        finally:
            _running.inside = False
            _write(Run(time.perf_counter() - wall, time.thread_time() - cpu))

    return run


def _write(run: Run) -> None:
    with open(os.environ[LOG], "a", encoding="utf-8") as log:
        log.write(json.dumps([run.wall, run.cpu]) + "\n")


def read_runs(log: Path) -> list[Run]:
    """All runs written so far."""
    return [Run(*json.loads(line)) for line in log.read_text("utf-8").splitlines()]
