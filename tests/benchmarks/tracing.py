"""What a trace costs beside the plain forward pass: `python -m tests.benchmarks.tracing`.

Both take turns in one process, on one thread and without gradients; the smallest of many turns is
compared, since other processes may share the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import torch
from torch import nn

from cnnviz import ARCHITECTURES, trace
from tests.benchmarks.table import Row
from tests.zoo import others

TURNS, WARM_UP = 600, 40
LARGE = {"resnet18": 20, "densenet121": 12}  # turns
BUDGET, BUDGET_LARGE = 2.0, 1.3


def trace_rows(*, large: bool = False) -> Iterator[Row]:
    """One row a network, LeNet-5 first.

    Parameters
    ----------
    large : bool
        ResNet-18 and DenseNet-121 at 224x224 as well, if the zoo's packages are installed.
    """
    torch.set_num_threads(1)  # as the app does
    for name in sorted(ARCHITECTURES, key=lambda name: name != "lenet5"):
        spec = ARCHITECTURES[name]
        torch.manual_seed(0)
        picture = torch.rand(1, *spec.input_shape)
        yield _trace_row(spec.title, spec.build(), picture, TURNS, BUDGET)
    if large and others.installed():
        for name, turns in LARGE.items():
            model = others.torchvision().models.get_model(name, weights=None)
            picture = torch.randn(1, 3, 224, 224)
            yield _trace_row(name, model, picture, turns, BUDGET_LARGE)


def _trace_row(title: str, model: nn.Module, x: torch.Tensor, turns: int, budget: float) -> Row:
    model.eval()
    with torch.no_grad():
        plain, traced = _alternate(lambda: model(x), lambda: trace(model, x), turns=turns)
    medians = median(traced) / median(plain)
    detail = f"{min(traced) * 1e3:.2f} / {min(plain) * 1e3:.2f} ms; of the medians {medians:.2f}"
    what = f"trace of {title} / plain forward"
    return Row(what, min(traced) / min(plain), "x", budget, detail)


def _alternate(*actions: Callable[[], object], turns: int) -> tuple[list[float], ...]:
    """Seconds of each action, one after the other in turn."""
    seconds: list[list[float]] = [[] for _ in actions]
    for turn in range(min(WARM_UP, turns // 4) + turns):
        for action, list_ in zip(actions, seconds, strict=True):
            start = time.perf_counter()
            action()
            if turn >= min(WARM_UP, turns // 4):
                list_.append(time.perf_counter() - start)
    return tuple(seconds)


if __name__ == "__main__":
    for row in trace_rows(large=True):
        print(f"{row.what}: {row.value:.2f} (at most {row.budget}); {row.detail}")
