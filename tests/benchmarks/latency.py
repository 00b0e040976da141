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

from cnnviz.core.networks.architectures import ARCHITECTURES
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
BUDGETS = {"lenet5": 0.4}
BUDGET = 0.6  # of the others
Pair = tuple[StrokeTimes, StrokeTimes]


@dataclass(frozen=True)
class Latency:
    """Median milliseconds from pen-up.

    Attributes
    ----------
    minimal : float
        To the text of the minimal app.
    final : float
        To the last change of the prediction or any panel.
    panels : dict of str to float
        To the last change of each; negative if before pen-up.
    """

    minimal: float
    final: float
    panels: dict[str, float]

    def row(self, model: str, yardstick: str) -> Row:
        """The line of the table."""
        name = f"pen-up to everything final, {ARCHITECTURES[model].title} / {yardstick}"
        detail = f"{self.final:.0f} / {self.minimal:.0f} ms"
        return Row(name, self.final / self.minimal, "x", BUDGETS.get(model, BUDGET), detail)

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
            # A piece over old ink changes nothing.
            told = (pair for pair in pairs if pair[0].answered and pair[1].answered)
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
        minimal=median(minimal.final for minimal, _ in pairs),
        final=median(page.final for page in drawn),
        panels={
            name: median(page.panels[name] for page in drawn if name in page.panels)
            for name in names
        },
    )
