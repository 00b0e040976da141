"""From an address to the painted page, beside the minimal app: every time a fresh browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.latency import MINIMAL, minimal_app
from tests.benchmarks.table import Row
from tests.browser.driver import WIDE, free_port, running

VISITS, STARTS = 12, 5
FRESH_BUDGET, FIRST_BUDGET = 1.5, 2.0
_OURS = {"canvas": "upper-canvas", "network_map": "node"}
_BASE = {"canvas": "upper-canvas"}
# Notes when the first frame is painted that has all of it: each thing in the shadow root of a view.
_WATCH = """([things, text]) => {
  const there = () => document.querySelector(text) && Object.entries(things).every(([key, name]) =>
    [...document.querySelectorAll(`.st-key-${key} *`)]
      .some(({ shadowRoot }) => shadowRoot?.querySelector(`.${name}`)));
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => (window.painted = performance.now())));
  };
  requestAnimationFrame(look);
}"""


def opening_rows(browser: Browser) -> Iterator[Row]:
    """One row for anybody who comes, one for the first after a start of the app.

    The app is started as ``make run`` starts it, the other as its author would.
    """
    with _ours() as app, _minimal() as minimal:
        _ours_in(browser, app), _minimal_in(browser, minimal)
        pairs = []
        for _ in range(VISITS):
            ours = _ours_in(browser, app)
            pairs.append((ours, _minimal_in(browser, minimal)))
    yield _row("opening Draw until its map is painted, anybody", pairs, FRESH_BUDGET)
    pairs = []
    for _ in range(STARTS):
        with _ours() as app:
            ours = _ours_in(browser, app)
        with _minimal() as minimal:
            pairs.append((ours, _minimal_in(browser, minimal)))
    yield _row("the same, the first visitor after a start", pairs, FIRST_BUDGET)


def _row(what: str, pairs: list[tuple[float, float]], budget: float) -> Row:
    ours, base = (median(pair[side] for pair in pairs) for side in (0, 1))
    detail = f"{ours:.2f} / {base:.2f} s"
    return Row(f"{what} / minimal app", ours / base, "x", budget, detail)


def _ours() -> AbstractContextManager[str]:
    return running(["cnnviz", "app", "--headless", "--port"], free_port())


def _minimal() -> AbstractContextManager[str]:
    return minimal_app(MINIMAL, clean_up=True)


def _ours_in(browser: Browser, address: str) -> float:
    return _seconds(browser, address, _OURS, ".st-key-prediction")


def _minimal_in(browser: Browser, address: str) -> float:
    return _seconds(browser, address, _BASE, '[data-testid="stMarkdownContainer"]')


def _seconds(browser: Browser, address: str, things: dict[str, str], text: str) -> float:
    """From the address to the painted page, as the page saw it."""
    context = browser.new_context(viewport=WIDE)
    try:
        page = context.new_page()
        page.add_init_script(f"({_WATCH})({json.dumps([things, text])})")
        page.goto(address)
        painted = page.wait_for_function("window.painted", timeout=60_000)
        return float(painted.json_value()) / 1000
    finally:
        context.close()
