"""The stepping window in a real browser: playing, clicking, and the way out of a dead end."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch.nn import functional

from cnnviz.core.windows.examples import ARTICLE_INPUT, ARTICLE_KERNEL
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

FASTEST = "Infinity"
EXPECTED = functional.conv2d(
    torch.tensor(ARTICLE_INPUT).float()[None, None],
    torch.tensor(ARTICLE_KERNEL).float()[None, None],
)[0, 0]


def lab(page: Page, address: str, key: str = "conv_output") -> Locator:
    """Open the lab; the stepping window of one of its tabs."""
    page.goto(f"{address}/lab")
    view = page.locator(f".st-key-{key} .stepper")
    if key == "pool_output":
        page.get_by_role("tab", name="Pooling").click()
    view.locator(".chip").first.wait_for()
    return view


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def click_cell(board: Locator, row: int, column: int, rows: int, columns: int) -> None:
    box = board.bounding_box()
    assert box is not None
    x, y = box["width"] * (column + 0.5) / columns, box["height"] * (row + 0.5) / rows
    board.click(position={"x": x, "y": y})


def slide(page: Page, name: str, steps: int) -> None:
    page.locator(f".st-key-lab_{name} input").focus()
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")


def test_play_fills_the_output_and_stops(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address)
    expect(view).to_have_attribute("data-step", "0")
    sent: list[object] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    view.get_by_label("Speed").select_option(FASTEST)
    session.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    view.get_by_role("button", name="Play").click()
    expect(view).to_have_attribute("data-step", "15")
    expect(view).to_have_attribute("data-playing", "false")
    assert number(view.locator(".value b").inner_text()) == float(EXPECTED[3, 3])
    assert sent == []


def test_a_click_on_an_output_cell_shows_pytorchs_number(open_page: OpenPage, address: str) -> None:
    view = lab(open_page(), address)
    for row, column in ((2, 3), (0, 1), (3, 0)):
        click_cell(view.locator(".output .board"), row, column, 4, 4)
        expect(view.locator(".status")).to_contain_text(f"row {row + 1}, column {column + 1}")
        assert number(view.locator(".value b").inner_text()) == float(EXPECTED[row, column])
        products = [number(text) for text in view.locator(".product").all_inner_texts()]
        assert len(products) == 9 and sum(products) == float(EXPECTED[row, column])


def test_a_click_on_an_input_cell_counts_what_it_takes_part_in(
    open_page: OpenPage, address: str
) -> None:
    view = lab(open_page(), address)
    click_cell(view.locator(".input .board"), 0, 0, 6, 6)
    expect(view.locator(".status")).to_contain_text("row 1, column 1 takes part in 1 output cell.")
    click_cell(view.locator(".input .board"), 3, 2, 6, 6)
    expect(view.locator(".status")).to_contain_text("takes part in 9 output cells")


def test_keys_step_and_play(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address)
    view.locator(".output .board").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(view).to_have_attribute("data-step", "5")
    page.keyboard.press("Space")
    expect(view).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(view).to_have_attribute("data-playing", "false")


def test_an_impossible_setting_and_the_offered_way_out(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address)
    slide(page, "kernel_height", 4)
    alert = page.locator(".st-key-lab_conv").get_by_role("alert")
    expect(alert).to_contain_text("kernel_size covers 7 cells")
    expect(page.get_by_text("Kernel size can't be greater than actual input size")).to_be_visible()
    page.get_by_role("button", name="Padding 1 instead of 0").click()
    expect(alert).to_have_count(0)
    formula = page.locator(".st-key-size_formula")
    expect(formula).to_contain_text("floor((6 + 2*1 - 1*(7-1) - 1)/1) + 1 = 2")
    expect(view.locator(".output .shape")).to_contain_text("1 × 2 × 2")


def test_sliding_fast_to_and_fro_through_the_impossible(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address)
    for _ in range(2):
        for name, steps in (("kernel_height", 4), ("padding", 7), ("stride_down", 2)):
            slide(page, name, steps)
        for name, steps in (("stride_down", -2), ("padding", -7), ("kernel_height", -4)):
            slide(page, name, steps)
    formula = page.locator(".st-key-size_formula")
    expect(formula).to_contain_text("floor((6 + 2*0 - 1*(3-1) - 1)/1) + 1 = 4")
    expect(view.locator(".output .shape")).to_contain_text("1 × 4 × 4")


def test_the_fastest_animation_is_smooth(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address)
    page.locator(".st-key-lab_conv_input input").first.click()
    page.get_by_role("option", name="My drawing").click()
    expect(view.locator(".status")).to_contain_text("of 676")
    view.get_by_label("Speed").select_option(FASTEST)
    view.get_by_role("button", name="First").click()
    view.get_by_role("button", name="Play").click()
    frames = view.evaluate(
        """view => new Promise(done => {
             const seen = new Set(), start = performance.now();
             const tick = now => {
               seen.add(view.dataset.step);
               if (now - start < 2000) requestAnimationFrame(tick);
               else done(1000 * seen.size / (now - start));
             };
             requestAnimationFrame(tick);
           })"""
    )
    assert frames >= 20


def test_pooling_marks_the_winner_and_tells_ties(open_page: OpenPage, address: str) -> None:
    page = open_page()
    view = lab(page, address, "pool_output")
    view.get_by_role("button", name="Last").click()
    expect(view.locator(".tile.winner")).to_have_text("3")
    expect(view.locator(".sums").first).to_contain_text("2 cells tie")
    assert view.locator(".value b").all_inner_texts() == ["3", "2.25"]
    page.locator(".st-key-lab_pool").get_by_text("right", exact=True).first.click()
    expect(page.locator(".st-key-pool_changes")).to_contain_text("of 16")
