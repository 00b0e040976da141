"""From an address to the painted page, beside the minimal app: every time a fresh browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from statistics import median

from playwright.sync_api import Browser, Page

from tests.benchmarks.latency import MINIMAL, minimal_app
from tests.benchmarks.table import Row
from tests.browser.driver import WIDE, free_port, open_draw_page, running, surface

VISITS, STARTS = 12, 5
FRESH_BUDGET, FIRST_BUDGET = 1.5, 2.0
_TEXT = '[data-testid="stMarkdownContainer"]'
Open = Callable[[Page, str], None]


def opening_rows(browser: Browser) -> Iterator[Row]:
    """One row for anybody who comes, one for the first after a start of the app.

    The app is started as ``make run`` starts it, the other as its author would.
    """
    with _ours() as app, _minimal() as minimal:
        _seconds(browser, app, open_draw_page), _seconds(browser, minimal, _open_minimal)
        pairs = []
        for _ in range(VISITS):
            ours = _seconds(browser, app, open_draw_page)
            pairs.append((ours, _seconds(browser, minimal, _open_minimal)))
    yield _row("opening Draw until its map is painted, anybody", pairs, FRESH_BUDGET)
    pairs = []
    for _ in range(STARTS):
        with _ours() as app:
            ours = _seconds(browser, app, open_draw_page)
        with _minimal() as minimal:
            pairs.append((ours, _seconds(browser, minimal, _open_minimal)))
    yield _row("the same, the first visitor after a start", pairs, FIRST_BUDGET)


def _row(what: str, pairs: list[tuple[float, float]], budget: float) -> Row:
    ours, base = (median(pair[side] for pair in pairs) for side in (0, 1))
    detail = f"{ours:.2f} / {base:.2f} s"
    return Row(f"{what} / minimal app", ours / base, "x", budget, detail)


def _ours() -> AbstractContextManager[str]:
    return running(["cnnviz", "app", "--headless", "--port"], free_port())


def _minimal() -> AbstractContextManager[str]:
    return minimal_app(MINIMAL, clean_up=True)


def _open_minimal(page: Page, address: str) -> None:
    page.goto(address)
    surface(page).wait_for()
    page.locator(_TEXT).wait_for()


def _seconds(browser: Browser, address: str, open_page: Open) -> float:
    context = browser.new_context(viewport=WIDE)
    try:
        page = context.new_page()
        page.set_default_timeout(60_000)
        began = time.perf_counter()
        open_page(page, address)
        return time.perf_counter() - began
    finally:
        context.close()
