"""Bring a set of pictures, draw digits to train on: what only a browser can tell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.picture_sets import ReadSet, read_archive
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE
from tests.browser.uploads import hand_over, visit
from tests.core.picture_sets.bad_sets import Files, good_files, picture, zipped

pytestmark = pytest.mark.browser

MIXED = good_files(10) | {"banana/cut.png": picture(5)[:60], "../up.png": picture(6)}


def open_step(page: Page, step: str) -> None:
    page.locator(".st-key-train_steps").get_by_text(step).click()


def open_load(page: Page) -> None:
    visit(page, "Train")
    page.locator(".st-key-train_steps").wait_for()
    open_step(page, "1 Load")
    page.locator(".st-key-train_data").wait_for()


def bring(page: Page, files: Files) -> None:
    page.locator(".st-key-train_data").get_by_text("Pictures of my own").click()
    page.locator(".st-key-upload_set").wait_for()
    hand_over(page, "upload_set", "fruit.zip", zipped(files))


def draw_on_pad(page: Page, label: int) -> None:
    """With the mouse, as a person would."""
    surface = page.locator(".st-key-train_canvas canvas.upper-canvas")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box is not None
    for stroke in EXAMPLE_DIGITS[label].strokes:
        (x, y), *rest = stroke.points
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.up()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_enabled()


def fits(page: Page) -> bool:
    fit: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fit


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_a_zip_is_read_its_bad_files_are_named_and_its_pictures_shown_everywhere(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    open_load(page)
    bring(page, MIXED)
    data = page.locator(".st-key-train_data")
    expect(data.get_by_text("24 pictures to train on, 6 to test on")).to_be_visible()
    expect(data.locator(".class-counts")).to_contain_text("banana")
    page.locator(".st-key-set_problems summary").click()
    problems = page.locator(".st-key-set_problems")
    expect(problems).to_contain_text("banana/cut.png: the PNG file is damaged or incomplete")
    expect(problems).to_contain_text("../up.png: its name leads out of the archive")
    samples = page.locator('[class*="st-key-show_sample_"] img')
    expect(samples).to_have_count(6)
    assert fits(page)
    samples.first.click()
    expect(page.get_by_text("It is now the picture on all pages.")).to_be_visible()
    open_step(page, "2 Reshape")
    expect(page.locator(".shapes")).to_contain_text("24")
    page.locator(".st-key-reshape_size").get_by_text("grey").click()
    expect(page.locator(".shape").nth(1)).to_contain_text("channel")
    expect(page.locator(".shape").nth(1).locator("b")).to_have_text(["24", "1", "20", "20"])
    open_step(page, "3 Normalise")
    expect(page.locator(".pixels")).to_have_count(2)
    assert fits(page)


def test_a_folder_is_brought_as_it_lies(open_page: OpenPage, tmp_path: Path) -> None:
    for name, content in good_files(10).items():
        path = tmp_path / "fruit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    page = open_page()
    open_load(page)
    page.locator(".st-key-train_data").get_by_text("Pictures of my own").click()
    page.get_by_text("A folder instead of a ZIP").click()
    page.get_by_text("A folder of folders").wait_for()
    # The one for a ZIP may still be on its way out.
    page.locator(".st-key-upload_set input[webkitdirectory]").set_input_files(tmp_path / "fruit")
    expect(page.get_by_text("24 pictures to train on, 6 to test on")).to_be_visible()


def test_what_is_no_archive_is_one_sentence(open_page: OpenPage) -> None:
    page = open_page()
    open_load(page)
    page.locator(".st-key-train_data").get_by_text("Pictures of my own").click()
    page.locator(".st-key-upload_set").wait_for()
    hand_over(page, "upload_set", "fruit.zip", b"these are words")
    alert = page.locator(".st-key-train_data").get_by_role("alert")
    expect(alert).to_contain_text("The file is damaged or no ZIP")
    hand_over(page, "upload_set", "fruit.zip", zipped(good_files(10)))
    expect(page.get_by_text("24 pictures to train on, 6 to test on")).to_be_visible()
    expect(alert).to_have_count(0)


def test_digits_are_drawn_one_after_another_and_taken_home(open_page: OpenPage) -> None:
    page = open_page()
    open_load(page)
    prompt = page.locator(".st-key-train_canvas .panel-title")
    # Twice each, so that the set can be split when it is brought again.
    for label in (0, 1, 2):
        expect(prompt).to_have_text(f"Draw a {label}")
        draw_on_pad(page, label)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(prompt).to_have_text(f"Draw a {label + 1}")
        expect(page.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    collected = page.locator('[class*="st-key-collected_"] img')
    expect(collected).to_have_count(3)
    # What is half drawn survives other steps and other pages.
    draw_on_pad(page, 3)
    open_step(page, "2 Reshape")
    page.locator(".shapes").wait_for()
    open_step(page, "1 Load")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_enabled()
    visit(page, "Draw")
    page.locator(".st-key-prediction").wait_for()
    visit(page, "Train")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(collected).to_have_count(4)
    page.get_by_text("Train on them, too").click()
    expect(page.locator(".st-key-train_top")).to_contain_text("and 4 drawn here")
    page.get_by_role("button", name="Undo the last").click()
    expect(collected).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as ZIP").click()
    content = Path(download.value.path()).read_bytes()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name.split("/")[0] for name in names] == ["0", "1", "2"]


def test_the_export_is_a_set_again(open_page: OpenPage) -> None:
    """Two of each: the same shape drawn in two places is two different strokes, one picture."""
    page = open_page()
    open_load(page)
    labels = page.locator(".st-key-train_collect").get_by_role("radio")
    prompt = page.locator(".st-key-train_canvas .panel-title")
    for place, (label, shape) in enumerate(((0, 0), (0, 6), (1, 1), (1, 7))):
        labels.nth(label).click()
        expect(prompt).to_have_text(f"Draw a {label}")
        draw_on_pad(page, shape)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator('[class*="st-key-collected_"] img')).to_have_count(place + 1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as ZIP").click()
    content = Path(download.value.path()).read_bytes()
    *_, found = read_archive(content)
    assert isinstance(found, ReadSet)
    assert found.classes == ("0", "1") and found.counts == (2, 2)
    page.locator(".st-key-train_data").get_by_text("Pictures of my own").click()
    page.locator(".st-key-upload_set").wait_for()
    hand_over(page, "upload_set", "my-digits.zip", content)
    expect(page.get_by_text("2 pictures to train on, 2 to test on")).to_be_visible()
