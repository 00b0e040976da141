"""The address in a real browser: nothing is lost, and 'back' goes one step of looking."""

from __future__ import annotations

import itertools
import re

from playwright.sync_api import Browser, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.browser.conftest import PATIENCE, OpenPage
from tests.browser.driver import PHONE, draw, free_port, open_draw_page, running_app, surface

THREE = EXAMPLE_DIGITS[3]


def three_is_read(page: Page) -> None:
    expect(page.locator(".st-key-prediction .digit")).to_have_text("3")


def with_three(page: Page) -> Page:
    draw(page, THREE.strokes)
    three_is_read(page)
    page.wait_for_url("**drawing=*")
    return page


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_back_goes_one_step_of_looking_and_keeps_the_drawing(open_page: OpenPage) -> None:
    page = with_three(open_page())
    go(page, "Layers")
    head = page.locator(".st-key-unfolded_head")
    answer = page.locator(".st-key-layers_answer")
    expect(answer).to_contain_text("read as 3")
    page.get_by_role("button", name="Next").click()
    expect(head).to_contain_text("conv1, map 1")
    page.locator(".st-key-feature_maps .map-strip button").nth(3).click()
    expect(head).to_contain_text("conv1, map 4")
    page.wait_for_url("**layer=conv1&map=4*")
    steps = page.evaluate("history.length")
    page.go_back()
    expect(head).to_contain_text("conv1, map 1")
    page.go_back()
    expect(page.locator(".st-key-feature_maps")).to_contain_text("input")
    page.go_back()
    three_is_read(page)
    page.go_forward()
    expect(page.locator(".st-key-feature_maps")).to_contain_text("input")
    page.go_forward()
    page.go_forward()
    expect(head).to_contain_text("conv1, map 4")
    expect(answer).to_contain_text("read as 3")
    assert page.evaluate("history.length") == steps


def test_a_stroke_is_no_step_of_the_browser(open_page: OpenPage) -> None:
    page = open_page()
    before = page.evaluate("history.length")
    for example in (EXAMPLE_DIGITS[3], EXAMPLE_DIGITS[1]):
        draw(page, example.strokes)
        page.wait_for_timeout(800)
    page.wait_for_url("**drawing=*")
    assert page.evaluate("history.length") == before


def test_a_reloaded_page_has_all_that_was_set(open_page: OpenPage) -> None:
    page = with_three(open_page())
    go(page, "Lab")
    page.get_by_role("tab", name="Pooling").click()
    pool = page.locator(".st-key-lab_pool")
    pool.get_by_role("radio", name="Max", exact=True).click()
    page.wait_for_url("**lab_pool_kind=max*")
    page.reload()
    expect(pool.get_by_role("radio", name="Max", exact=True)).to_be_checked()
    expect(page.get_by_role("tab", name="Pooling")).to_have_attribute("aria-selected", "true")
    go(page, "Draw")
    three_is_read(page)
    page.reload()
    three_is_read(page)


def test_the_copied_link_opens_the_same_and_start_over_can_be_taken_back(
    open_page: OpenPage, browser: Browser
) -> None:
    page = with_three(open_page(permissions=["clipboard-read", "clipboard-write"]))
    page.locator(".st-key-copy_link button").click()
    expect(page.locator(".st-key-copy_link button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url and "drawing=" in copied
    other = browser.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(copied)
    three_is_read(other)
    other.close()
    page.get_by_text("QR code").click()
    code = page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert code.evaluate("picture => picture.naturalWidth") > 0
    page.keyboard.press("Escape")
    page.locator(".st-key-start_over button").click()
    expect(page.locator(".st-key-prediction .digit")).to_have_count(0)
    page.locator(".st-key-take_back button").click()
    three_is_read(page)


def test_on_a_phone_the_tools_stand_beside_each_other(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    boxes = [
        page.locator(f".st-key-{key} button").first.bounding_box()
        for key in ("copy_link", "start_over", "language")
    ]
    edges = [(box["x"], box["x"] + box["width"], box["y"]) for box in boxes if box]
    assert len(edges) == 3 and edges == sorted(edges)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(edges))
    assert edges[-1][1] <= PHONE["width"] and len({round(edge[2]) for edge in edges}) == 1


def test_a_server_that_was_started_anew_costs_nothing(browser: Browser) -> None:
    port = free_port()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    with running_app(port=port) as address:
        open_draw_page(page, address)
        with_three(page)
        go(page, "Layers")
        page.get_by_role("button", name="Next").click()
        page.wait_for_url("**layer=conv1*")
    with running_app(port=port):
        # No other page can be chosen until the connection is there again.
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".st-key-layers_answer")).to_contain_text("read as 3")
        go(page, "Draw")
        surface(page).wait_for()
        three_is_read(page)
        assert re.search("layer=conv1.*drawing=", page.url)
    context.close()
