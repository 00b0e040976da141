"""Who moves by keys keeps their place."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import open_tab


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def stays(page: Page, words: str) -> None:
    page.wait_for_function(
        "words => document.activeElement.textContent.trim().startsWith(words)", arg=words
    )
    # Also when the answer has come.
    page.wait_for_timeout(1_500)
    assert focused(page).startswith(words)


def test_the_focus_is_seen_on_the_pages_names(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Layers", exact=True).first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Layers", exact=True).first
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_focus_stays_where_an_answer_replaces_what_it_stood_on(
    open_page: OpenPage, address: str
) -> None:
    page = open_page()
    page.goto(f"{address}/layers?model=lenet5&layer=conv2&digit=300")
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as")
    page.locator(".st-key-network").get_by_role("radio", name="VGG").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**model=vgg*")
    stays(page, "VGG")
    following = page.get_by_role("button", name="Next").first
    following.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**layer=*")
    page.wait_for_timeout(1_500)
    assert page.evaluate("document.activeElement !== document.body")


def test_a_pixel_is_switched_by_keys_alone(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/layers?model=lenet5&layer=conv1&digit=300")
    open_tab(page, "Change pixels")
    page.get_by_text("A click switches a pixel").click()
    row = page.locator(".st-key-pixel_row input")
    row.fill("3")
    row.press("Tab")
    page.wait_for_timeout(800)
    button = page.locator(".st-key-this_pixel button")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**pixels=*")
    stays(page, "Switch this pixel")
