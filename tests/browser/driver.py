"""Starts the app and draws on it with a real mouse."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Playwright

from cnnviz.core.digits.strokes import Stroke
from tests.browser.chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Debian's Chromium as root needs no-sandbox; the rest keeps it off the network.
_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_app(script: Path = ROOT / "app.py", port: int | None = None) -> Iterator[str]:
    """Run a Streamlit script in a process of its own; yields its address."""
    command = ["streamlit", "run", str(script), "--server.headless", "true", "--server.port"]
    with running(command, port or free_port()) as address:
        yield address


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[str]:
    """Run a Python module that serves the app, the port its last word; yields the address."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command, str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_up(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the app stopped with status {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the app did not come up")


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium."""
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=_FLAGS)


def open_draw_page(page: Page, address: str) -> None:
    """Go to the Draw page and wait until the canvas and the map are there."""
    page.goto(address)
    surface(page).wait_for()
    page.locator(".st-key-network_map .node").first.wait_for()
    page.locator(".st-key-prediction").wait_for()


def surface(page: Page) -> Locator:
    """The canvas that takes the mouse."""
    return page.locator(".st-key-canvas canvas.upper-canvas")


def draw(page: Page, strokes: Sequence[Stroke]) -> None:
    """Draw strokes with the mouse."""
    surface(page).scroll_into_view_if_needed()
    box = surface(page).bounding_box()
    assert box is not None
    for stroke in strokes:
        (x, y), *rest = stroke.points
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.up()


def open_tab(page: Page, name: str) -> None:
    """Bring one of the Layers page's tabs to the front."""
    page.get_by_role("tab", name=name).click()


def switch_pixel(page: Page, row: int, column: int) -> None:
    """Switch a pixel of the digit, on the Layers page, with a click on it."""
    open_tab(page, "Change pixels")
    page.get_by_text("A click switches a pixel").click()
    # The figure that can be clicked takes the place of the one that cannot.
    plot = page.locator(".st-key-digit_pixels_0 .js-plotly-plot")
    plot.locator(".points").first.wait_for(state="attached")
    page.wait_for_timeout(600)
    x, y = plot.evaluate(
        """({ _fullLayout: { xaxis, yaxis } }, [row, column]) =>
             [xaxis._offset + xaxis.l2p(column), yaxis._offset + yaxis.l2p(row)]""",
        [row, column],
    )
    plot.click(position={"x": x, "y": y})


def prediction(page: Page) -> str:
    """Text of the prediction panel, on one line."""
    return settled(page.locator(".st-key-prediction"))


def settled(shown: Locator, seconds: float = 0.5) -> str:
    """What it says, on one line, once it has stood for so long: answers come under the pen."""
    words, since = "", time.monotonic()
    while True:
        now = " ".join(shown.inner_text().split())
        if now != words:
            words, since = now, time.monotonic()
        elif time.monotonic() - since > seconds:
            return words
        shown.page.wait_for_timeout(50)


def canvas_ink(page: Page) -> list[int]:
    """Red channel of the canvas, row by row: what the person sees."""
    ink: list[int] = page.locator(".st-key-canvas canvas.dc-canvas.lower-canvas").evaluate(
        """canvas => Array.from(canvas.getContext('2d')
             .getImageData(0, 0, canvas.width, canvas.height).data).filter((_, i) => i % 4 === 0)"""
    )
    return ink
