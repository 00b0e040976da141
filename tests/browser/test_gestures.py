"""One tap is one click on what was tapped, and Ctrl+Z undoes a stroke."""

from __future__ import annotations

import random
import re

from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, draw


def tap(figure: Locator, column: float, row: float) -> None:
    """Put a finger on a place of a figure's axes."""
    x, y = figure.evaluate(
        """({ _fullLayout: { xaxis, yaxis } }, [column, row]) =>
             [xaxis._offset + xaxis.l2p(column), yaxis._offset + yaxis.l2p(row)]""",
        [column, row],
    )
    box = figure.bounding_box()
    assert box is not None
    figure.page.touchscreen.tap(box["x"] + x, box["y"] + y)


def bring_up(figure: Locator) -> None:
    """Scroll to a figure, once none takes its place any more."""
    page = figure.page
    while True:
        figure.first.wait_for()
        shown = figure.first.element_handle()
        page.wait_for_timeout(1_000)
        if figure.count() == 1 and shown.evaluate("shown => shown.isConnected"):
            break
    figure.scroll_into_view_if_needed()
    page.wait_for_timeout(500)


def on_phone(open_page: OpenPage, address: str, where: str) -> Page:
    page = open_page(PHONE, has_touch=True)
    page.goto(f"{address}/layers?model=lenet5&digit=300&{where}")
    return page


def test_a_tap_on_a_map_selects_the_cell_that_was_tapped(open_page: OpenPage, address: str) -> None:
    page = on_phone(open_page, address, "layer=conv1&map=2&tab=This+map%2C+large")
    figure = page.locator(".st-key-enlarged .js-plotly-plot")
    crumbs = page.locator(".st-key-breadcrumbs")
    rng = random.Random(0)
    for _ in range(4):
        row, column = rng.randrange(28), rng.randrange(28)
        bring_up(figure)
        tap(figure, column, row)
        expect(crumbs).to_contain_text(f"row {row + 1}, column {column + 1}")


def test_a_tap_on_a_bar_selects_the_number_that_was_tapped(
    open_page: OpenPage, address: str
) -> None:
    page = on_phone(open_page, address, "layer=dense2&map=1&tab=This+map%2C+large")
    figure = page.locator(".st-key-enlarged .js-plotly-plot")
    for number in (40, 7, 71):
        bring_up(figure)
        height = figure.evaluate("(p, at) => p._fullData[0].y[at] / 2", number - 1)
        tap(figure, number, height)
        expect(page.locator(".st-key-breadcrumbs")).to_contain_text(f"number {number}")


def test_a_swipe_that_begins_on_a_figure_scrolls(open_page: OpenPage, address: str) -> None:
    page = on_phone(open_page, address, "layer=conv1&map=2&tab=This+map%2C+large")
    figure = page.locator(".st-key-enlarged .js-plotly-plot")
    bring_up(figure)
    box = figure.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for step in range(12):
        kind = "touchMove" if step else "touchStart"
        touch = {"type": kind, "touchPoints": [{"x": x, "y": y + 20 * step}]}
        finger.send("Input.dispatchTouchEvent", touch)
        page.wait_for_timeout(16)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(500)
    after = figure.bounding_box()
    assert after is not None and after["y"] > box["y"] + 100


def test_a_tap_on_a_view_is_a_click(open_page: OpenPage, address: str) -> None:
    page = on_phone(open_page, address, "layer=conv1&map=2")
    head = page.locator(".st-key-unfolded_head")
    expect(head).to_contain_text("conv1, map 2")
    for number in (4, 1, 6):
        page.locator(".st-key-feature_maps .map-strip button").nth(number - 1).tap()
        expect(head).to_contain_text(f"conv1, map {number}")
    page.locator(".st-key-arithmetic [data-cell]").first.tap()
    expect(head).to_contain_text("input")


def test_ctrl_z_undoes_and_ctrl_y_redoes_a_stroke(open_page: OpenPage) -> None:
    page = open_page()
    digit = page.locator(".st-key-prediction .digit")
    draw(page, EXAMPLE_DIGITS[3].strokes)
    expect(digit).to_have_text("3")
    page.wait_for_url(re.compile("drawing="))
    page.wait_for_timeout(600)
    page.keyboard.press("Control+z")
    expect(digit).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(digit).to_have_text("3")
