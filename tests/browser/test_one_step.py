"""One step of learning, driven by a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.browser.conftest import OpenPage
from tests.browser.driver import draw


def one_step(page: Page) -> None:
    draw(page, EXAMPLE_DIGITS[3].strokes)
    expect(page.locator(".st-key-prediction .digit")).to_have_text("3")
    page.get_by_role("link", name="Train").click()
    page.get_by_text("One step", exact=True).click()
    page.locator(".st-key-step_label").get_by_text("5", exact=True).click()
    expect(page.locator(".step-loss")).to_be_visible()


def share_of_five(page: Page) -> float:
    return float(page.locator(".step-classes .true td").nth(2).inner_text().replace("−", "-"))


def test_a_step_moves_the_probabilities_and_undo_moves_them_back(open_page: OpenPage) -> None:
    page = open_page()
    one_step(page)
    before = share_of_five(page)
    page.locator(".st-key-step_apply button").click()
    expect(page.locator(".step-loss .moved")).to_be_visible()
    assert share_of_five(page) > before
    page.locator(".st-key-step_undo button").click()
    expect(page.locator(".step-loss .moved")).to_be_hidden()
    assert share_of_five(page) == before


def test_a_click_on_a_cell_of_the_kernel_takes_its_gradient_apart(open_page: OpenPage) -> None:
    page = open_page()
    one_step(page)
    title = page.locator(".st-key-step_weight h2", has_text="The gradient of conv1.weight")
    kernel = page.locator("[class*='st-key-step_kernel_conv1']").first
    points = kernel.locator(".scatterlayer .point")
    expect(points).to_have_count(25)
    points.nth(7).click(force=True)
    expect(title).to_have_text(re.compile(r"conv1\.weight\[\d, 1, 2, 3\]"))
    expect(page.locator(".step-sum")).to_contain_text("PyTorch’s autograd")
    said = page.locator(".step-sum").inner_text()
    total, autograd = re.findall(r": (−?[\d.e−]+)", said)
    assert total == autograd
