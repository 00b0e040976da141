"""``make bench``: how fast the app is and what it sends, in one table.

Nothing here is a test. Times of one machine say little, so wherever a budget is a ratio, both
sides are measured in the same run, in turn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator

from playwright.sync_api import Browser, sync_playwright

from cnnviz.core.networks.architectures import ARCHITECTURES
from tests.benchmarks.explorer import explorer_rows
from tests.benchmarks.lab import lab_rows
from tests.benchmarks.latency import measure_latency
from tests.benchmarks.opening import opening_rows
from tests.benchmarks.server import server_rows
from tests.benchmarks.table import Row, machine, table
from tests.benchmarks.tracing import trace_rows
from tests.benchmarks.training import training_rows
from tests.benchmarks.under_pen import updates_row
from tests.browser.driver import launch, running_app

# What can be measured alone.
PARTS = ("trace", "draw", "opening", "lab", "explorer", "server", "training")


def main() -> None:
    """Measure everything that was asked for, then print the table."""
    options = _options()
    parts = options.only or PARTS
    notes: list[str] = []
    rows = list(trace_rows()) if "trace" in parts else []
    rows += _browser_rows(options, parts, notes)
    print(machine())
    print(table(rows))
    if options.details:
        print("\n".join(notes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure these parts alone")
    parser.add_argument(
        "--strokes", type=int, default=30, help="timed strokes, changes or clicks a row (30)"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="compare with minimal apps that Streamlit does not clean up after, and whose canvas "
        "sends no picture",
    )
    parser.add_argument("--details", action="store_true", help="also say when each panel is done")
    return parser.parse_args()


def _browser_rows(
    options: argparse.Namespace, parts: Collection[str], notes: list[str]
) -> Iterator[Row]:
    if set(parts) == {"trace"}:
        return
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            if "draw" in parts:
                yield from _draw_rows(browser, options, notes)
            if "opening" in parts:
                yield from opening_rows(browser)
            if "lab" in parts:
                with running_app() as app:
                    yield from lab_rows(browser, app, options.strokes, strict=options.strict)
            if "explorer" in parts:
                with running_app() as app:
                    yield from explorer_rows(browser, app, options.strokes, strict=options.strict)
            if "server" in parts:
                yield from server_rows(browser, "?model=lenet5", options.strokes)
            if "training" in parts:
                yield from training_rows(browser, options.strokes)
        finally:
            browser.close()


def _draw_rows(browser: Browser, options: argparse.Namespace, notes: list[str]) -> Iterator[Row]:
    yardstick = "strict minimal app" if options.strict else "minimal app"
    with running_app() as app:
        yield updates_row(browser, f"{app}/?model=lenet5")
        for model, spec in ARCHITECTURES.items():
            query = f"?model={model}"
            latency = measure_latency(browser, app, query, options.strokes, strict=options.strict)
            notes.append(latency.details(spec.title))
            yield latency.row(model, yardstick)


if __name__ == "__main__":
    sys.exit(main())
