"""All networks, in every view."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import Stroke
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.definition import save_definition
from cnnviz.core.networks.shipped import shipped_network
from tests.browser.conftest import OpenPage
from tests.browser.driver import draw
from tests.browser.test_draw import SEVEN, THREE, expect_digit

pytestmark = pytest.mark.browser


def choose_network(page: Page, title: str) -> None:
    page.locator(".st-key-network").get_by_text(title, exact=True).click()


def heads(page: Page) -> list[str]:
    texts = page.locator(".st-key-network_map .head .name").all_text_contents()
    return [text.strip() for text in texts]


def test_switching_keeps_the_drawing_and_shows_the_other_network(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    last_layers = set()
    for name, spec in ARCHITECTURES.items():
        choose_network(page, spec.title)
        page.wait_for_url(f"**/?model={name}*")
        expect_digit(page, 3)
        page.wait_for_timeout(500)
        last_layers.add(tuple(heads(page)))
    assert len(last_layers) == len(ARCHITECTURES)


def test_the_address_chooses_the_network(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/?model=resnet")
    page.locator(".st-key-network_map .node").first.wait_for()
    assert "block1" in heads(page)
    page.goto(f"{address}/?model=nonsense")
    page.wait_for_url("**/?model=lenet5*")


def test_the_residual_sum_has_two_parents_to_light_up(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/?model=resnet")
    draw(page, SEVEN.strokes)
    expect_digit(page, 7)
    page.wait_for_timeout(500)
    # The block opens on a click; closed again, it stays open only while its layer is shown.
    page.locator('.st-key-network_map .node[aria-label^="block1, 7 layers"]').first.click()
    node = page.locator('.st-key-network_map .node[aria-label^="block1.add: map"]').first
    node.scroll_into_view_if_needed()
    node.hover()
    near = page.locator(".st-key-network_map .node.near").evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label').split(':')[0])"
    )
    assert {"block1.norm2", "conv1 – pool1, 4 layers; last pool1"} <= set(near)


def test_the_choice_holds_on_every_page(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    choose_network(page, "VGG")
    page.wait_for_url("**/?model=vgg*")
    page.get_by_role("link", name="Layers").click()
    expect(page.locator(".st-key-feature_maps")).to_contain_text("input: 1 feature map")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".st-key-feature_maps")).to_contain_text("block1.conv1: 20 feature maps")
    page.get_by_role("link", name="Networks").click()
    expect(page.locator(".st-key-model_card h1")).to_have_text("VGG")
    choose_network(page, "MLP")
    expect(page.locator(".st-key-model_card h1")).to_have_text("MLP")
    page.get_by_role("link", name="Draw").click()
    page.wait_for_url("**/?model=mlp*")
    expect_digit(page, 3)


def test_compare_shows_the_answer_of_every_network(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(".st-key-compare")).to_have_count(0)
    draw(page, SEVEN.strokes)
    expect_digit(page, 7)
    page.get_by_text("Compare all").click()
    tiles = page.locator(".st-key-compare button")
    expect(tiles).to_have_count(len(ARCHITECTURES))
    for text, spec in zip(tiles.all_inner_texts(), ARCHITECTURES.values(), strict=True):
        assert re.fullmatch(rf"{spec.title}\s+7\s+>?[\d.]+%", text), text
    tiles.filter(has_text="MLP").click()
    page.wait_for_url("**model=mlp*")


def test_every_network_has_a_card(open_page: OpenPage, address: str) -> None:
    page = open_page()
    for name, spec in ARCHITECTURES.items():
        page.goto(f"{address}/compare?model={name}")
        card = page.locator(".st-key-model_card")
        expect(card.locator("h1")).to_have_text(spec.title)
        page.locator(".st-key-confusion .js-plotly-plot").wait_for()
        for words in ("parameters", "multiply-adds", "MNIST's 10,000", "calibration error", "seed"):
            expect(card).to_contain_text(words)


def test_a_scribble_is_called_no_digit_and_a_digit_is_not(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, EXAMPLE_DIGITS[3].strokes)
    expect_digit(page, 3)
    doubt = page.get_by_text("This does not look like a digit")
    expect(doubt).to_have_count(0)
    page.locator(".st-key-clear button").click()
    zigzag = [(30.0 + 11 * i, 40.0 if i % 2 else 240.0) for i in range(21)]
    draw(page, [Stroke(tuple(zigzag), 20)])
    expect(doubt).to_be_visible()


def test_definition_and_weights_can_be_downloaded_again_and_again(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Networks").click()
    page.locator(".st-key-download_network").wait_for()
    files = save_definition(shipped_network("lenet5"))
    expected = dict(zip(("json", "safetensors"), files, strict=True))
    for ending in ("json", "safetensors", "json"):
        with page.expect_download() as download:
            page.locator(f".st-key-download_{ending} button").click()
        assert download.value.suggested_filename == f"lenet5.{ending}"
        assert download.value.path().read_bytes() == expected[ending]
