"""The layer explorer in a real browser: from any number back to the pixels, by clicks alone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_to_text
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.state.session import Session
from tests.browser.conftest import OpenPage
from tests.browser.driver import draw, open_tab, prediction, switch_pixel

pytestmark = pytest.mark.browser

SEVEN = EXAMPLE_DIGITS[7]


def traced(model: str) -> Trace:
    return trace(load_pretrained(model), Session(SEVEN.strokes).digit().tensor)


def explore(page: Page, address: str, model: str, layer: str, more: str = "") -> Page:
    drawing = strokes_to_text(SEVEN.strokes)
    page.goto(f"{address}/layers?model={model}&layer={layer}{more}&drawing={drawing}")
    total(page).wait_for()
    return page


def total(page: Page) -> Locator:
    """The result at the end of the written-out arithmetic."""
    return page.locator(".st-key-arithmetic .total")


def place(page: Page) -> str:
    return page.locator(".st-key-breadcrumbs").inner_text().replace("\n", " ")


def words(page: Page, key: str) -> str:
    return " ".join(page.locator(f".st-key-{key}").inner_text().split())


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def last_number(text: str) -> float:
    return number(re.findall(r"[−-]?[\d,]*\.?\d+(?:e[−-]?\d+)?", text)[-1])


def shown_cell(page: Page) -> Cell:
    """What the address says is shown."""
    query = {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}
    row, column = map(int, query.get("cell", "1,1").split(","))
    return Cell(query.get("layer", "input"), int(query.get("map", 1)) - 1, row - 1, column - 1)


# The plainest, and the one with sums and batch norm; what is shown of the others is a matter of the
# unit tests.
@pytest.mark.parametrize("model", ["lenet5", "resnet"])
def test_from_the_output_back_to_the_ink_by_clicks_alone(
    model: str, open_page: OpenPage, address: str
) -> None:
    page = explore(open_page(), address, model, "output", "&cell=1,1")
    result = traced(model)
    visited = []
    for _ in range(40):
        cell = shown_cell(page)
        visited.append(cell.layer)
        value = cell.value(result)
        shown = last_number(total(page).inner_text())
        assert shown == pytest.approx(value, rel=1e-3, abs=6e-4), cell
        shares = page.locator(".st-key-pixel_shares .formula")
        expect(shares).to_contain_text("= the number")
        assert last_number(shares.inner_text()) == pytest.approx(value, rel=6e-3), cell
        if cell.layer == "input":
            break
        before = page.url
        # The cell that adds most is written first.
        page.locator(".st-key-arithmetic [data-cell]").first.click()
        page.wait_for_url(lambda url, before=before: url != before)
        parents = result.record(cell.layer).parents
        assert shown_cell(page).layer in parents
        expect(page.locator(".st-key-arithmetic")).to_contain_text(shown_cell(page).layer)
    assert visited[0] == "output" and visited[-1] == "input"
    kinds = {result.record(name).kind for name in visited}
    assert kinds == {record.kind for record in result.records}
    # And all the way back.
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url(lambda url: f"layer={visited[-2]}" in url)
    page.get_by_role("button", name="Forward", exact=True).click()
    page.wait_for_url(lambda url: "layer=" not in url)


def test_a_link_shows_the_same_in_a_fresh_browser(open_page: OpenPage, address: str) -> None:
    page = open_page()
    draw(page, EXAMPLE_DIGITS[5].strokes)
    expect(page.locator(".st-key-prediction .digit")).to_have_text("5")
    page.get_by_role("link", name="Layers").click()
    page.locator(".st-key-layer").get_by_role("combobox").click()
    page.get_by_role("option", name="conv2 ·").click()
    expect(page.locator(".st-key-arithmetic")).to_contain_text("conv2")
    before = page.url
    page.locator(".st-key-arithmetic [data-cell]").nth(3).click()
    page.wait_for_url(lambda url: url != before and "layer=pool1" in url)
    expect(page.locator(".st-key-arithmetic")).to_contain_text("pool1")
    page.wait_for_timeout(500)
    assert len(page.url) < 2000
    other = open_page()
    assert prediction(other).startswith("Prediction Draw a digit on the black square.")
    other.goto(page.url)
    total(other).wait_for()
    keys = ("layers_answer", "breadcrumbs", "facts", "arithmetic", "receptive_field")
    for key in (*keys, "pixel_shares", "unfolded_head"):
        # The panels below the arithmetic come a moment later.
        there = other.locator(f".st-key-{key}")
        expect(there).to_have_text(words(page, key), use_inner_text=True)
    assert other.url == page.url


def test_the_receptive_field_is_said_and_drawn(open_page: OpenPage, address: str) -> None:
    page = explore(open_page(), address, "lenet5", "conv2", "&cell=5,7")
    box = bounding_box(receptive_field(traced("lenet5"), Cell("conv2", 0, 4, 6)))
    assert box is not None
    top, left, bottom, right = box
    panel = page.locator(".st-key-receptive_field")
    expect(panel).to_contain_text(f"{bottom - top} × {right - left} pixels")
    expect(panel).to_contain_text(f"rows {top + 1} to {bottom}, columns {left + 1} to {right}")
    open_tab(page, "Change pixels")
    frame = page.locator(".st-key-change_pixels .drawing-field i").bounding_box()
    assert frame is not None and frame["width"] > 40 and frame["height"] > 40


def test_a_click_changes_a_pixel_and_the_network_follows(open_page: OpenPage, address: str) -> None:
    page = explore(open_page(), address, "lenet5", "output")
    before = total(page).inner_text()
    switch_pixel(page, 14, 12)
    page.wait_for_url(lambda url: "pixels=" in url)
    expect(total(page)).not_to_have_text(before)
    session = Session(SEVEN.strokes)
    value = 1.0 if session.digit().centred[14, 12] < 0.5 else 0.0
    session.pixels = session.pixels.with_pixel(14, 12, value)
    with torch.no_grad():
        logits = load_pretrained("lenet5")(session.digit().tensor)[0]
    assert last_number(total(page).inner_text()) == pytest.approx(float(logits[0]), abs=6e-4)
    page.get_by_role("button", name="Undo the changed pixel").click()
    expect(total(page)).to_have_text(before)


def test_a_filter_is_switched_off_and_on_again(open_page: OpenPage, address: str) -> None:
    page = explore(open_page(), address, "lenet5", "relu1")
    panel = page.locator(".st-key-filter_switch")
    open_tab(page, "Switch filters")
    page.get_by_role("button", name="Switch filter 1 off").click()
    expect(panel.locator("table")).to_contain_text("Right on 1,000 held-out digits")
    changed = page.locator(".st-key-changed_network")
    expect(changed).to_contain_text("conv1, 1: off")
    # The page shows what the changed network does: nothing is left in this map.
    expect(page.locator(".st-key-facts")).to_contain_text("Dead 1")
    page.get_by_role("button", name="Reset to the trained network").click()
    expect(panel.locator("table")).to_have_count(0)


def test_what_a_filter_looks_for(open_page: OpenPage, address: str) -> None:
    page = explore(open_page(), address, "lenet5", "relu2")
    open_tab(page, "What excites it")
    start = page.get_by_role("button", name="Look through the 5,000 built-in digits")
    pictures = page.locator(".st-key-top_digits_pictures button")
    # Another test of this server may have looked through them.
    start.or_(pictures).first.wait_for()
    if start.count():
        start.click()
    expect(pictures).to_have_count(12)
    labels = pictures.all_inner_texts()
    values = [last_number(label) for label in labels]
    assert len(labels) == 12 and values == sorted(values, reverse=True)
    page.get_by_role("button", name="Start from noise").click()
    # On the way there it shows each stage; this is the last one.
    result = page.locator(".st-key-ascent_result")
    expect(result).to_contain_text("answer grew from")
    first, last = result.locator("strong").all_inner_texts()
    assert number(last) > number(first)
    # A click makes a picture the digit on all pages.
    label = pictures.first.inner_text().split()[0]
    pictures.first.click()
    page.wait_for_url("**digit=*")
    page.get_by_role("link", name="Draw", exact=True).first.click()
    expect(page.get_by_text(f"True label: {label}")).to_be_visible()


def test_pointing_at_a_cell_is_answered_without_the_server(
    open_page: OpenPage, address: str
) -> None:
    page = explore(open_page(), address, "lenet5", "conv2")
    view = page.locator(".st-key-computation .computation")
    readout = view.locator(".readout")
    before = readout.inner_text()
    sent: list[object] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    assert box is not None
    # Somewhere down the tower of sum, output and activation, a map is met.
    for down in range(10, 80, 3):
        page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * down / 100)
        if readout.inner_text() != before:
            break
    assert readout.inner_text() != before
    said = readout.inner_text()
    row, column = map(int, re.findall(r"row (\d+), column (\d+)", said)[0])
    value = Cell("conv2", 0, row - 1, column - 1).value(traced("lenet5"))
    assert last_number(said) == pytest.approx(value, abs=6e-4)
    assert sent == []
