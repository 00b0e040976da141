"""The Draw page, driven by a mouse in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS, ExampleDigit
from cnnviz.core.digits.strokes import Stroke, draw_strokes
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, canvas_ink, draw, prediction, surface

pytestmark = pytest.mark.browser
PLAIN = [example for example in EXAMPLE_DIGITS if example.style == "plain"]
THREE, SEVEN = PLAIN[3], PLAIN[7]


def expect_digit(page: Page, digit: int) -> None:
    expect(page.locator(".st-key-prediction .digit")).to_have_text(str(digit))


def test_digits_drawn_by_mouse_are_read(open_page: OpenPage) -> None:
    page = open_page()
    # The unit tests read all of them, as strokes.
    for example in PLAIN[1::5]:
        draw(page, example.strokes)
        expect_digit(page, example.label)
        # The first digit of the panel's text is the answer, then comes its share.
        assert re.match(rf"\D*{example.label} >?\d+\.\d%", prediction(page))
        page.locator(".st-key-clear button").click()
        expect(page.locator(".st-key-prediction .invitation")).to_be_visible()


def test_a_blank_canvas_invites_and_predicts_nothing(open_page: OpenPage) -> None:
    page = open_page()
    assert "Draw a digit" in prediction(page)
    assert not re.search(r"\d", prediction(page))
    assert page.locator(".st-key-network_map .share").all_inner_texts() == [""] * 10


def test_the_bars_come_by_themselves_when_the_rest_is_painted(
    open_page: OpenPage, address: str
) -> None:
    page = open_page()
    page.goto(address)
    expect(page.locator(".st-key-probabilities .js-plotly-plot")).to_be_visible()
    begun = {
        name: page.evaluate(
            """name => performance.getEntriesByType("resource")
                 .find(({ name: address }) => address.includes(name)).startTime""",
            name,
        )
        for name in ("PlotlyChart", "streamlit_drawable_canvas")
    }
    assert begun["PlotlyChart"] > begun["streamlit_drawable_canvas"]


def test_all_is_visible_at_once_on_a_laptop(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    for key in ("canvas", "prediction", "probabilities", "network_sees", "network_map"):
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 900, key
        assert box["width"] > 100 and box["height"] > 100, key


def test_on_a_phone_canvas_prediction_and_map_follow_each_other(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    boxes = [
        page.locator(f".st-key-{key}").bounding_box()
        for key in ("canvas", "prediction", "network_map")
    ]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == 3 and tops == sorted(tops)


def test_touch_draws(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    box = surface(page).bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    for stroke in THREE.strokes:
        points = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in stroke.points]
        kinds = ["touchStart", *["touchMove"] * (len(points) - 1)]
        for kind, point in zip(kinds, points, strict=True):
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_digit(page, 3)


def test_the_drawing_survives_a_visit_to_another_page(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, SEVEN.strokes)
    expect_digit(page, 7)
    before = prediction(page)
    page.get_by_role("link", name="Layers").click()
    page.locator(".st-key-feature_maps .map-strip button").first.wait_for()
    page.get_by_role("link", name="Draw").click()
    expect_digit(page, 7)
    expect(surface(page)).to_be_visible()
    page.wait_for_function("() => true")
    assert prediction(page) == before
    assert np.mean(canvas_ink(page)) > 5


def test_undo_redo_and_clear(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, PLAIN[1].strokes)
    expect_digit(page, 1)
    bar = Stroke(((105.0, 60.0), (190.0, 60.0)), 20)
    draw(page, [bar])
    expect(page.locator(".st-key-undo button")).to_be_enabled()
    expect(page.locator(".st-key-prediction .digit")).not_to_have_text("1")
    page.locator(".st-key-undo button").click()
    expect_digit(page, 1)
    draw(page, [bar])
    expect(page.locator(".st-key-prediction .digit")).not_to_have_text("1")
    # Undo to the same picture a second time: the canvas must follow again.
    page.locator(".st-key-undo button").click()
    expect_digit(page, 1)
    page.wait_for_timeout(500)
    one_stroke = draw_strokes(PLAIN[1].strokes)[..., 0].mean()
    assert abs(np.mean(canvas_ink(page)) - one_stroke) < 1
    page.locator(".st-key-redo button").click()
    expect(page.locator(".st-key-prediction .digit")).not_to_have_text("1")
    page.locator(".st-key-clear button").click()
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible()
    page.locator(".st-key-undo button").click()
    expect(page.locator(".st-key-prediction .digit")).to_be_visible()


def test_one_click_puts_an_example_on_the_canvas_as_strokes(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".st-key-example_european_7 button").click()
    expect_digit(page, 7)
    page.wait_for_timeout(400)
    whole = np.mean(canvas_ink(page))
    assert whole > 5
    # It is strokes: the canvas' own undo and the drawing of more both work.
    draw(page, [Stroke(((20.0, 20.0), (60.0, 20.0)), 20)])
    page.wait_for_timeout(600)
    assert np.mean(canvas_ink(page)) > whole + 0.5


def test_a_surprise_takes_the_drawings_place_and_gives_it_back(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    page.get_by_role("button", name="Surprise me").click()
    expect(page.get_by_text(re.compile(r"True label: \d"))).to_be_visible()
    expect(surface(page)).to_have_count(0)
    page.get_by_role("button", name="Back to my drawing").click()
    expect_digit(page, 3)
    expect(surface(page)).to_be_visible()


@pytest.mark.parametrize("example", [THREE, SEVEN], ids=["3", "7"])
def test_the_network_reads_the_pixels_the_person_sees(
    open_page: OpenPage, example: ExampleDigit
) -> None:
    page = open_page()
    page.locator(f".st-key-example_plain_{example.label} button").click()
    expect_digit(page, example.label)
    page.wait_for_timeout(500)
    seen = np.array(canvas_ink(page), float).reshape(280, 280)
    painted = draw_strokes(example.strokes)[..., 0].astype(float)
    # Two antialiasers differ at the edge of the brush only.
    assert np.abs(seen - painted).mean() < 1.0
    assert np.abs(seen - painted).max() < 140


def test_a_stroke_made_by_hand_is_read_as_it_is_seen(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes)
    expect_digit(page, 3)
    seen = np.array(canvas_ink(page), float).reshape(280, 280)
    ink = page.locator(".st-key-network_sees canvas").first.evaluate(
        """canvas => Array.from(canvas.getContext('2d')
             .getImageData(0, 0, 280, 280).data).filter((_, i) => i % 4 === 0)"""
    )
    read = np.array(ink, float).reshape(280, 280)
    assert np.abs(seen - read).mean() < 1.0


def test_a_stroke_moves_and_flashes_nothing(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, THREE.strokes[:1])
    expect_digit(page, 3)
    page.wait_for_timeout(600)
    # Watch, frame by frame, that no panel moves, shrinks, fades or goes away.
    page.evaluate(
        """() => {
          const keys = ['canvas', 'prediction', 'probabilities', 'network_sees', 'network_map'];
          const look = () => keys.map(key => {
            const panel = document.querySelector('.st-key-' + key);
            if (!panel) return key + ' gone';
            const box = panel.getBoundingClientRect();
            let opacity = 1;
            for (let e = panel; e; e = e.parentElement) opacity *= +getComputedStyle(e).opacity;
            return [key, box.x, box.y, box.width, box.height, opacity].map(
              v => typeof v === 'number' ? Math.round(v * 10) / 10 : v).join(' ');
          });
          window.first = look();
          window.changes = [];
          const tick = () => {
            look().forEach((now, i) => {
              if (now !== window.first[i]) window.changes.push(window.first[i] + ' -> ' + now);
            });
            requestAnimationFrame(tick);
          };
          tick();
        }"""
    )
    draw(page, [Stroke(((200.0, 40.0), (230.0, 60.0)), 20)])
    page.wait_for_timeout(1500)
    assert page.evaluate("window.changes") == []
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0


def test_two_people_do_not_see_each_others_digit(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    draw(first, THREE.strokes)
    draw(second, SEVEN.strokes)
    expect_digit(first, 3)
    expect_digit(second, 7)
    third = open_page()
    assert "Draw a digit" in prediction(third)
