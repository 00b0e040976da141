"""A page with a canvas, drawn on stroke by stroke with the clock running in the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import Stroke
from tests.browser.driver import WIDE, draw, open_draw_page, surface

QUIET = 1200  # ms after pen-up in which a panel may still change
PATIENCE = 6000  # ms after which a text that has not changed never will
SETTLE = 600  # ms, untimed, after the canvas was cleared
PIECES = 3  # a line of a digit is drawn in so many strokes: each changes what is there
_CLOCK = Path(__file__).with_name("clock.js")


@dataclass(frozen=True)
class StrokeTimes:
    """Milliseconds from pen-up, as the page saw it; negative: while the pen was still down.

    Attributes
    ----------
    text : float or None
        To the text's last change; None if it says the same as before the stroke.
    panels : dict of str to float
        To each panel's last change; a panel that did not change is missing.
    """

    text: float | None
    panels: dict[str, float]

    @property
    def final(self) -> float:
        """To the last change of anything; 0 if that was before pen-up."""
        return max(0.0, self.text or 0.0, *self.panels.values())

    @property
    def answered(self) -> bool:
        """Whether anything changed at all."""
        return self.text is not None or bool(self.panels)


class CanvasPage(Protocol):
    """What can be drawn on, cleared and timed."""

    page: Page
    text: str
    pattern: str

    def clear(self) -> None:
        """Take everything off the canvas and wait until the page has answered."""


class DrawPage:
    """The Draw page of the app.

    Parameters
    ----------
    browser : Browser
    address : str
        With the query string, if the page is to show another network.
    """

    text = ".st-key-prediction"
    pattern = r"\d%"

    def __init__(self, browser: Browser, address: str) -> None:
        self.page = new_page(browser)
        open_draw_page(self.page, address)

    def clear(self) -> None:
        """Press the page's own button."""
        self.page.locator(".st-key-clear button").click()
        expect(self.page.locator(f"{self.text} .invitation")).to_be_visible()
        self.page.wait_for_timeout(SETTLE)


class MinimalPage:
    """The yardstick, `minimal_app.py`."""

    text = '[data-testid="stMarkdownContainer"]'
    pattern = r"\d"

    def __init__(self, browser: Browser, address: str) -> None:
        self.page = new_page(browser)
        self.page.goto(address)
        surface(self.page).wait_for()
        self.page.locator(self.text).wait_for()

    def clear(self) -> None:
        """Press the button of the canvas' toolbar."""
        self.page.locator(".st-key-canvas").get_by_label("Reset canvas").click()
        self.page.wait_for_timeout(2 * SETTLE)


def new_page(browser: Browser) -> Page:
    """A wide page, in a context of its own, with the clock in it."""
    context = browser.new_context(viewport=WIDE)
    context.add_init_script(path=_CLOCK)
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def timed_stroke(canvas: CanvasPage, stroke: Stroke) -> StrokeTimes:
    """Draw one stroke and wait until the page has come to rest."""
    page = canvas.page
    page.bring_to_front()
    page.evaluate(
        "([text, pattern]) => benchClock.arm(text, pattern)", [canvas.text, canvas.pattern]
    )
    draw(page, [stroke])
    times = page.evaluate("([q, p]) => benchClock.finish(q, p)", [QUIET, PATIENCE])
    return StrokeTimes(times["text"], times["panels"])


def endless_strokes() -> Iterator[tuple[Stroke, bool]]:
    """Strokes that draw digit after digit, bit by bit; True at the last one of a digit."""
    for example in cycle(EXAMPLE_DIGITS):
        pieces = [piece for stroke in example.strokes for piece in _pieces(stroke)]
        for index, piece in enumerate(pieces):
            yield piece, index == len(pieces) - 1


def _pieces(stroke: Stroke) -> Iterator[Stroke]:
    points = stroke.points
    ends = [round(index * (len(points) - 1) / PIECES) for index in range(PIECES + 1)]
    for start, end in pairwise(ends):
        # Every other point will do for a mouse; the last one always.
        yield Stroke((*points[start:end:2], points[end]), stroke.width)
