"""Processes of our own that work for the app: their command and what they inherit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP", "TMP", "VIRTUAL_ENV")


def module_command(module: str) -> list[str]:
    """The command that runs a module of this package with this Python.

    Nothing is written, not even compiled modules: a limit on files would cut those short.
    """
    return [sys.executable, "-B", "-m", module]


def environment(threads: int = 1) -> dict[str, str]:
    """What such a process is told: nothing of the person's own but where programs are."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # Where the package is, wherever this process was started.
    return kept | {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": str(threads)}
