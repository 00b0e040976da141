"""axe-core on every page, light and dark, wide and narrow; no sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cnnviz.core.networks.pretrained import read_manifest
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, WIDE, draw
from tests.browser.test_draw import THREE, expect_digit
from tests.browser.test_train import choose_step, open_train, press
from tests.browser.uploads import colour_onnx, open_network, paper_png, upload_picture, visit

pytestmark = pytest.mark.browser

# Violations in what Streamlit or the canvas package build, not in what this project builds:
# rule -> reason.
FRAME: dict[str, str] = {}

# The lab's tabs, and what stands in each when all of it has arrived.
LAB = (
    ("Convolution", ".st-key-conv_output .chip"),
    ("Pooling", ".st-key-pool_output .chip"),
    ("In the network", ".st-key-lab_network .lab-numbers td.digit"),
)

Look = tuple[dict[str, int], str]
TWO_LOOKS: tuple[Look, ...] = ((WIDE, "light"), (PHONE, "dark"))


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found
        if violation["impact"] in ("serious", "critical") and violation["id"] not in FRAME
        for node in violation["nodes"]
    ]


def test_pages_are_accessible(open_page: OpenPage) -> None:
    page = open_page()
    assert serious(page) == []
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    check(page)
    page.locator('.st-key-network_map .node[aria-label^="conv1: map 2"]').click()
    page.locator(".st-key-unfolded .readout").wait_for()
    check(page)
    page.get_by_role("link", name="Every number").click()
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    page.locator(".st-key-filters .js-plotly-plot").first.wait_for()
    check(page)
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("button", name="Previous").click()
    page.wait_for_url("**/layers?model=lenet5&layer=output&map=4*")
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    check(page)


def test_the_networks_page_is_accessible(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.get_by_text("Compare all").click()
    page.locator(".st-key-compare button").first.wait_for()
    check(page)
    page.goto(f"{address}/compare?model=resnet")
    page.locator(".st-key-confusion .js-plotly-plot").wait_for()
    check(page)


def test_the_lab_is_accessible(open_page: OpenPage, address: str) -> None:
    page = open_page()
    # With a change that leaves the dense layers without fitting weights, so that all is on screen.
    page.goto(f"{address}/lab?model=lenet5&edit=conv1.s2")
    for tab, content in LAB:
        page.get_by_role("tab", name=tab).click()
        page.locator(content).first.wait_for()
        check(page)


def test_a_photograph_is_accessible(open_page: OpenPage) -> None:
    page = open_page()
    upload_picture(page, "two.png", paper_png(1, 7))
    page.locator(".st-key-canvas .photo .taken").first.wait_for()
    page.locator(".st-key-prediction .digit").wait_for()
    check(page)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-upload_picture")).to_have_count(0)
    check(page)


def test_an_own_network_is_accessible(open_page: OpenPage) -> None:
    page = open_page()
    open_network(page, colour_onnx())
    expect(page.locator(".st-key-network_check")).to_be_visible(timeout=60_000)
    page.locator(".st-key-architecture .js-plotly-plot").first.wait_for()
    check(page)
    visit(page, "Draw")
    page.locator(".st-key-prediction .digit").wait_for()
    page.locator(".st-key-network_map .node").first.wait_for()
    check(page)
    page.locator('.st-key-network_map .node[aria-label^="conv1: map 2"]').click()
    page.get_by_role("link", name="Every number").click()
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    page.locator(".st-key-arithmetic .total").wait_for()
    check(page)


@pytest.mark.skipif("signs" not in read_manifest(), reason="SignNet is not trained yet")
def test_road_signs_are_accessible(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/?model=signs")
    page.locator(".st-key-prediction .digit").wait_for()
    page.locator(".st-key-network_map .node").first.wait_for()
    page.locator(".st-key-examples button").first.wait_for()
    check(page)
    page.goto(f"{address}/compare?model=signs")
    page.locator(".st-key-confusion .js-plotly-plot").wait_for()
    check(page)


def test_training_is_accessible(open_page: OpenPage) -> None:
    page = open_page()
    open_train(page, '{"config":{"epochs":1,"augmented":true}}')
    for step in ("1 Load", "2 Reshape", "3 Normalise", "4 Define", "5 Compile", "Code"):
        choose_step(page, step)
        page.locator(".st-key-train_panel").locator(":scope > *").first.wait_for()
        check(page)
    press(page, "train_start")
    expect(page.locator(".st-key-train_progress")).to_contain_text("done after", timeout=60_000)
    page.locator(".st-key-train_progress .prediction .digit").wait_for()
    check(page)
    choose_step(page, "7 Evaluate")
    page.locator(".st-key-train_confusion .js-plotly-plot").wait_for()
    check(page)


def check(page: Page, looks: tuple[Look, ...] = TWO_LOOKS) -> None:
    """Look at what is shown as all visitors see it."""
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # Its own colours have followed.
        page.wait_for_function(
            """isDark => {
                    const app = document.querySelector('.stApp')
                    const colour = getComputedStyle(app).backgroundColor
                    return (colour.match(/\\d+/g).slice(0, 3).every(part => part < 128)) === isDark
                }""",
            arg=scheme == "dark",
        )
        _check(page, viewport)
    page.set_viewport_size(WIDE)
    page.wait_for_timeout(300)


def _check(page: Page, viewport: dict[str, int]) -> None:
    # axe reads no contrast of what is scrolled out of sight: make the window as high as the page.
    page.wait_for_timeout(300)
    height = page.locator(".stMain").evaluate("e => e.scrollHeight")
    page.set_viewport_size({"width": viewport["width"], "height": height + 100})
    page.wait_for_timeout(300)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.set_viewport_size(viewport)
