"""What a stroke costs the server and the wire."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.pen import DrawPage, endless_strokes, timed_stroke
from tests.benchmarks.server_clock import LOG, Run, read_runs
from tests.benchmarks.table import Row
from tests.browser.driver import running_app

BENCH_APP = Path(__file__).with_name("bench_app.py")
WARM_UP = 3
BYTES_BUDGET, SCRIPT_BUDGET = 200.0, 40.0
BINARY = 2  # the opcode of a websocket frame whose payload is shown in base64


class Traffic:
    """Counts the bytes a page receives: websocket frames, and bodies of HTTP answers."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameReceived", self._on_frame)
        session.on("Network.dataReceived", self._on_data)
        session.send("Network.enable")

    def _on_frame(self, event: dict[str, Any]) -> None:
        payload: str = event["response"]["payloadData"]
        binary = event["response"]["opcode"] == BINARY
        padding = payload.count("=", -2)
        self.received += len(payload) * 3 // 4 - padding if binary else len(payload.encode())

    def _on_data(self, event: dict[str, Any]) -> None:
        self.received += event["dataLength"]


def server_rows(browser: Browser, query: str, strokes: int) -> Iterator[Row]:
    """Bytes sent to the browser, and the script's time, a stroke."""
    with _logged_app() as (address, log):
        page = DrawPage(browser, f"{address}/{query}")
        try:
            traffic = Traffic(page.page)
            samples = list(islice(_strokes(page, traffic, log), WARM_UP + strokes))[WARM_UP:]
        finally:
            page.page.context.close()
    sizes = [received / 1000 for received, _ in samples]
    runs = [run for _, run in samples if run is not None]
    if not runs:
        raise RuntimeError("no stroke ran a fragment of the app: the clock has lost its place")
    detail = f"most {max(sizes):.0f} kB"
    yield Row("bytes to the browser a stroke", median(sizes), "kB", BYTES_BUDGET, detail)
    wall, cpu = median(run.wall for run in runs), median(run.cpu for run in runs)
    detail = f"of which computing {cpu * 1e3:.0f} ms"
    yield Row("script's own time a stroke", wall * 1e3, "ms", SCRIPT_BUDGET, detail)


@contextmanager
def _logged_app() -> Iterator[tuple[str, Path]]:
    """The app with a clock in it, and the file that it writes to."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "runs"
        log.touch()
        os.environ[LOG] = str(log)  # the app's process inherits it
        try:
            with running_app(BENCH_APP) as address:
                yield address, log
        finally:
            del os.environ[LOG]


def _strokes(page: DrawPage, traffic: Traffic, log: Path) -> Iterator[tuple[int, Run | None]]:
    """Bytes and script time of stroke after stroke."""
    for stroke, last in endless_strokes():
        traffic.received, done = 0, len(read_runs(log))
        timed_stroke(page, stroke)
        runs = read_runs(log)[done:]
        whole = Run(sum(run.wall for run in runs), sum(run.cpu for run in runs))
        yield traffic.received, whole if runs else None
        if last:
            page.clear()
