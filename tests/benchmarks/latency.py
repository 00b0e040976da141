"""From pen-up to the answer on screen, beside a minimal app in the same browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.pen import (
    DrawPage,
    MinimalPage,
    StrokeTimes,
    endless_strokes,
    timed_stroke,
)
from tests.benchmarks.table import Row
from tests.browser.driver import running_app

MINIMAL = Path(__file__).with_name("minimal_app.py")
# Streamlit's clean-up after every run: 0.1 s and more in which nothing is sent, by default on.
_CLEAN_UP = "STREAMLIT_RUNNER_POST_SCRIPT_GC"
WARM_UP = 3
TEXT_BUDGET, PANEL_BUDGET = 1.1, 1.6
Pair = tuple[StrokeTimes, StrokeTimes]


@dataclass(frozen=True)
class Latency:
    """Median milliseconds from pen-up.

    Attributes
    ----------
    minimal : float
        To the text of the minimal app.
    text : float
        To the prediction.
    last : float
        To the last change of any panel.
    panels : dict of str to float
        To the last change of each.
    """

    minimal: float
    text: float
    last: float
    panels: dict[str, float]

    def rows(self, title: str, yardstick: str) -> Iterator[Row]:
        """The two lines of the table."""
        for what, value, budget in (
            ("new prediction", self.text, TEXT_BUDGET),
            ("last panel", self.last, PANEL_BUDGET),
        ):
            detail = f"{value:.0f} / {self.minimal:.0f} ms"
            name = f"pen-up to {what}, {title} / {yardstick}"
            yield Row(name, value / self.minimal, "x", budget, detail)

    def details(self, title: str) -> str:
        """When each panel was done, in one line."""
        parts = (f"{name} {time:.0f}" for name, time in sorted(self.panels.items()))
        return f"{title}: last change after pen-up, ms: {', '.join(parts)}"


def measure_latency(
    browser: Browser, app: str, query: str, strokes: int, *, strict: bool
) -> Latency:
    """Draw the same strokes on both pages in turn.

    Parameters
    ----------
    browser : Browser
    app : str
        Address of the running app.
    query : str
        Of the Draw page's address: "" or, to choose a network, "?model=NAME".
    strokes : int
        Timed ones, on each page.
    strict : bool
        Leave out of the minimal app all that ours may leave out: its canvas sends no picture,
        and Streamlit does not clean up after it. Else it is as anybody would write it.
    """
    with minimal_app(MINIMAL, clean_up=not strict) as app_address:
        address = f"{app_address}/?canvas=json" if strict else app_address
        minimal = MinimalPage(browser, address)
        page = DrawPage(browser, f"{app}/{query}")
        try:
            pairs = _alternate(minimal, page)
            list(islice(pairs, WARM_UP))
            # Once in a while the answer is the same as before, to a tenth of a percent.
            told = (pair for pair in pairs if None not in (pair[0].text, pair[1].text))
            return _medians(list(islice(told, strokes)))
        finally:
            minimal.page.context.close()
            page.page.context.close()


@contextmanager
def minimal_app(script: Path, *, clean_up: bool) -> Iterator[str]:
    """A yardstick's address; what the project sets for its own app is not in force there.

    Parameters
    ----------
    script : Path
    clean_up : bool
        Whether Streamlit cleans up after every run, as it does unless told otherwise.
    """
    before = os.environ.get(_CLEAN_UP)
    os.environ[_CLEAN_UP] = "true" if clean_up else "false"
    try:
        with running_app(script) as address:
            yield address
    finally:
        if before is None:
            del os.environ[_CLEAN_UP]
        else:
            os.environ[_CLEAN_UP] = before


def _alternate(minimal: MinimalPage, page: DrawPage) -> Iterator[Pair]:
    for turn, (stroke, last) in enumerate(endless_strokes()):
        first, second = (minimal, page) if turn % 2 else (page, minimal)
        times = timed_stroke(first, stroke), timed_stroke(second, stroke)
        if last:
            minimal.clear()
            page.clear()
        yield times if turn % 2 else times[::-1]


def _medians(pairs: Sequence[Pair]) -> Latency:
    drawn = [page for _, page in pairs]
    names = {name for page in drawn for name in page.panels}
    return Latency(
        minimal=median(minimal.text or 0.0 for minimal, _ in pairs),
        text=median(page.text or 0.0 for page in drawn),
        last=median(max(page.panels.values()) for page in drawn),
        panels={
            name: median(page.panels[name] for page in drawn if name in page.panels)
            for name in names
        },
    )
