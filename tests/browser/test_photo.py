"""A photograph of a digit in place of the drawing, corrected by hand, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, WIDE, canvas_ink, draw, surface
from tests.browser.test_draw import THREE, expect_digit
from tests.browser.uploads import paper_png, upload_picture
from tests.core.digits.photographs import take_photograph

pytestmark = pytest.mark.browser


def photograph(label: int, seed: int = 3) -> bytes:
    """As a phone takes it: shadows, blur, the lines of the paper, JPEG."""
    lines = [np.array(stroke.points) for stroke in EXAMPLE_DIGITS[label].strokes]
    others = [[np.array(stroke.points) for stroke in EXAMPLE_DIGITS[1].strokes]]
    rng = np.random.default_rng(seed)
    return take_photograph(label, lines, others, rng, longer_side=1000).content


def fits(page: Page) -> bool:
    fit: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fit


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_photograph_is_read_and_the_drawing_comes_back(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    upload_picture(page, "digit.jpg", photograph(7))
    expect(page.locator(".st-key-canvas .photo .taken").first).to_be_visible()
    expect(surface(page)).to_have_count(0)
    expect_digit(page, 7)
    assert fits(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back to my drawing").click()
    expect_digit(page, 3)
    expect(surface(page)).to_be_visible()
    page.wait_for_timeout(600)
    assert np.mean(canvas_ink(page)) > 5


def test_another_region_is_chosen_by_its_number(open_page: OpenPage) -> None:
    page = open_page()
    upload_picture(page, "two.png", paper_png(1, 7))
    page.locator(".st-key-canvas .photo .taken").first.wait_for()
    page.keyboard.press("Escape")
    pills = page.locator('[class*="st-key-photo_regions_"]')
    first = page.locator(".st-key-prediction .digit").inner_text()
    other = {"1": 7, "7": 1}
    assert first in other
    # The likeliest region comes first; both are numbered in the picture, too.
    chosen = page.locator(".photo .taken b").inner_text()
    unchosen = page.locator(".photo .other b").inner_text()
    assert {chosen, unchosen} == {"1", "2"}
    pills.get_by_text(unchosen, exact=True).click()
    expect(page.locator(".photo .taken")).to_have_count(2)
    pills.get_by_text(chosen, exact=True).click()
    expect(page.locator(".photo .taken")).to_have_count(1)
    expect_digit(page, other[first])
    expect(page.locator(".photo .taken b")).to_have_text(unchosen)


def test_the_wrong_polarity_can_be_set_and_taken_back(open_page: OpenPage) -> None:
    page = open_page()
    upload_picture(page, "seven.png", paper_png(7))
    expect_digit(page, 7)
    page.keyboard.press("Escape")
    ink = page.locator(".st-key-draw_left")
    ink.get_by_text("light on dark").click()
    expect(page.locator(".st-key-prediction")).not_to_have_text("7")
    page.wait_for_timeout(800)
    ink.get_by_text("dark on light").click()
    expect_digit(page, 7)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_text_called_png_is_one_sentence_and_the_drawing_stays(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    upload_picture(page, "words.png", b"this is no picture but a sentence")
    alert = page.locator(".st-key-upload_picture").get_by_role("alert")
    expect(alert).to_be_visible()
    sentence = alert.inner_text()
    assert "Traceback" not in sentence and 10 < len(sentence) < 300
    page.keyboard.press("Escape")
    expect_digit(page, 3)
    expect(surface(page)).to_be_visible()
    assert fits(page)
    # A proper one after that is taken, and the sentence is gone.
    upload_picture(page, "seven.png", paper_png(7))
    expect_digit(page, 7)


def test_a_photograph_survives_a_visit_to_another_page_and_another_network(
    open_page: OpenPage,
) -> None:
    page = open_page()
    upload_picture(page, "seven.png", paper_png(7))
    expect_digit(page, 7)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Layers").click()
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as 7")
    page.locator(".st-key-network").get_by_text("ResNet", exact=True).click()
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as 7")
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".st-key-canvas .photo img")).to_be_visible()
    expect_digit(page, 7)
