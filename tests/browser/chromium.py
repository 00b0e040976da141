"""Which Chromium the tests drive."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium(playwright: Playwright) -> str | None:
    """Path of a browser: CHROMIUM, else Playwright's own, else the system's; None if none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next((path for name in NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    with sync_playwright() as running:
        path = find_chromium(running)
    print(path)
    sys.exit(0 if path else 1)
