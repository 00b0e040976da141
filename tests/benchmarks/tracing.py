"""What a trace costs beside the plain forward pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import torch

from cnnviz import ARCHITECTURES, trace
from tests.benchmarks.table import Row

RUNS, WARM_UP = 400, 40
BUDGET = 3.0


def trace_rows() -> Iterator[Row]:
    """One row a network, LeNet-5 first."""
    torch.set_num_threads(1)  # as the app does
    for name in sorted(ARCHITECTURES, key=lambda name: name != "lenet5"):
        yield _trace_row(name)


def _trace_row(name: str) -> Row:
    spec = ARCHITECTURES[name]
    torch.manual_seed(0)
    model = spec.build().eval()
    digit = torch.rand(1, *spec.input_shape)

    def forward() -> None:
        with torch.no_grad():
            model(digit)

    plain, traced = _alternate(forward, lambda: trace(model, digit))
    what = f"trace of {spec.title} / plain forward"
    detail = f"{traced * 1e3:.2f} / {plain * 1e3:.2f} ms"
    return Row(what, traced / plain, "x", BUDGET, detail)


def _alternate(*actions: Callable[[], object]) -> tuple[float, ...]:
    """Median seconds of each action, one after the other in turn."""
    seconds: list[list[float]] = [[] for _ in actions]
    for turn in range(WARM_UP + RUNS):
        for action, list_ in zip(actions, seconds, strict=True):
            start = time.perf_counter()
            action()
            if turn >= WARM_UP:
                list_.append(time.perf_counter() - start)
    return tuple(median(list_) for list_ in seconds)
