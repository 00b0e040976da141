"""A search that goes on while its person looks elsewhere, and its best network in use."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import WIDE, draw
from tests.browser.test_draw import THREE, expect_digit
from tests.browser.test_train import open_train, press
from tests.browser.uploads import visit


def test_a_search_is_watched_left_and_stopped_and_its_best_network_used(
    open_page: OpenPage,
) -> None:
    page = open_page()
    open_train(page, '{"config":{"batch_size":32}}')
    page.get_by_text("Tune", exact=True).click()
    press(page, "tune_start")
    results = page.locator(".st-key-tune .st-key-tune_results")
    # Its processes begin with importing PyTorch.
    expect(results).to_contain_text("best", timeout=240_000)
    # Its processes leave little of two cores to everything else.
    history = results.locator(".st-key-steady_tune_history .js-plotly-plot").first
    expect(history).to_be_visible(timeout=240_000)
    visit(page, "Draw")
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    strip = page.locator(".st-key-training_strip")
    expect(strip).to_contain_text("of 20 trials", timeout=60_000)
    box = strip.bounding_box()
    assert box is not None and box["y"] + box["height"] <= WIDE["height"] + 1, "out of sight"
    press(page, "strip_search_stop")
    expect(strip).to_contain_text("stopped after", timeout=120_000)
    press(page, "strip_use")
    page.wait_for_url("**model=*")
    expect(page.get_by_text("Tuned 1").first).to_be_visible()
    expect_digit(page, 3)
    visit(page, "Train")
    expect(results).to_contain_text("test pictures that no trial has seen")
