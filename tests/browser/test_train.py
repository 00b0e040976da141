"""Train in front of one's eyes: what only a browser can tell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, WIDE, draw, open_draw_page, settled
from tests.browser.test_draw import THREE, expect_digit
from tests.browser.uploads import visit

pytestmark = pytest.mark.browser

LONG = '{"config":{"epochs":60}}'
STEPS = ("1 Load", "2 Reshape", "3 Normalise", "4 Define", "5 Compile", "6 Fit", "7 Evaluate")


def open_train(page: Page, plan: str = LONG) -> None:
    """With a plan from the address, and what was drawn before."""
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/train?training={plan}")
    page.locator(".st-key-train_start").wait_for()


def choose_step(page: Page, step: str) -> None:
    page.locator(".st-key-train_steps").get_by_text(step, exact=True).click()


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()


def step_of(words: str) -> int:
    """How many batches have been learned from, as the page says."""
    found = re.search(r"step ([\d,]+) of", words)
    return int(found.group(1).replace(",", "")) if found else 0


def expect_learning(page: Page) -> None:
    """It goes on without a click."""
    progress = page.locator(".st-key-train_progress")
    # Its process begins with importing PyTorch.
    expect(progress).to_contain_text("pictures a second", timeout=60_000)
    before = step_of(progress.inner_text())
    page.wait_for_function(
        """before => {
            const words = document.querySelector('.st-key-train_progress').innerText
            const found = words.match(/step ([\\d,]+) of/)
            return found && Number(found[1].replace(',', '')) > before
        }""",
        arg=before,
    )


def test_a_training_is_watched_paused_left_and_stopped_and_its_network_used(
    open_page: OpenPage,
) -> None:
    page = open_page()
    open_train(page)
    visit(page, "Draw")
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    visit(page, "Train")
    press(page, "train_start")
    expect_learning(page)
    expect(page.get_by_text("Your drawing, as it is read by now")).to_be_visible()
    # A network of some hundred steps knows a plain three.
    expect(page.locator(".st-key-train_progress .prediction .digit")).to_have_text("3")
    expect(page.locator(".st-key-train_progress")).to_contain_text("kernels")
    press(page, "train_pause")
    expect(page.locator(".st-key-train_progress")).to_contain_text("paused")
    # The batch that was under way is still counted; the page looks once a second.
    stood = step_of(settled(page.locator(".st-key-train_progress"), 2.5))

    visit(page, "Layers")
    strip = page.locator(".st-key-training_strip")
    expect(strip).to_contain_text("paused")
    assert f"step {stood:,} of" in strip.inner_text()
    box = strip.bounding_box()
    assert box is not None and box["y"] + box["height"] <= WIDE["height"] + 1, "out of sight"
    press(page, "strip_pause")
    expect(strip).to_contain_text("pictures a second")
    press(page, "strip_stop")
    expect(strip).to_contain_text("stopped after")
    press(page, "strip_use")

    visit(page, "Train")
    choose_step(page, "7 Evaluate")
    evaluate = page.locator(".st-key-train_evaluate")
    expect(evaluate).to_contain_text("Stopped early")
    expect(evaluate.locator(".js-plotly-plot").first).to_be_visible()
    first = evaluate.locator('[class*="st-key-mistake_"]').first
    truth = first.inner_text().split("\n")[0]
    first.locator("button").click()
    expect(page.get_by_text("It is now the input on all pages.")).to_be_visible()
    visit(page, "Draw")
    page.wait_for_url("**model=*")
    answer = first_number(page.locator(".st-key-prediction .digit").inner_text())
    assert f"is {answer} " not in truth, "the network is wrong here as it was there"
    expect(page.get_by_text("Mine 1: CNN 8-16").first).to_be_visible()


def first_number(words: str) -> int:
    found = re.search(r"\d", words)
    assert found is not None
    return int(found.group())


def test_nobody_sees_the_training_of_another(open_page: OpenPage) -> None:
    mine, yours = open_page(), open_page()
    open_train(mine)
    press(mine, "train_start")
    expect_learning(mine)
    yours.reload()
    yours.locator(".st-key-prediction").wait_for()
    expect(yours.locator(".st-key-training_strip")).to_have_count(0)
    visit(yours, "Train")
    yours.locator(".st-key-train_steps").wait_for()
    expect(yours.locator(".st-key-train_start")).to_contain_text("Start training")
    # Gone for good with its tab.
    address = mine.url.split("/train")[0]
    mine.reload()
    mine.locator(".st-key-train_start").wait_for()
    open_draw_page(mine, address)
    expect(mine.locator(".st-key-training_strip")).to_have_count(0)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_step_fits_the_screen_and_stays_where_it_was_chosen(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    visit(page, "Train")
    for step in (*STEPS, "Code"):
        choose_step(page, step)
        chosen = page.locator(".st-key-train_steps [aria-checked=true]")
        expect(chosen).to_have_text(step)
        expect(page.locator(".st-key-train_panel").locator(":scope > *").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), step
