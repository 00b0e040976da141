"""From a change in the lab to the picture of it, beside minimal apps in the same browser.

Two yardsticks: one control and one picture, which the budget is for; and, in the row's detail, one
control and one text, which Streamlit never cleans up after: the least that an answer can take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks.lab_pages import Changing, choice_page, network_page, slider_page
from tests.benchmarks.latency import minimal_app
from tests.benchmarks.table import Row

MINIMAL = Path(__file__).with_name("minimal_slider_app.py")
WARM_UP = 3
SLIDER_BUDGET, NETWORK_BUDGET = 2.0, 3.0
Addresses = tuple[str, str, str]  # ours, the minimal app's, and that with a text for a picture
_CHART = {"chart": '[data-testid="stPlotlyChart"]'}
_TEXT = {"text": '[data-testid="stText"]'}


def lab_rows(browser: Browser, app: str, changes: int, *, strict: bool) -> Iterator[Row]:
    """One row for a slider of the tab 'Convolution', one for a change in the network.

    Parameters
    ----------
    browser : Browser
    app : str
        Address of the running app.
    changes : int
        Timed ones, on each page.
    strict : bool
        Streamlit does not clean up after the minimal app with a picture either, as after ours.
    """
    yardstick = "strict minimal app" if strict else "minimal app"
    with (
        minimal_app(MINIMAL, clean_up=not strict) as chart,
        minimal_app(MINIMAL, clean_up=False) as text,
    ):
        addresses = app, chart, f"{text}/?answer=text"
        yield _slider_row(browser, addresses, changes, yardstick)
        yield _network_row(browser, addresses, changes, yardstick)


def _slider_row(browser: Browser, addresses: Addresses, changes: int, yardstick: str) -> Row:
    app, minimal, least_app = addresses
    pages = [
        slider_page(
            browser,
            f"{app}/lab",
            ".st-key-lab_stride_down",
            {"picture": ".st-key-conv_output"},
        ),
        slider_page(browser, minimal, ".st-key-stride", _CHART),
        slider_page(browser, least_app, ".st-key-stride", _TEXT),
    ]
    ours, chart, text = medians(pages, changes)
    value, base, least = ours["picture"], chart["chart"], text["text"]
    return Row(
        f"lab: slider to the updated picture / {yardstick}",
        value / base,
        "x",
        SLIDER_BUDGET,
        f"{value:.0f} / {base:.0f} ms; {value / least:.2f}x a bare text's {least:.0f} ms",
    )


def _network_row(browser: Browser, addresses: Addresses, changes: int, yardstick: str) -> Row:
    app, minimal, least_app = addresses
    pages = [
        network_page(browser, app),
        choice_page(browser, f"{minimal}/?control=choice", _CHART),
        choice_page(browser, f"{least_app}&control=choice", _TEXT),
    ]
    ours, chart, text = medians(pages, changes)
    value = max(ours.get("trained map", 0.0), ours["changed map"])
    base, least = chart["chart"], text["text"]
    numbers = f"; numbers at {ours['numbers']:.0f} ms" if "numbers" in ours else ""
    return Row(
        f"lab: change in LeNet-5 to both maps / {yardstick}",
        value / base,
        "x",
        NETWORK_BUDGET,
        f"{value:.0f} / {base:.0f} ms; {value / least:.2f}x a bare text's {least:.0f} ms{numbers}",
    )


def medians(pages: Sequence[Changing], changes: int) -> list[dict[str, float]]:
    """Median milliseconds to each panel's last change, the pages taking turns."""
    samples: list[list[dict[str, float]]] = [[] for _ in pages]
    try:
        for turn in range(WARM_UP + changes):
            for place in range(len(pages)):
                # Who goes first changes, too.
                index = (place + turn) % len(pages)
                samples[index].append(pages[index].timed())
    finally:
        for page in pages:
            page.page.context.close()
    return [_median(times[WARM_UP:]) for times in samples]


def _median(times: Sequence[dict[str, float]]) -> dict[str, float]:
    panels = {panel for each in times for panel in each}
    return {panel: median(each[panel] for each in times if panel in each) for panel in panels}
