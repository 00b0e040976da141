"""``make bench``: how fast the app is and what it sends, in one table.

Nothing here is a test. Times of one machine say little, so wherever a budget is a ratio, both
sides are measured in the same run, in turn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from cnnviz.core.models import ARCHITECTURES
from tests.benchmarks.latency import measure_latency
from tests.benchmarks.server import server_rows
from tests.benchmarks.table import Row, machine, table
from tests.benchmarks.tracing import trace_rows
from tests.browser.driver import launch, running_app

# What the Draw page shows, and the query string that makes it.
NETWORKS = tuple((f"Draw, {spec.title}", f"?model={name}") for name, spec in ARCHITECTURES.items())


def main() -> None:
    """Measure everything, then print the table."""
    options = _options()
    rows = list(trace_rows())
    notes: list[str] = []
    rows += _browser_rows(options, notes)
    print(machine())
    print(table(rows))
    if options.details:
        print("\n".join(notes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--strokes", type=int, default=30, help="timed strokes a row (30)")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="compare with a minimal app whose canvas sends no picture and that Streamlit does "
        "not clean up after",
    )
    parser.add_argument("--details", action="store_true", help="also say when each panel is done")
    return parser.parse_args()


def _browser_rows(options: argparse.Namespace, notes: list[str]) -> Iterator[Row]:
    yardstick = "strict minimal app" if options.strict else "minimal app"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            with running_app() as app:
                for title, query in NETWORKS:
                    latency = measure_latency(
                        browser, app, query, options.strokes, strict=options.strict
                    )
                    notes.append(latency.details(title))
                    yield from latency.rows(title, yardstick)
            yield from server_rows(browser, "?model=lenet5", options.strokes)
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
