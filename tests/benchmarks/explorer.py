"""From a click on a map to its unfolded computation, beside minimal apps in the same browser.

Two yardsticks, as for the lab: a picture that is clicked and a picture of what was clicked, which
the budget is for; and, in the row's detail, a text in place of the second picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_to_text
from cnnviz.core.networks.architectures import ARCHITECTURES
from tests.benchmarks.lab import medians
from tests.benchmarks.lab_pages import Changing, opened
from tests.benchmarks.latency import minimal_app
from tests.benchmarks.table import Row

MINIMAL = Path(__file__).with_name("minimal_click_app.py")
BUDGET = 1.0
# How the pictures or units of a layer of each network are called that reads many, and the block
# that it is folded into.
CLICKED = {
    "mlp": ("output: digit", ""),
    "lenet5": ("conv2: map", ""),
    "alexnet": ("conv4: map", "conv4 – relu4"),
    "vgg": ("block3.conv2: map", "block3"),
    "resnet": ("block3.conv2: map", "block3"),
}
_CLOSED = {"network map": ".st-key-network_map"}
PANELS = {"unfolded": ".st-key-unfolded", **_CLOSED}
MOST = 16  # of them are clicked, again and again
_CHART = {"chart": ".st-key-chart"}
_TEXT = {"text": '[data-testid="stText"]'}
# The pixels of a point of a figure, from the figure's own top left corner.
_PLACE = """(plot, [x, y]) => { const l = plot._fullLayout;
  return [l.xaxis._offset + l.xaxis.l2p(x), l.yaxis._offset + l.yaxis.l2p(y)]; }"""
Point = tuple[float, float]


def explorer_rows(browser: Browser, app: str, clicks: int, *, strict: bool) -> Iterator[Row]:
    """One row for each network, on the Draw page.

    Parameters
    ----------
    browser : Browser
    app : str
        Address of the running app.
    clicks : int
        Timed ones, on each page.
    strict : bool
        Streamlit does not clean up after the minimal app with a picture either, as after ours.
    """
    yardstick = "strict minimal app" if strict else "minimal app"
    with (
        minimal_app(MINIMAL, clean_up=not strict) as chart,
        minimal_app(MINIMAL, clean_up=False) as text,
    ):
        for model, (called, block) in CLICKED.items():
            pages = [
                _draw_page(browser, app, model, called, block),
                _minimal_page(browser, chart, _CHART),
                _minimal_page(browser, f"{text}/?answer=text", _TEXT),
            ]
            ours, charts, texts = medians(pages, clicks)
            value, base, least = ours["unfolded"], charts["chart"], texts["text"]
            yield Row(
                f"click on a map to unfolded, {ARCHITECTURES[model].title} / {yardstick}",
                value / base,
                "x",
                BUDGET,
                f"{value:.0f} / {base:.0f} ms; {value / least:.2f}x a bare text's {least:.0f} ms",
            )


def _draw_page(browser: Browser, app: str, model: str, called: str, block: str) -> Changing:
    drawing = strokes_to_text(EXAMPLE_DIGITS[7].strokes)
    page = opened(browser, f"{app}/?model={model}&drawing={drawing}", _CLOSED)
    nodes = page.locator(f'.st-key-network_map .node[aria-label^="{called}"]')
    page.locator(".st-key-network_map .node").first.wait_for()
    if block:
        page.locator(f'.node[aria-label^="{block},"]').first.click()
    nodes.first.wait_for()
    places = range(min(MOST, nodes.count()))

    def click(index: int) -> Callable[[], Callable[[], None]]:
        def ready() -> Callable[[], None]:
            nodes.nth(index).hover()
            page.wait_for_timeout(150)
            return nodes.nth(index).click

        return ready

    return Changing(page, cycle([click(index) for index in _leaping(places)]), "click", PANELS)


def _minimal_page(browser: Browser, address: str, panels: Mapping[str, str]) -> Changing:
    points = [(index % 4, index // 4) for index in range(16)]
    return _clicked(browser, address, ".st-key-grid .js-plotly-plot", points, panels)


def _clicked(
    browser: Browser, address: str, figure: str, points: list[Point], panels: Mapping[str, str]
) -> Changing:
    """A figure whose points are clicked one after the other, leaping to and fro."""
    page = opened(browser, address, panels)
    plot = page.locator(figure)
    plot.wait_for()

    def click(point: Point) -> Callable[[], Callable[[], None]]:
        def ready() -> Callable[[], None]:
            x, y = plot.evaluate(_PLACE, list(point))
            _hover(plot, x, y)
            return lambda: plot.click(position={"x": x, "y": y})

        return ready

    return Changing(page, cycle([click(point) for point in _leaping(points)]), "click", panels)


def _leaping(places: Sequence[Any]) -> list[Any]:
    """To and fro; the first is shown at the start, and a click on it would change nothing."""
    return [places[5 * turn % len(places)] for turn in range(1, len(places) + 1)]


def _hover(plot: Locator, x: float, y: float) -> None:
    """Point first, as people do: the label that appears is not the click's work."""
    plot.hover(position={"x": x, "y": y})
    plot.page.wait_for_timeout(150)
