"""How often the picture of what the network sees follows a pen that moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Browser

from tests.benchmarks.pen import PATIENCE, QUIET, DrawPage
from tests.benchmarks.table import Row
from tests.browser.driver import surface

SECONDS, ROUNDS = 5.0, 3
BUDGET = 8.0
_PAUSE = 16  # ms between two places of the mouse: a screen's rate
_SAME = 25.0  # ms within which paintings belong to one picture


def updates_row(browser: Browser, address: str) -> Row:
    """Pictures a second while one long stroke is drawn, a spiral; median of several strokes."""
    page = DrawPage(browser, address)
    try:
        rates = []
        for _ in range(ROUNDS):
            rates.append(_rate(page))
            page.clear()
    finally:
        page.page.context.close()
    detail = ", ".join(f"{rate:.1f}" for rate in rates)
    what = "updates of the 28x28 picture under the pen, LeNet-5 with the map"
    return Row(what, sorted(rates)[len(rates) // 2], "a second", BUDGET, detail, at_least=True)


def _rate(page: DrawPage) -> float:
    box = surface(page.page).bounding_box()
    assert box is not None
    mouse, at = page.page.mouse, [box["x"] + 140, box["y"] + 140]
    page.page.evaluate("([t, p]) => benchClock.arm(t, p)", [page.text, page.pattern])
    mouse.move(*at)
    mouse.down()
    began = page.page.evaluate("performance.now()")
    now = began
    while now - began < SECONDS * 1000:
        turn = (now - began) / 1000
        mouse.move(
            at[0] + (15 + 18 * turn) * math.cos(5 * turn),
            at[1] + (15 + 18 * turn) * math.sin(5 * turn),
        )
        page.page.wait_for_timeout(_PAUSE)
        now = page.page.evaluate("performance.now()")
    mouse.up()
    told = page.page.evaluate("([q, p]) => benchClock.finish(q, p)", [QUIET, PATIENCE])
    seen = [time for time in told["all"].get("network_sees", ()) if time <= now]
    return pictures(seen) / ((now - began) / 1000)


def pictures(paintings: Sequence[float]) -> int:
    """How many pictures so many moments of painting make."""
    return min(1, len(paintings)) + sum(b - a > _SAME for a, b in pairwise(paintings))
