"""One app and one browser for all browser tests; every test gets a tab of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.driver import WIDE, launch, open_draw_page, running_app

OpenPage = Callable[..., Page]
# Milliseconds: two cores that do much else at the same time are slow now and then.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE / 2)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with running_app() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Open the Draw page in a fresh tab; fails afterwards if a page threw an error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(viewport: dict[str, int] = WIDE, scheme: str = "light", **more: Any) -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        open_draw_page(page, address)
        return page

    yield open_
    if getattr(request.node, "has_failed", False):
        for context in contexts:
            for page in context.pages:
                print(page.url, page.locator("body").inner_text()[:2000], sep="\n")
    for context in contexts:
        context.close()
    assert errors == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let `open_page` know that it is worth telling what was on screen."""
    outcome: Any = yield
    if outcome.get_result().failed:
        item.has_failed = True  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder drives a browser.

    It may be tried once more: on a busy machine a page may not be there yet when it is looked at.
    What needed that is listed at the end (``-rR``) and counted in the closing line.
    """
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
