"""The Layers page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import draw, open_tab, switch_pixel
from tests.browser.test_draw import THREE, expect_digit

pytestmark = pytest.mark.browser


def on_layers(page: Page) -> Page:
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    page.get_by_role("link", name="Layers").click()
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    return page


def choose(page: Page, layer: str) -> None:
    page.locator(".st-key-layer").get_by_role("combobox").click()
    page.get_by_role("option", name=f"{layer} ·").click()
    page.wait_for_url(f"**/layers?model=lenet5&layer={layer}&*")


def test_the_picker_offers_every_layer_in_order(open_page: OpenPage) -> None:
    page = on_layers(open_page())
    page.locator(".st-key-layer").get_by_role("combobox").click()
    options = [text.split(" ·")[0] for text in page.get_by_role("option").all_inner_texts()]
    convolutions = ["input", "conv1", "relu1", "pool1", "conv2", "relu2", "pool2"]
    dense = ["flatten", "dense1", "relu3", "dense2", "relu4", "output"]
    assert options == convolutions + dense


def test_a_click_on_a_map_of_the_line_unfolds_it(open_page: OpenPage) -> None:
    page = on_layers(open_page())
    choose(page, "conv1")
    expect(page.locator(".st-key-unfolded_head")).to_contain_text("conv1, map 1")
    maps = page.locator(".st-key-feature_maps .map-strip button")
    expect(maps).to_have_count(6)
    maps.nth(1).click()
    expect(page.locator(".st-key-unfolded_head")).to_contain_text("conv1, map 2")
    page.wait_for_url("**/layers?model=lenet5&layer=conv1&map=2&*")
    expect(maps.nth(1)).to_have_attribute("aria-pressed", "true")


def test_filters_facts_and_scale_switch(open_page: OpenPage) -> None:
    page = on_layers(open_page())
    choose(page, "conv2")
    expect(page.locator(".st-key-facts")).to_contain_text("6 × 14 × 14 → 16 × 10 × 10")
    expect(page.locator(".st-key-facts")).to_contain_text("2,416")
    expect(page.locator(".st-key-filters")).to_contain_text("slice for each of 6 input maps")
    open_tab(page, "This map, large")
    page.get_by_text("one scale per map").click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".st-key-feature_maps")).to_contain_text("relu2")
    scale = page.locator(".st-key-scale").get_by_role("radio", name="one scale per map")
    expect(scale).to_be_checked()


def test_the_output_shows_logits_beside_softmax(open_page: OpenPage) -> None:
    page = on_layers(open_page())
    choose(page, "output")
    # It opens at the answer.
    page.wait_for_url("**&layer=output&map=4&*")
    expect(page.get_by_text("After softmax: probabilities")).to_be_visible()
    open_tab(page, "Switch filters")
    expect(page.locator(".st-key-filter_switch")).to_contain_text("No single filter makes")
    open_tab(page, "This map, large")
    expect(page.get_by_text("Logits", exact=True)).to_be_visible()


def test_without_a_drawing_the_page_says_so(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Layers").click()
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    page.locator(".st-key-stand_in a").click()
    expect(page.locator(".st-key-canvas")).to_be_visible()


def test_a_changed_pixel_makes_the_built_in_digit_ones_own(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Layers").click()
    field = page.locator(".st-key-change_pixels")
    switch_pixel(page, 1, 1)
    expect(field.get_by_role("button", name="Undo the changed pixel")).to_be_enabled()
    expect(page.locator(".st-key-stand_in")).to_have_count(0)
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as 3")
    field.get_by_text("Undo the changed pixel").click()
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as 3")
    expect(page.locator(".st-key-stand_in")).to_have_count(0)


def test_an_address_that_names_no_layer_does_no_harm(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/layers?layer=nonsense&map=-7")
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()


def test_the_bar_stays_in_view(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/layers?model=lenet5&layer=conv2&digit=7")
    bar = page.locator(".st-key-layers_bar")
    expect(page.locator(".st-key-layers_answer")).to_contain_text("read as")
    page.locator(".st-key-computation").wait_for()
    page.mouse.move(700, 600)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(500)
    box, head = bar.bounding_box(), page.locator(".stAppHeader").bounding_box()
    assert box is not None and head is not None and box["height"] <= 60
    assert head["y"] + head["height"] - 1 <= box["y"] <= head["y"] + head["height"] + 8
