"""`python -m tests.zoo`: judge all networks of the zoo, or those named, one after the other.

Each has a process of its own, with a time limit, so that its memory is free afterwards.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch

from tests.zoo.judge import Verdict, judge
from tests.zoo.registry import FAMILIES, Case, cases
from tests.zoo.report import head, row, totals

# Children share what is imported already; nothing was computed in parallel before.
_processes = multiprocessing.get_context("fork")


def _work(case: Case, settings: dict[str, Any], answer: Connection) -> None:
    torch.set_num_threads(1)
    answer.send(judge(case, **settings))


def judged(case: Case, settings: dict[str, Any], limit: float) -> Verdict:
    """The verdict on a network, found in a process that may take so many seconds."""
    here, there = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_work, args=(case, settings, there), daemon=True)
    start = time.monotonic()
    process.start()
    there.close()
    try:
        if here.poll(limit):
            verdict: Verdict = here.recv()
            return verdict
        why = f"not done after {limit:.0f} s"
    except EOFError:
        process.join()
        why = f"its process ended with {process.exitcode}"
    finally:
        process.kill()
        process.join()
    return Verdict(case.name, why=why, seconds=time.monotonic() - start)


def chosen(patterns: list[str], giants: bool) -> list[Case]:
    """The networks whose name, with or without the family, fits one of the patterns."""
    return [
        case
        for case in cases().values()
        if (giants or not case.giant)
        and (
            not patterns
            or any(
                fnmatch(case.name, p) or fnmatch(case.name.split("/")[1], p) or case.family == p
                for p in patterns
            )
        )
    ]


def main() -> int:
    """Judge, print a row a network and the totals; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.zoo", description=__doc__)
    families = ", ".join(FAMILIES)
    parser.add_argument("names", nargs="*", help=f"names, patterns or families ({families})")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--limit", type=float, default=300, help="seconds for a network")
    parser.add_argument("--cells", type=int, default=6, help="cells of each record")
    parser.add_argument("--seconds", type=float, default=60, help="for its receptive fields")
    parser.add_argument("--every-pixel", action="store_true", help="in the receptive fields")
    parser.add_argument("--no-giants", action="store_true", help="leave out over 150 M parameters")
    parser.add_argument("--json", type=Path, help="write all verdicts into this file")
    given = parser.parse_args()
    settings = {"cells": given.cells, "seconds": given.seconds, "every_pixel": given.every_pixel}
    found = chosen(given.names, not given.no_giants)
    print(head(), flush=True)
    verdicts = []
    with ThreadPoolExecutor(given.jobs) as pool:
        for verdict in pool.map(lambda case: judged(case, settings, given.limit), found):
            verdicts.append(verdict)
            print(row(verdict), flush=True)
            if given.json:
                given.json.write_text(json.dumps([v.as_json() for v in verdicts], indent=1))
    print(totals(verdicts))
    return int(any(verdict.wrong or verdict.traced == "failed" for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
