"""The app as it is, with a clock around every fragment it runs; see `server_clock`."""

import runpy
from pathlib import Path

from tests.benchmarks.server_clock import install

install()
runpy.run_path(str(Path(__file__).resolve().parents[2] / "app.py"))
