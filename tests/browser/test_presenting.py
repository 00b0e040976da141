"""Presenting: large type, nothing but what is shown, a laser pointer, and scenes in their order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.stroke_code import strokes_to_text
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, ROOT, draw, surface
from tests.browser.test_accessibility import serious
from tests.browser.test_draw import THREE, expect_digit

pytestmark = pytest.mark.browser

HALL = {"width": 1280, "height": 720}
LEAST = 20.0  # pixels
# Words on screen that are smaller than so many pixels.
SMALL = """([least]) => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      for (const node of one.childNodes) {
        if (node.nodeType !== 3 || !node.textContent.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || box.bottom <= 0 || box.right <= 0) continue;
        if (getComputedStyle(one).visibility === "hidden") continue;
        const size = parseFloat(getComputedStyle(one).fontSize) * one.currentCSSZoom;
        if (size < least) found.push(`${size.toFixed(1)}: ${node.textContent.trim().slice(0, 40)}`);
      }
    }
  };
  look(document.body);
  return found;
}"""


def present(page: Page) -> None:
    page.locator(".st-key-presenting button[aria-label]").first.wait_for(state="attached")
    page.keyboard.press("p")
    expect(page.locator(".stAppHeader")).to_be_hidden()


def sheet(page: Page) -> Locator:
    page.get_by_role("button", name="Scenes").click()
    return page.get_by_role("dialog", name="Scenes")


def titles(scenes: Locator) -> list[str]:
    return [one.input_value() for one in scenes.locator("li input").all()]


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "dark")])
def test_nothing_that_is_presented_is_small_or_out_of_reach(
    open_page: OpenPage, address: str, language: str, scheme: str
) -> None:
    page = open_page(HALL, scheme)
    ink = f"drawing={strokes_to_text(THREE.strokes)}"
    shown = (
        ("", ".st-key-network_map .node"),
        ("?layer=conv2&map=3&unfolded=1", ".st-key-unfolded .readout"),
        ("layers?layer=conv2&map=3&unfolded=1", ".st-key-unfolded .readout"),
        ("lab?", ".st-key-conv_stepper .title"),
        ("lab?lab=pooling", ".st-key-pool_stepper .title"),
        ("learn?chapter=whole", ".st-key-learn_prose .page-title"),
        ("compare?", ".st-key-model_card"),
        ("duel?", ".duel-card"),
    )
    for place, sign in shown:
        page.goto(f"{address}/{place}{'&' if '?' in place else '?'}{ink}&lang={language}")
        page.locator(sign).first.wait_for()
        present(page)
        page.locator(sign).first.wait_for()
        assert page.evaluate(SMALL, [LEAST]) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
        assert serious(page) == [], place


def test_a_digit_is_drawn_and_a_cell_chosen_while_presenting(open_page: OpenPage) -> None:
    page = open_page(HALL)
    present(page)
    box = surface(page).bounding_box()
    assert box is not None
    scale = box["width"] / 280
    for stroke in THREE.strokes:
        points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke.points]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
    expect_digit(page, 3)
    # The whole network is in sight, with what is drawn and what it is read as.
    last = page.locator(".st-key-network_map .node").last.bounding_box()
    assert last is not None and last["y"] + last["height"] <= HALL["height"]
    page.locator('.st-key-network_map .node[aria-label^="conv1: map 2"]').click()
    readout = page.locator(".st-key-unfolded .readout")
    readout.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-unfolded")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".stAppHeader")).to_be_visible()
    expect_digit(page, 3)


def test_a_laser_pointer_follows_the_mouse(open_page: OpenPage) -> None:
    page = open_page(HALL)
    page.keyboard.press("l")
    expect(page.locator(".cnnviz-laser")).to_have_count(0)  # only while presenting
    present(page)
    page.keyboard.press("l")
    page.mouse.move(600, 300)
    page.mouse.move(640, 360, steps=4)
    red = """([x, y]) => document.querySelector(".cnnviz-laser").getContext("2d")
        .getImageData(x, y, 1, 1).data[3]"""
    page.wait_for_timeout(200)
    assert page.evaluate(red, [640, 360]) > 200
    assert page.evaluate(red, [400, 100]) == 0
    page.keyboard.press("l")
    expect(page.locator(".cnnviz-laser")).to_have_count(0)


def test_scenes_are_shown_in_their_order_and_kept_in_a_file(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(HALL)
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    page.wait_for_url("**model=lenet5**drawing=**")  # the address follows the answer
    scenes = sheet(page)
    scenes.get_by_role("button", name="Add this view").click()
    scenes.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Layers").first.click()
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    page.get_by_role("button", name="Next").first.click()
    page.wait_for_url("**layer=conv1**")
    scenes = sheet(page)
    scenes.get_by_role("button", name="Add this view").click()
    assert titles(scenes) == ["Draw · lenet5", "Layers · lenet5 · conv1"]
    scenes.locator("li input").first.fill("A three [drawn]")
    scenes.locator("li input").first.blur()
    with page.expect_download() as saved:
        scenes.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "lesson.md"
    saved.value.save_as(file)
    text = file.read_text("utf-8")
    assert "1. [A three  drawn](http" in text
    assert "layer=conv1" in text
    scenes.get_by_role("button", name="Close").click()
    page.evaluate("window.sameDocument = true")

    present(page)
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile(r"/\?"))
    expect_digit(page, 3)
    expect(page.locator(".stAppHeader")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/layers?**layer=conv1**")
    page.locator(".st-key-layers_network .node").first.wait_for()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"/\?"))
    expect_digit(page, 3)
    assert page.evaluate("window.sameDocument === true")  # or it would have left the full screen
    page.keyboard.press("p")

    page.reload()
    scenes = sheet(page)
    assert titles(scenes) == ["A three [drawn]", "Layers · lenet5 · conv1"]
    assert serious(page) == []
    scenes.get_by_role("button", name="Remove all").click()
    assert titles(scenes) == []
    scenes.locator("input[type=file]").set_input_files(file)
    expect(scenes.locator("li")).to_have_count(2)
    scenes.get_by_role("button", name="Move ‘Layers").first.click()
    assert titles(scenes) == ["Layers · lenet5 · conv1", "A three drawn"]
    # A lesson plan with links in it is a file of scenes too, and any other file is not.
    scenes.locator("input[type=file]").set_input_files(ROOT / "docs" / "teachers.md")
    expect(scenes.locator("li").nth(12)).to_be_visible()
    assert any("How" in title or "kernel" in title.lower() for title in titles(scenes))
    count = len(titles(scenes))
    scenes.locator("input[type=file]").set_input_files(
        {"name": "a.md", "mimeType": "text/plain", "buffer": b"[x](javascript:alert(1)) /nowhere"}
    )
    expect(scenes.get_by_role("alert")).to_have_text("There is no link into this app in that file.")
    assert len(titles(scenes)) == count


def test_a_phone_presents_too(open_page: OpenPage) -> None:
    page = open_page(PHONE, "dark")
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    present(page)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".cnnviz-stage-bar .end").click()
    expect(page.locator(".stAppHeader")).to_be_visible()
