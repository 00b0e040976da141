"""A network of one's own, from its file to the pixels of a picture of one's own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, WIDE, draw
from tests.browser.test_draw import THREE, expect_digit
from tests.browser.uploads import (
    FRUIT,
    colour_onnx,
    colour_png,
    open_network,
    paper_png,
    upload_picture,
    visit,
)

pytestmark = pytest.mark.browser


def badge(page: Page) -> str:
    shown = page.locator(".st-key-network_check")
    expect(shown).to_be_visible(timeout=60_000)
    return shown.inner_text()


def on_the_draw_page(page: Page) -> Page:
    visit(page, "Draw")
    page.locator(".st-key-prediction .digit").wait_for()
    return page


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_onnx_file_is_checked_named_and_followed_to_the_pixels(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    open_network(page, colour_onnx())
    assert re.search(r"\d+ layers equal onnxruntime .*largest difference", badge(page))
    expect(page.locator(".st-key-model_card h1")).to_have_text("fruit")
    expect(page.locator(".st-key-model_card")).to_contain_text("3 classes")
    on_the_draw_page(page)
    upload_picture(page, "colours.png", colour_png())
    expect(page.locator(".st-key-draw_left")).to_contain_text("colours.png")
    answer = page.locator(".st-key-prediction .digit").inner_text()
    assert answer in FRUIT
    for name in FRUIT:
        node = page.locator(f'.st-key-network_map .node[aria-label*="{name}"]')
        expect(node).to_have_count(1)
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide
    node = page.locator('.st-key-network_map .node[aria-label^="conv1: map 2"]')
    node.scroll_into_view_if_needed()
    node.click()
    page.get_by_role("link", name="Every number").click()
    expect(page.locator(".st-key-breadcrumbs")).to_contain_text("map 2")
    expect(page.locator(".st-key-layers_answer")).to_contain_text(answer)
    total = page.locator(".st-key-arithmetic .total")
    total.wait_for()
    assert re.search(r"\d", total.inner_text())
    # Three slices of the kernel, one for each colour.
    expect(page.locator(".st-key-arithmetic")).to_contain_text("input · blue")
    assert "≠" not in page.locator(".st-key-pixel_shares").inner_text()


def test_a_broken_file_is_one_sentence_and_the_drawing_is_kept(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    content = colour_onnx()
    for damaged in (content[: len(content) // 2], b"this is no network"):
        open_network(page, damaged, names="")
        problem = page.locator(".st-key-own_network").get_by_role("alert")
        expect(problem).to_be_visible(timeout=60_000)
        sentence = problem.inner_text().strip()
        assert "Traceback" not in sentence and 10 < len(sentence) < 300
        expect(page.locator(".st-key-network_check")).to_have_count(0)
        visit(page, "Draw")
        expect_digit(page, 3)


def test_closing_it_leads_back_to_a_shipped_network(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    open_network(page, colour_onnx())
    badge(page)
    page.locator(".st-key-own_network").get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-model_card h1")).to_have_text("LeNet-5")
    expect(page.locator(".st-key-network")).not_to_contain_text("fruit")
    visit(page, "Draw")
    expect_digit(page, 3)


def test_another_person_does_not_see_it(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    open_network(first, colour_onnx())
    badge(first)
    expect(first.locator(".st-key-network")).to_contain_text("fruit")
    second.reload()
    second.locator(".st-key-network").wait_for()
    expect(second.locator(".st-key-network")).not_to_contain_text("fruit")


def test_a_broken_picture_leaves_the_shown_one(open_page: OpenPage) -> None:
    page = open_page()
    open_network(page, colour_onnx())
    badge(page)
    on_the_draw_page(page)
    upload_picture(page, "colours.png", colour_png())
    expect(page.locator(".st-key-draw_left")).to_contain_text("colours.png")
    page.keyboard.press("Escape")
    upload_picture(page, "words.png", b"no picture, but words")
    alert = page.locator(".st-key-upload_picture").get_by_role("alert")
    expect(alert).to_be_visible()
    expect(page.locator(".st-key-draw_left")).to_contain_text("colours.png")


def test_a_photograph_of_a_digit_is_a_picture_like_any_other_to_it(open_page: OpenPage) -> None:
    page = open_page()
    open_network(page, colour_onnx())
    badge(page)
    on_the_draw_page(page)
    upload_picture(page, "paper.png", paper_png(7))
    expect(page.locator(".st-key-draw_left")).to_contain_text("paper.png")
    assert page.locator(".st-key-prediction .digit").inner_text() in FRUIT
