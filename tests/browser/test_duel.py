"""The Duel page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_to_text
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE

pytestmark = pytest.mark.browser
THREE = strokes_to_text(EXAMPLE_DIGITS[3].strokes)


def to_duel(page: Page, address: str) -> Page:
    page.goto(f"{address}/duel?drawing={THREE}")
    page.locator(".duel-card").nth(2).wait_for()
    # Counting on 1,000 digits is over when the sentences stand there.
    page.get_by_text("is half the truth").wait_for(timeout=90_000)
    return page


def card(page: Page, name: str) -> Locator:
    return page.locator(".duel-card").filter(has_text=name)


def test_the_slider_moves_the_digit_and_the_answers_change(
    open_page: OpenPage, address: str
) -> None:
    page = to_duel(open_page(), address)
    for name in ("MLP", "LeNet-5", "Global max CNN"):
        expect(card(page, name)).to_contain_text("✓ right")
    before = card(page, "MLP").locator("img").get_attribute("src")
    slider = page.locator(".st-key-duel_right").get_by_role("slider")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(card(page, "MLP")).to_contain_text("✗ it is a 3")
    expect(card(page, "Global max CNN")).to_contain_text("✓ right")
    expect(page.get_by_text("Moved by 5 pixels, the MLP reads")).to_be_visible()
    assert card(page, "MLP").locator("img").get_attribute("src") != before
    page.get_by_role("button", name="Put it back").click()
    expect(card(page, "MLP")).to_contain_text("✓ right")
    assert card(page, "MLP").locator("img").get_attribute("src") == before


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page: OpenPage, address: str) -> None:
    page = to_duel(open_page(PHONE), address)
    for part in ("Four ways to shrink", "Dense instead", "All networks"):
        page.get_by_role("radio", name=part).click()
        expect(page.get_by_role("radio", name=part)).to_be_checked()
        page.wait_for_function(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
