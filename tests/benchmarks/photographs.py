"""``python -m tests.benchmarks.photographs --pen FOLDER``: how many photographs are read right.

Makes photographs of digits by pen writers 26 to 30, whom neither the shipped networks nor
`prepare_photo` have seen, and prints how many each network reads right, in all and by condition.
They are made up, however true to life: real photographs may be harder.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import torch

from cnnviz import ARCHITECTURES, load_pretrained, prepare_photo
from cnnviz.core.digits.datasets import PEN_WRITERS, PenDigit, read_pen_digits
from tests.core.digits.photographs import (
    DEVELOPMENT_SEED,
    HELD_OUT_SEED,
    Photograph,
    take_photograph,
)

TARGETS = {"lenet5": 93.0, "the best network": 96.0}


def photographs(
    pens: Sequence[PenDigit], seed: int, numbers: Sequence[int]
) -> Iterator[Photograph]:
    """Photographs by their number: each has a generator of its own."""
    for number in numbers:
        rng = np.random.default_rng([seed, number])
        digit = pens[rng.integers(len(pens))]
        others = [pens[rng.integers(len(pens))].strokes for _ in range(4)]
        yield take_photograph(digit.label, digit.strokes, others, rng)


def _read(numbers: Sequence[int], folder: str, part: str, seed: int) -> list[tuple]:
    """Label, conditions, network's input and seconds of some photographs."""
    torch.set_num_threads(1)
    pens = [digit for digit in read_pen_digits(folder) if digit.writer in PEN_WRITERS[part]]
    rows = []
    for photograph in photographs(pens, seed, numbers):
        start = time.perf_counter()
        centred = prepare_photo(photograph.content).centred
        seconds = time.perf_counter() - start
        rows.append((photograph.label, photograph.conditions, centred, seconds))
    return rows


def main() -> None:
    """Make, read, print."""
    options = _options()
    part, seed = (
        ("pen-check", DEVELOPMENT_SEED) if options.development else ("pen-test", HELD_OUT_SEED)
    )
    read = partial(_read, folder=options.pen, part=part, seed=seed)
    shares = [range(start, options.count, 20) for start in range(20)]
    with ProcessPoolExecutor(options.processes) as pool:
        rows = [row for share in pool.map(read, shares) for row in share]
    labels = np.array([row[0] for row in rows])
    inputs = torch.from_numpy(np.stack([row[2] for row in rows]))[:, None]
    right = {}
    for name, spec in ARCHITECTURES.items():
        with torch.no_grad():
            right[name] = load_pretrained(name)(inputs).argmax(1).numpy() == labels
        print(f"{spec.title:<24}{100 * right[name].mean():6.1f} % of {len(labels)}")
    print("Targets:", ", ".join(f"{name} {share:.0f} %" for name, share in TARGETS.items()))
    _by_condition([row[1] for row in rows], right)
    seconds = np.array([row[3] for row in rows])
    print(f"\nprepare_photo: median {np.median(seconds):.2f} s, longest {seconds.max():.2f} s")


def _by_condition(conditions: list[dict[str, str]], right: dict[str, np.ndarray]) -> None:
    print(f"\n{'condition':<34}{'photos':>7}" + "".join(f"{name:>9}" for name in right))
    for kind in conditions[0]:
        groups: dict[str, list[int]] = defaultdict(list)
        for index, condition in enumerate(conditions):
            for value in condition[kind].split(" + "):
                groups[value].append(index)
        for value, members in sorted(groups.items()):
            shares = "".join(f"{100 * hits[members].mean():9.1f}" for hits in right.values())
            print(f"{kind + ': ' + value:<34}{len(members):>7}{shares}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.photographs", description=__doc__
    )
    parser.add_argument("--pen", required=True, help="folder of the pen digits' file")
    parser.add_argument("--count", type=int, default=500, help="photographs (500)")
    parser.add_argument("--processes", type=int, default=2, help="at once (2)")
    parser.add_argument(
        "--development", action="store_true", help="writers 24 and 25, for choosing and tuning"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
