"""Drawings at random, as a hand makes that wants to break something.

``python -m tests.browser.random_pen`` makes five hundred on the surface of ``pen_app.py`` and
compares what the session holds with what the canvas shows.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page, sync_playwright

from cnnviz.core.digits.stroke_code import strokes_from_text
from cnnviz.core.digits.strokes import Stroke, draw_strokes
from tests.browser.driver import ROOT, canvas_ink, launch, running_app, surface

# Edges are smoothed differently; a dot of the thinnest brush in the app's tests has 300 pixels.
MOST_DIFFERING = 150


def differing_pixels(ink: Sequence[int], strokes: Sequence[Stroke]) -> int:
    """How many pixels of the canvas are black where these strokes are white, or white for black."""
    painted = draw_strokes(strokes)[..., 0].astype(float)
    return int((np.abs(painted - np.reshape(ink, painted.shape)) > 200).sum())


def draw_at_random(page: Page, draws: random.Random) -> None:
    """Strokes, dots, pauses, ways out of the canvas, straight lines; undo, redo, clear between."""
    box = surface(page).bounding_box()
    assert box is not None
    for _ in range(draws.randint(1, 4)):
        x, y = draws.uniform(10, 270), draws.uniform(10, 270)
        page.mouse.move(box["x"] + x, box["y"] + y)
        if draws.random() < 0.1:
            page.keyboard.down("Shift")
        page.mouse.down()
        reach = draws.choice((4, 15, 60))
        for _ in range(draws.choice((0, 1, 2, 5, 20))):
            x, y = x + draws.uniform(-reach, reach), y + draws.uniform(-reach, reach)
            page.mouse.move(box["x"] + x, box["y"] + y)
            if draws.random() < 0.05:
                page.wait_for_timeout(draws.choice((30, 150, 350)))
        page.mouse.up()
        page.keyboard.up("Shift")
        _maybe_press(page, draws)


def _maybe_press(page: Page, draws: random.Random) -> None:
    if draws.random() < 0.5:
        page.wait_for_timeout(draws.choice((10, 100, 190, 210, 300)))
    if draws.random() < 0.35:
        button = page.locator(f".st-key-{draws.choice(('undo', 'undo', 'redo', 'clear'))} button")
        if button.is_enabled():
            button.click(timeout=5_000, force=True)
            page.wait_for_timeout(draws.choice((0, 50, 250, 400)))


def main(count: int = 500) -> int:
    """How many drawings differ is printed, and is the exit status."""
    wrong, draws = 0, random.Random(1)
    with running_app(ROOT / "tests/browser/pen_app.py") as url, sync_playwright() as playwright:
        page = launch(playwright).new_page(viewport={"width": 600, "height": 800})
        page.goto(url)
        surface(page).wait_for()
        page.locator(".held").wait_for(state="attached")
        for number in range(count):
            draw_at_random(page, draws)
            page.wait_for_timeout(600)
            held = strokes_from_text(page.locator(".held").inner_text())
            if (differ := differing_pixels(canvas_ink(page), held)) >= MOST_DIFFERING:
                wrong += 1
                print(f"drawing {number + 1} differs in {differ} pixels", flush=True)
    print(f"{count - wrong} of {count} drawings are held as the canvas shows them")
    return min(wrong, 100)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
