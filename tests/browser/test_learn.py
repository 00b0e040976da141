"""The course as a reader walks it, in every language; and what it keeps in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import pytest
from playwright.sync_api import Locator, Page, expect

from cnnviz.core.course.answers import Question
from cnnviz.core.course.lessons import LESSONS
from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.stroke_code import linkable, strokes_to_text
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.ui.components.tour import STEPS
from cnnviz.ui.pages.learn.scene import famous_traces, scene_of
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.speech import say_in
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, draw
from tests.browser.test_accessibility import serious

pytestmark = pytest.mark.browser
FOUR = EXAMPLE_DIGITS[4].strokes


@lru_cache
def questions(chapter: str, model: str = "lenet5") -> tuple[Question, ...]:
    session = Session(drawing=linkable(FOUR))
    others = famous_traces(session) if chapter == "architectures" else {}
    scene = scene_of(session, shipped_network(model))
    return LESSONS[chapter](scene.subject(others)).questions


def written(value: float | str, language: str) -> str:
    """The right answer in a form of its own: a fraction, a comma, a sign for minus."""
    if isinstance(value, str):
        return value
    if value != int(value):
        return f"{value:.6f}".replace(".", "," if language == "de" else ".")
    return f"{int(value) * 2}/2" if value else "0"


def ask(page: Page, chapter: str, language: str) -> None:
    """Answer every question wrong once, and then right once."""
    for question in questions(chapter):
        place = page.locator(f".st-key-ask_{chapter}_{question.name}")
        verdict = place.locator(".verdict")
        wrong, right = say_in(language, "learn-wrong"), say_in(language, "learn-right")
        if question.options:
            other = next(each for each in question.options if each != question.right)
            place.get_by_role("radio", name=other).or_(
                place.get_by_role("button", name=other)
            ).click()
            expect(verdict).to_contain_text(wrong)
            name = str(question.right)
            place.get_by_role("radio", name=name).or_(
                place.get_by_role("button", name=name)
            ).click()
        else:
            field = place.get_by_role("textbox")
            field.fill("12345")
            place.locator(f".st-key-check_{chapter}_{question.name} button").click()
            expect(verdict).to_contain_text(wrong)
            field.fill(written(question.right, language))
            field.press("Enter")
        expect(verdict).to_contain_text(right)


def switch_a_pixel(page: Page, view: Locator) -> None:
    view.locator(".st-key-edit_pixels label").click()
    view.locator(".st-key-this_pixel button").click()
    expect(view.locator(".st-key-reset_pixels button")).to_be_enabled()
    view.locator(".st-key-reset_pixels button").click()
    expect(view.locator(".st-key-reset_pixels button")).to_be_disabled()


def move(page: Page, view: Locator) -> None:
    view.locator(".st-key-duel_right [role=slider], .st-key-duel_right input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("duel_right=1"))
    view.locator(".st-key-duel_reset button").click()


def spoken(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


def play(page: Page, view: Locator) -> None:
    language = spoken(page)
    view.get_by_role("button", name=say_in(language, "step-last")).first.click()
    at = say_in(language, "step-at", step=16, steps=16, where="\0").partition("\0")[0]
    expect(view).to_contain_text(at)


def stride(page: Page, view: Locator) -> None:
    view.locator(
        ".st-key-lab_stride_down [role=slider], .st-key-lab_stride_down input"
    ).first.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("lab_stride_down=2"))


def click_map(page: Page, view: Locator, layer: str, number: int) -> None:
    name = say_in(spoken(page), "name-map", number=str(number))
    view.locator(f'.node[aria-label^="{layer}: {name} "]').click()
    expect(view.locator(".st-key-unfolded_head")).to_contain_text(f"{layer}, {name}")


def another_map(page: Page, view: Locator) -> None:
    click_map(page, view, "conv2", 2)


def shift(page: Page, view: Locator) -> None:
    right = say_in(spoken(page), "lab-right")
    view.locator(".st-key-lab_pool_shift").get_by_text(right, exact=True).click()
    expect(page).to_have_url(re.compile("lab_pool_shift=right"))


def unfold(page: Page, view: Locator) -> None:
    click_map(page, view, "pool2", 3)


def step(page: Page, view: Locator) -> None:
    view.locator(".st-key-step_label").get_by_text("9", exact=True).click()
    view.locator(".st-key-step_apply button").click()
    expect(view.locator(".st-key-step_undo button")).to_be_enabled()
    view.locator(".st-key-step_undo button").click()


def augment(page: Page, view: Locator) -> None:
    view.get_by_test_id("stCheckbox").first.locator("label").click()
    expect(view.locator(".st-key-augment_again button")).to_be_visible()


def tile(page: Page, view: Locator) -> None:
    view.locator(".st-key-tile_resnet button").click()
    expect(page).to_have_url(re.compile("model=resnet"))
    view.locator(".st-key-tile_lenet5 button").click()
    expect(page).to_have_url(re.compile("model=lenet5"))


def read(_: Page, view: Locator) -> None:
    expect(view).to_be_visible()


TO_TRY: dict[str, Callable[[Page, Locator], None]] = {
    "picture": switch_a_pixel, "ordinary": move, "kernel": play, "stride": stride,
    "maps": another_map, "activation": read, "pooling": shift, "answer": read, "whole": unfold,
    "learning": step, "overfitting": augment, "architectures": tile, "attribution": read,
    "code": read,
}  # fmt: skip


@pytest.mark.parametrize("language", ("en", "de"))
def test_the_whole_course(open_page: OpenPage, address: str, language: str) -> None:
    page = open_page(locale=language)
    page.goto(f"{address}/learn?drawing={strokes_to_text(FOUR)}")
    for place, chapter in enumerate(LESSONS):
        title = page.locator(".st-key-learn_prose .page-title")
        expect(title).to_have_text(f"{place + 1}. {say_in(language, f'chapter-{chapter}')}")
        ask(page, chapter, language)
        TO_TRY[chapter](page, page.locator(f".st-key-learn_view_{chapter}"))
        done = say_in(language, "learn-progress", done=place + 1, all=len(LESSONS))
        expect(page.locator(".learn-progress")).to_have_text(done)
        if place < len(LESSONS) - 1:
            page.locator(".st-key-learn_next button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    # Another tab of the same browser knows what was done.
    other = page.context.new_page()
    other.goto(f"{address}/learn?chapter=kernel")
    everything = say_in(language, "learn-progress", done=len(LESSONS), all=len(LESSONS))
    expect(other.locator(".learn-progress")).to_have_text(everything)


def test_a_term_is_explained_on_hover_and_on_focus(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(f"{address}/learn?chapter=kernel")
    term = page.locator(".prose .term").first
    shown = "getComputedStyle(term, '::after').content"
    assert term.evaluate(f"term => {shown}") == "none"
    term.focus()
    assert "slides over a picture" in term.evaluate(f"term => {shown}")


def test_the_language_is_switched_and_kept_in_the_address(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(PHONE)
    page.locator(".st-key-language").get_by_text("DE", exact=True).click()
    expect(page.get_by_text(say_in("de", "first-learn"))).to_be_visible()
    expect(page).to_have_url(re.compile("lang=de"))
    page.get_by_text(say_in("de", "first-learn")).click()
    expect(page.locator(".page-title")).to_contain_text("Was ist ein Bild?")
    page.reload()
    expect(page.locator(".page-title")).to_contain_text("Was ist ein Bild?")


def test_the_first_minute_is_gone_with_the_first_stroke(open_page: OpenPage) -> None:
    page = open_page()
    invitation = page.locator("img.first-minute")
    expect(invitation).to_be_visible()
    expect(page.get_by_text(say_in("en", "first-learn"))).to_be_visible()
    draw(page, FOUR[:1])
    expect(invitation).to_have_count(0)
    expect(page.get_by_text(say_in("en", "first-learn"))).to_have_count(0)
    page.locator(".st-key-undo button").click()
    expect(page.locator(".invitation")).to_be_visible()
    expect(invitation).to_have_count(0)


def test_the_tour_has_five_steps_and_is_offered_once(open_page: OpenPage) -> None:
    page = open_page()
    begin = page.get_by_role("button", name=say_in("en", "tour-begin"))
    begin.click()
    card = page.get_by_role("dialog", name=say_in("en", "tour-begin"))
    for place, (name, selectors) in enumerate(STEPS.items()):
        expect(card).to_contain_text(say_in("en", f"tour-{name}"))
        part = page.locator(selectors[0]).bounding_box()
        frame = page.locator(".cnnviz-tour-frame").bounding_box()
        over = card.bounding_box()
        assert part is not None and frame is not None and over is not None
        assert abs(frame["x"] - max(2, part["x"] - 4)) < 2
        assert over["x"] >= 0 and over["x"] + over["width"] <= 1440
        assert over["y"] >= 0 and over["y"] + over["height"] <= 900
        if place == 0:
            assert serious(page) == []
        page.keyboard.press("Enter" if place % 2 else "ArrowRight")
    expect(card).to_have_count(0)
    # What is pressed on the page ends it, and is pressed.
    page.reload()
    page.locator(".st-key-tour button").wait_for(state="attached")
    expect(page.locator(".st-key-tour button")).to_be_hidden()


def test_a_stroke_ends_the_tour_and_is_drawn(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.get_by_role("button", name=say_in("en", "tour-begin")).click()
    card = page.get_by_role("dialog", name=say_in("en", "tour-begin"))
    expect(card).to_be_visible()
    draw(page, FOUR)
    expect(card).to_have_count(0)
    expect(page.locator(".st-key-prediction .digit")).to_have_text("4")


def test_the_sheet_of_keys_opens_at_its_key_and_not_in_a_field(
    open_page: OpenPage, address: str
) -> None:
    page = open_page()
    page.goto(f"{address}/learn?chapter=kernel&lang=de")
    field = page.locator(".st-key-answer_kernel_size input")
    field.wait_for()
    sheet = page.get_by_role("dialog", name=say_in("de", "keys-title"))
    page.locator(".st-key-keys_sheet").get_by_role("button").wait_for()
    field.press("?")
    expect(sheet).to_be_hidden()
    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text(say_in("de", "keys-undo"))
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name=say_in("de", "keys-title")).click()
    sheet.get_by_role("button", name=say_in("de", "keys-close")).click()
    expect(sheet).to_be_hidden()
