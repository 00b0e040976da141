"""The lab's tab 'In the network' in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, draw
from tests.browser.test_draw import THREE, expect_digit

pytestmark = pytest.mark.browser


def to_tab(page: Page, address: str, query: str = "") -> Page:
    page.goto(f"{address}/lab{query}")
    page.get_by_role("tab", name="In the network").click()
    page.locator(".st-key-lab_map_trained .node").first.wait_for()
    return page


def choose(page: Page, layer: str, setting: str, value: str) -> None:
    """Pick a layer, then one of its settings."""
    page.locator('[class*="st-key-lab_layer_"]').get_by_role("radio", name=layer).click()
    box = page.locator(f'[class*="st-key-lab_{setting}_"][class*="_{layer}"]')
    box.get_by_role("radio", name=value, exact=True).click()


def row(page: Page, title: str) -> Locator:
    return page.locator(".lab-numbers tr").filter(has_text=title)


def accuracies(page: Page) -> list[float]:
    """As trained and changed, in percent."""
    text = row(page, "held-out").locator("td").all_inner_texts()
    return [float(part.strip("%")) for part in text if part.endswith("%")]


def test_average_pooling_keeps_the_weights_and_both_accuracies_are_read(
    open_page: OpenPage, address: str
) -> None:
    page = to_tab(open_page(), address)
    choose(page, "pool1", "kind", "average")
    changed = page.locator(".st-key-lab_map_changed")
    expect(changed).to_contain_text("average pooling")
    expect(row(page, "held-out").locator("td").nth(1)).to_have_text(re.compile(r"\d+\.\d%"))
    before, after = accuracies(page)
    assert before > 98 and after > 90
    expect(page.get_by_text("All trained weights are in use")).to_be_visible()
    page.wait_for_url("**/lab?*edit=pool1.avg*")
    page.get_by_role("button", name="Reset all").click()
    expect(changed).to_have_count(0)


def test_a_changed_stride_is_named_retrained_and_its_accuracy_read(
    open_page: OpenPage, address: str
) -> None:
    page = to_tab(open_page(), address)
    choose(page, "conv1", "stride", "2")
    panel = page.locator(".st-key-lab_retrain")
    expect(panel).to_contain_text("dense1 expected 400 numbers and got 16.")
    expect(panel).to_contain_text("mat1 and mat2 shapes cannot be multiplied (1x16 and 400x120)")
    changed = page.locator(".st-key-lab_map_changed")
    expect(changed).to_contain_text("6 × 14 × 14")
    expect(changed).not_to_contain_text("dense1")
    page.locator(".st-key-retrain button").click()
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="Retrain again")).to_be_visible(timeout=60_000)
    expect(changed).to_contain_text("dense1")
    before, after = accuracies(page)
    assert before > 98 and after > 50


def test_retraining_stops_when_asked(open_page: OpenPage, address: str) -> None:
    page = to_tab(open_page(), address, "?edit=pool1.s1-pool2.s1")
    page.locator(".st-key-retrain button").click()
    expect(page.locator(".st-key-lab_retrain")).to_contain_text("Epoch", timeout=60_000)
    page.locator(".st-key-retrain_stop button").click()
    expect(page.locator(".st-key-lab_numbers")).to_contain_text("stopped after")
    assert len(accuracies(page)) == 2


def test_an_address_is_enough_and_the_way_out_works(open_page: OpenPage, address: str) -> None:
    page = to_tab(open_page(PHONE), address, "?model=lenet5&edit=conv1.s4")
    expect(page.locator(".misfit")).to_contain_text("kernel_size covers 5 cells")
    page.get_by_role("button", name="conv2: padding 0 → 6").click()
    expect(page.locator(".misfit")).to_have_count(0)
    page.wait_for_url("**/lab?*edit=conv1.s4-conv2.p6*")


def test_the_persons_own_digit_is_read(open_page: OpenPage, address: str) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    page.get_by_role("link", name="Lab").click()
    page.get_by_role("tab", name="In the network").click()
    expect(row(page, "Answer").locator("td").first).to_contain_text("3")
    expect(page.get_by_text("Nothing is drawn yet")).to_have_count(0)
