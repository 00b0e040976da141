"""The network map: hover, keyboard and clicks."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_to_text
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, draw
from tests.browser.test_draw import THREE, expect_digit

pytestmark = pytest.mark.browser


def drawn(page: Page) -> Page:
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    page.wait_for_timeout(400)
    return page


def node(page: Page, label: str) -> Locator:
    return page.locator(f'.st-key-network_map .node[aria-label^="{label}"]')


def test_every_layer_has_its_name_kind_and_shape(open_page: OpenPage) -> None:
    page = drawn(open_page())
    heads = [
        " ".join(text.split())
        for text in page.locator(".st-key-network_map .head").all_inner_texts()
    ]
    assert heads[1].startswith("conv1 convolution 6 × 28 × 28")
    assert heads[-1].startswith("output dense + softmax 10")
    assert len(heads) == 13


def test_hover_names_the_map_and_asks_no_server(open_page: OpenPage) -> None:
    page = open_page()
    frames: list[object] = []
    drawn(page)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: frames.append(frame))
    node(page, "conv2: map 5 of 16").hover()
    tip = page.locator(".st-key-network_map .tip")
    expect(tip).to_be_visible()
    text = tip.inner_text()
    assert re.search(r"conv2: map 5 of 16\n10 × 10\nmin −?[\d.]+\nmax −?[\d.]+\nmean", text)
    # What feeds it stays; another map of its own layer fades.
    assert "near" in (node(page, "pool1: map 1").get_attribute("class") or "")
    assert "near" not in (node(page, "conv2: map 6").get_attribute("class") or "")
    dimmed = painted(page, "conv2: map 6", 10)
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    assert painted(page, "conv2: map 6", 10) != dimmed
    assert frames == []


def test_a_click_unfolds_the_map_where_it_stands(open_page: OpenPage) -> None:
    page = drawn(open_page())
    before = places(page)
    node(page, "conv2: map 7 of 16").click()
    unfolded = page.locator(".st-key-unfolded")
    expect(unfolded.locator(".st-key-unfolded_head")).to_contain_text("conv2, map 7")
    expect(unfolded.locator(".readout")).to_contain_text("bias")
    # The layers have moved aside, all of them, and the room between pool1 and conv2 is the map's.
    page.wait_for_timeout(500)
    after = places(page)
    assert after.keys() == before.keys()
    room = unfolded.bounding_box()
    assert room is not None and room["width"] > 400
    left, right = room["x"], room["x"] + room["width"]
    for label, (x, width) in after.items():
        layer = label.split(":")[0]
        is_before = layer in ("input", "conv1", "relu1", "pool1")
        assert x + width <= left if is_before else x >= right, label
    page.keyboard.press("Escape")
    expect(unfolded).to_have_count(0)
    page.wait_for_timeout(500)
    assert places(page) == before


def test_a_click_outside_closes_it_and_a_stroke_does_not(open_page: OpenPage) -> None:
    page = drawn(open_page())
    node(page, "relu1: map 2 of 6").click()
    head = page.locator(".st-key-unfolded_head")
    expect(head).to_contain_text("relu1, map 2")
    readout = page.locator(".st-key-unfolded .readout")
    before = readout.inner_text()
    draw(page, EXAMPLE_DIGITS[1].strokes)
    expect(readout).not_to_have_text(before)
    expect(head).to_contain_text("relu1, map 2")
    node(page, "pool1: map 3 of 6").click()
    expect(head).to_contain_text("pool1, map 3")
    page.locator(".st-key-prediction .panel-title").click()
    expect(page.locator(".st-key-unfolded")).to_have_count(0)
    node(page, "conv2: map 7 of 16").click()
    expect(head).to_contain_text("conv2, map 7")
    page.get_by_role("link", name="Every number").click()
    page.wait_for_url("**/layers?model=lenet5&layer=conv2&map=7&*")


@pytest.mark.parametrize(
    ("model", "block", "called"),
    [
        ("lenet5", None, "conv1: map 2"),
        ("vgg", "block2,", "block2.conv2: map"),
        ("resnet", "block2,", "block2.add: map"),
    ],
)
def test_a_small_screen_has_room_for_all_that_unfolds(
    open_page: OpenPage, address: str, model: str, block: str | None, called: str
) -> None:
    page = open_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{address}/?model={model}&drawing={strokes_to_text(THREE.strokes)}")
    if block:
        page.locator(f'.st-key-network_map .node[aria-label^="{block}"]').first.click()
    page.locator(f'.st-key-network_map .node[aria-label^="{called}"]').first.click()
    expect(page.locator(".st-key-unfolded_head")).to_contain_text(called.split(":")[0])
    page.mouse.move(5, 5)
    page.wait_for_timeout(600)
    room = page.locator(".st-key-unfolded")
    assert room.evaluate("room => room.scrollHeight <= room.clientHeight")
    output = room.locator(".spot").bounding_box()
    assert output is not None and output["width"] > 40
    words = room.locator(".tail .word, .parts .word.note").evaluate_all(
        """words => words.filter(word => !word.classList.contains('unused')).map(word => {
             const { x, y, right, bottom } = word.getBoundingClientRect();
             return [word.textContent, x, y, right, bottom]; })"""
    )
    assert words
    box = room.bounding_box()
    assert box is not None
    for (one, x, y, right, bottom), (other, *that) in combinations(words, 2):
        apart = x >= that[2] or that[0] >= right or y >= that[3] or that[1] >= bottom
        assert apart, (one, other)
    for word, _, _, right, _ in words:
        assert right <= box["x"] + box["width"] + 1, word


def places(page: Page) -> dict[str, tuple[float, float]]:
    """Where each picture of the map stands, and how wide it is."""
    found = page.locator(".st-key-network_map .node").evaluate_all(
        """nodes => nodes.map(node => { const box = node.getBoundingClientRect();
             return [node.getAttribute('aria-label').split(', ')[0], box.x, box.width]; })"""
    )
    return {label: (round(x), round(width)) for label, x, width in found}


@pytest.mark.parametrize("width", [390])
def test_no_map_is_larger_than_one_of_more_cells_that_it_came_from(
    open_page: OpenPage, address: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for model in ("lenet5", "resnet"):
        page.goto(f"{address}/?model={model}")
        draw(page, THREE.strokes)
        expect_digit(page, 3)
        for opened in (False, True):
            if opened:
                page.locator(".st-key-network_map .node.maps").last.click()
                page.locator(".st-key-unfolded .readout").wait_for()
            page.wait_for_timeout(500)
            columns = page.locator(".st-key-network_map .node.maps").evaluate_all(
                """nodes => nodes.map(node => { const [title, cells] =
                     node.getAttribute('aria-label').split(/, (?=\\d+ × \\d+)/);
                     return [title.split(': map')[0], parseInt(cells), node.offsetWidth]; })"""
            )
            sizes = list(dict.fromkeys((cells, side) for _, cells, side in columns))
            assert len(sizes) >= 3
            # Along the chain of layers cells only get fewer, and so must the sides.
            assert [side for _, side in sizes] == sorted((s for _, s in sizes), reverse=True)


def test_keyboard_moves_and_opens(open_page: OpenPage) -> None:
    page = drawn(open_page())
    page.locator('.st-key-network_map .node[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = page.evaluate(
        """() => { let e = document.activeElement;
                   while (e.shadowRoot) e = e.shadowRoot.activeElement;
                   return e.getAttribute('aria-label'); }"""
    )
    assert focused.startswith("relu1: map 2 of 6")
    expect(page.locator(".st-key-network_map .tip")).to_contain_text("relu1: map 2")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-unfolded_head")).to_contain_text("relu1, map 2")


def test_heads_explain_themselves_on_hover_and_on_focus(open_page: OpenPage) -> None:
    page = drawn(open_page())
    tip = page.locator(".st-key-network_map .tip")
    page.locator(".st-key-network_map .head").nth(3).hover()
    expect(tip).to_contain_text("Makes maps smaller")
    node(page, "relu1: map 1 of 6").focus()
    page.keyboard.press("ArrowUp")
    expect(tip).to_contain_text("negative values become 0")
    page.keyboard.press("ArrowLeft")
    expect(tip).to_contain_text("Slides each filter")


def painted(page: Page, label: str, cells: int) -> list[int]:
    """Red in the middle of each cell of a picture of so many rows and columns, row by row."""
    return page.locator(".st-key-network_map .network-map").evaluate(  # type: ignore[no-any-return]
        """(root, [label, cells]) => {
             const { offsetLeft, offsetTop, offsetWidth } = root.querySelector(
               `.node[aria-label^="${label}"]`);
             const canvas = root.querySelector('.pictures');
             const ratio = canvas.width / canvas.offsetWidth, side = offsetWidth / cells;
             const pen = canvas.getContext('2d');
             return Array.from({ length: cells * cells }, (_, i) => pen.getImageData(
               Math.floor((offsetLeft + (i % cells + 0.5) * side) * ratio),
               Math.floor((offsetTop + (Math.floor(i / cells) + 0.5) * side) * ratio),
               1, 1).data[0]); }""",
        [label, cells],
    )


def test_maps_are_painted_crisply_from_the_values(open_page: OpenPage) -> None:
    page = drawn(open_page())
    pixels = painted(page, "input", 28)
    centred = page.locator(".st-key-network_sees canvas").last.evaluate(
        "c => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
        ".filter((_, i) => i % 4 === 0)"
    )
    assert max(abs(a - b) for a, b in zip(pixels, centred, strict=True)) <= 1
    assert max(pixels) > 200


def test_on_a_phone_the_map_fits_the_width(open_page: OpenPage) -> None:
    page = drawn(open_page(viewport=PHONE))
    view = page.locator(".st-key-network_map .network-map")
    assert view.evaluate("e => e.scrollWidth <= e.clientWidth")
    heads = page.locator(".st-key-network_map .head")
    tops = [heads.nth(i).bounding_box()["y"] for i in range(heads.count())]  # type: ignore[index]
    assert tops == sorted(tops)
