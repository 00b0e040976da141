"""The pen, heard while it moves: answers under it, and nothing lost or doubled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import strokes_from_text
from cnnviz.core.digits.strokes import Stroke
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, canvas_ink, draw, running_app, surface
from tests.browser.random_pen import MOST_DIFFERING, differing_pixels, draw_at_random

# `python -m tests.browser.random_pen` tries five hundred.
DRAWINGS = 5
_APP = Path(__file__).with_name("pen_app.py")
LINE = Stroke(tuple((60.0 + 8 * i, 70.0 + 9 * i) for i in range(16)), 20)
BAR = Stroke(((70.0, 60.0), (120.0, 61.0), (200.0, 62.0)), 20)


@pytest.fixture(scope="module")
def pen_address() -> Iterator[str]:
    with running_app(_APP) as url:
        yield url


@pytest.fixture
def pad(browser: Browser, pen_address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 600, "height": 800})
    page.goto(pen_address)
    surface(page).wait_for()
    page.locator(".held").wait_for(state="attached")
    # Its style sheet has arrived where the listener is at work.
    toolbar = page.locator(".st-key-canvas .dc-toolbar")
    expect(toolbar).to_be_hidden()
    yield page
    page.close()


def held(page: Page) -> tuple[Stroke, ...]:
    return strokes_from_text(page.locator(".held").inner_text())


def expect_the_canvas_to_show_it(page: Page) -> None:
    assert differing_pixels(canvas_ink(page), held(page)) < MOST_DIFFERING


def test_the_stroke_is_held_before_the_pen_is_lifted(pad: Page) -> None:
    box = surface(pad).bounding_box()
    assert box is not None
    pad.mouse.move(box["x"] + 60, box["y"] + 60)
    pad.mouse.down()
    for step in range(1, 12):
        pad.mouse.move(box["x"] + 60 + 10 * step, box["y"] + 60 + 8 * step)
    expect(pad.locator(".held:not([data-growing='0'])")).to_be_attached()
    assert held(pad) == ()
    pad.mouse.up()
    expect(pad.locator(".held[data-growing='0'][data-past='1']")).to_be_attached()
    (stroke,) = held(pad)
    assert stroke.points[0] == pytest.approx((60, 60), abs=1)
    assert stroke.points[-1] == pytest.approx((170, 148), abs=1)
    # The canvas' own message changes nothing.
    expect(pad.locator(".held[data-awaited='0']")).to_be_attached()
    assert held(pad) == (stroke,)
    assert pad.locator(".held").get_attribute("data-past") == "1"
    expect_the_canvas_to_show_it(pad)


def test_undo_at_once_takes_the_last_stroke_and_no_other(pad: Page) -> None:
    draw(pad, [LINE])
    expect(pad.locator(".held[data-past='1'][data-awaited='0']")).to_be_attached()
    first = held(pad)
    for _ in range(3):
        draw(pad, [BAR])
        pad.locator(".st-key-undo button").click()
        pad.wait_for_timeout(700)
        assert held(pad) == first
        expect_the_canvas_to_show_it(pad)
    pad.locator(".st-key-redo button").click()
    pad.wait_for_timeout(700)
    assert len(held(pad)) == 2
    expect_the_canvas_to_show_it(pad)


@pytest.mark.parametrize("before", [(), (LINE,)])
def test_the_key_at_once_takes_the_last_stroke_and_no_other(
    pad: Page, before: tuple[Stroke, ...]
) -> None:
    """Pressed before the server can have heard of the stroke."""
    draw(pad, before)
    expect(pad.locator(f".held[data-past='{len(before)}'][data-awaited='0']")).to_be_attached()
    first = held(pad)
    for _ in range(4):
        draw(pad, [BAR])
        pad.keyboard.press("Control+z")
        pad.wait_for_timeout(900)
        assert held(pad) == first
        expect_the_canvas_to_show_it(pad)


def test_a_link_waits_until_the_canvas_has_spoken_and_is_followed_once(pad: Page) -> None:
    """Or its message would reach another page, which Streamlit then shows empty."""
    pad.evaluate(
        """() => {
            const far = document.createElement("a")
            Object.assign(far.style, {position: "fixed", right: 0, bottom: 0, zIndex: 9999999})
            far.id = "far"
            far.href = "#far"
            far.textContent = "far"
            document.body.append(far)
            window.happened = []
            const note = (name) => window.happened.push([name, performance.now()])
            far.addEventListener("click", () => note("click"))
            document.addEventListener("mouseup", () => note("up"), {capture: true})
        }"""
    )
    far = pad.locator("#far").bounding_box()
    assert far is not None
    draw(pad, [LINE])
    pad.mouse.click(far["x"] + 5, far["y"] + 5)
    pad.wait_for_timeout(900)
    pad.mouse.click(far["x"] + 5, far["y"] + 5)
    happened: list[tuple[str, float]] = pad.evaluate("window.happened")
    assert [name for name, _ in happened] == ["up", "up", "click", "up", "click"]
    (_, lifted), _, (_, first), (_, pressed), (_, second) = happened
    assert first - lifted >= 390, "held back after a stroke"
    assert second - pressed < 200, "and not later on"


def test_a_chosen_brush_draws_the_next_stroke(pad: Page) -> None:
    slider = pad.locator(".st-key-brush").get_by_role("slider")
    slider.focus()
    pad.keyboard.press("End")
    pad.wait_for_timeout(600)
    draw(pad, [LINE])
    pad.wait_for_timeout(600)
    assert [stroke.width for stroke in held(pad)] == [40.0]
    expect_the_canvas_to_show_it(pad)


def test_random_drawings_are_held_as_the_canvas_shows_them(pad: Page) -> None:
    draws = random.Random(7)
    for _ in range(DRAWINGS):
        draw_at_random(pad, draws)
        pad.wait_for_timeout(500)
        expect(pad.locator(".held[data-growing='0'][data-awaited='0']")).to_be_attached()
        expect_the_canvas_to_show_it(pad)


def test_a_second_finger_changes_nothing(browser: Browser, pen_address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(pen_address)
    box = surface(page).bounding_box()
    page.locator(".held").wait_for(state="attached")
    assert box is not None
    touch = context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        given = [{"x": box["x"] + x, "y": box["y"] + y, "id": i} for i, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

    send("touchStart", (50, 50))
    send("touchMove", (80, 80))
    send("touchStart", (80, 80), (200, 60))
    for step in range(1, 8):
        send("touchMove", (80 + 12 * step, 80 + 12 * step), (200, 60 + 5 * step))
    send("touchEnd")
    page.wait_for_timeout(1_000)
    assert len(held(page)) == 1
    expect_the_canvas_to_show_it(page)
    context.close()


def test_a_stroke_outlives_a_page_left_at_once(open_page: OpenPage) -> None:
    page = open_page()
    link = page.get_by_role("link", name="Layers").bounding_box()
    assert link is not None
    draw(page, EXAMPLE_DIGITS[7].strokes)
    page.mouse.click(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2)
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".st-key-prediction .digit")).to_have_text("7")
    expect(page.locator(".st-key-undo button")).to_be_enabled()
