"""The film of a training in a real browser: it moves by itself, and no figure leaves a hole."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from tests.browser.conftest import OpenPage
from tests.browser.driver import draw, prediction

# The places where figures stand; each must hold a drawn one that is seen. On a machine that is busy
# a frame or two may come between the two figures of a place, which nobody sees.
_WATCH = """() => {
  const keys = ["scrub_bars", "scrub_kernels", "scrub_layer", "scrub_curve_lines", "scrub_table"];
  window.holes = []; window.frames_seen = 0;
  const missing = {};
  const look = () => {
    for (const key of keys) {
      const plots = document.querySelectorAll(`.st-key-steady_${key} .js-plotly-plot .main-svg`);
      const seen = [...plots].some((plot) =>
        plot.getBoundingClientRect().width > 50 && getComputedStyle(plot).visibility === "visible");
      missing[key] = seen ? 0 : (missing[key] ?? 0) + 1;
      if (missing[key] > 2) window.holes.push(key);
    }
    window.frames_seen += 1;
    requestAnimationFrame(look);
  };
  look();
}"""

_SEEN = """() => [...document.querySelectorAll(".st-key-steady_scrub_bars .main-svg")]
  .filter((plot) => getComputedStyle(plot).visibility === "visible")
  .map((plot) => plot.textContent).join(" ")"""


def look_back(page: Page) -> None:
    draw(page, EXAMPLE_DIGITS[3].strokes)
    expect(page.locator(".st-key-prediction .digit")).to_have_text("3")
    page.get_by_role("link", name="Train").click()
    page.get_by_text("Look back", exact=True).click()
    page.locator(".st-key-steady_scrub_table .js-plotly-plot").first.wait_for()


def test_the_slider_shows_the_drawing_as_it_was_read(open_page: OpenPage) -> None:
    page = open_page()
    look_back(page)
    shares = page.locator(".st-key-scrub_prediction .share")
    before = shares.inner_text()
    slider = page.locator(".st-key-scrubber").get_by_role("slider")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".st-key-scrub_bar")).to_contain_text("moment 12 of 12")
    expect(page.locator(".st-key-scrub_prediction .digit")).to_have_text("3")
    assert shares.inner_text() != before
    expect(page.locator(".st-key-scrub_change")).to_contain_text("your drawing")
    page.get_by_role("link", name="Draw").click()
    page.locator(".st-key-prediction .digit").wait_for()
    assert prediction(page).startswith("Prediction 3")


def test_the_film_plays_to_its_end_without_a_hole(open_page: OpenPage) -> None:
    page = open_page()
    look_back(page)
    page.get_by_text("fast", exact=True).click()
    page.wait_for_timeout(1_500)
    page.evaluate(_WATCH)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".st-key-scrub_bar")).to_contain_text("moment 12 of 12", timeout=150_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.frames_seen") > 20
    assert page.evaluate("window.holes") == []
    # What is seen in the end is the last moment. The bars say whole per cents, the answer tenths.
    written = [int(n) for n in re.findall(r"(\d+)%", page.evaluate(_SEEN))]
    share = page.locator(".st-key-scrub_prediction .share").inner_text().strip(">%")
    assert abs(max(written) - float(share)) <= 0.55
