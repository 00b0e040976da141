"""On a phone: what belongs together is in one view, and no page is endless."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_to_text
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, draw, surface

pytestmark = pytest.mark.browser
THREE = EXAMPLE_DIGITS[3].strokes


def box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found is not None
    return {**found, "bottom": found["y"] + found["height"]}


def length(page: Page) -> int:
    return int(page.get_by_test_id("stMain").evaluate("main => main.scrollHeight"))


def test_canvas_and_answer_are_in_one_view(open_page: OpenPage) -> None:
    page = open_page(PHONE, has_touch=True)
    draw(page, THREE)
    answer = page.locator(".st-key-prediction .digit")
    expect(answer).to_have_text("3")
    # The canvas' own message comes after the answer, and makes parts of the page anew.
    page.wait_for_timeout(1_000)
    assert box(surface(page))["y"] >= 0
    assert box(page.locator(".st-key-prediction .prediction"))["bottom"] <= PHONE["height"]


def test_every_page_has_its_name_on_screen(open_page: OpenPage) -> None:
    page = open_page(PHONE, has_touch=True)
    strip = page.locator(".st-key-page_strip a")
    assert [each.strip().split("\n")[-1] for each in strip.all_inner_texts()] == [
        "Draw", "Layers", "Lab", "Train", "Duel", "Networks", "Learn",
    ]  # fmt: skip
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_hidden()
    strip.filter(has_text="Networks").tap()
    expect(page).to_have_url(re.compile("/compare"))


@pytest.mark.parametrize("tab", ("convolution", "pooling"))
def test_the_labs_picture_stands_before_its_controls(
    open_page: OpenPage, address: str, tab: str
) -> None:
    page = open_page(PHONE)
    page.goto(f"{address}/lab?lab={tab}")
    short = tab[:4]
    picture = page.locator(f".st-key-{short}_output")
    picture.locator(".chip").first.wait_for()
    settings, top = (page.locator(f".st-key-{short}_{name}") for name in ("settings", "top"))
    assert box(picture)["bottom"] <= box(settings)["y"] + 1
    assert box(settings)["bottom"] <= box(top)["y"] + 1
    assert box(picture)["y"] < 400


@pytest.mark.parametrize(
    ("model", "layer"), [("lenet5", "conv2"), ("resnet", "block2.conv1"), ("lenet5", "output")]
)
def test_a_layer_is_not_endless_and_no_word_lies_on_a_picture(
    open_page: OpenPage, address: str, model: str, layer: str
) -> None:
    page = open_page(PHONE)
    page.goto(f"{address}/layers?model={model}&layer={layer}&drawing={strokes_to_text(THREE)}")
    page.locator(".st-key-computation .readout").wait_for()
    page.locator(".st-key-shares_picture").wait_for()
    page.wait_for_timeout(1_500)
    assert length(page) <= 3_000
    tail = page.locator(".st-key-computation .tail .board")
    if tail.locator(".word").count():
        crossed = tail.evaluate(
            """board => {
                const canvas = board.querySelector('canvas').getContext('2d')
                const ratio = devicePixelRatio, edge = -parseFloat(canvas.canvas.style.left)
                const at = board.getBoundingClientRect()
                return [...board.querySelectorAll('.word.title, .word.facts')].filter((word) => {
                    const { left, top, width, height } = word.getBoundingClientRect()
                    const x = (left - at.left + edge) * ratio, y = (top - at.top + edge) * ratio
                    const ink = canvas.getImageData(x, y, width * ratio, height * ratio).data
                    return ink.some((value, i) => i % 4 === 3 && value > 0)
                }).length
            }"""
        )
        assert crossed == 0
