"""One network judged: is its trace its own run, and is everything said of it true?"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import nn

from cnnviz.core.explore.cells import Cell
from cnnviz.core.trace import Trace, trace
from tests.zoo.checks import (
    answer_cell,
    cells_of,
    check_arithmetic,
    check_costs,
    check_records,
    check_shares,
    gradients_of,
)
from tests.zoo.fields import check_fields
from tests.zoo.registry import Case
from tests.zoo.tally import Tally
from tests.zoo.witness import fingerprint


@dataclass
class Verdict:
    """What was found about one network.

    Attributes
    ----------
    name : str
    traced : str
        "exact", "refused", "wrong" (other logits, or a mark left in the model) or "failed".
    why : str
    layers : int
        Records of the trace.
    records, arithmetic, shares, fields, costs : Tally
    logits : str
        Whether the largest logit was followed to the pixels: "right", "refused" or "wrong".
    seconds : float
        For everything.
    ratio : float
        Time of a trace over that of a plain call, the best of five each.
    plain : float
        Seconds of a plain call.
    """

    name: str
    traced: str = "failed"
    why: str = ""
    layers: int = 0
    records: Tally = field(default_factory=Tally)
    arithmetic: Tally = field(default_factory=Tally)
    shares: Tally = field(default_factory=Tally)
    fields: Tally = field(default_factory=Tally)
    costs: Tally = field(default_factory=Tally)
    logits: str = ""
    seconds: float = 0.0
    ratio: float = 0.0
    plain: float = 0.0

    @property
    def wrong(self) -> int:
        """All wrong numbers; costs are counted apart."""
        tallies = (self.records, self.arithmetic, self.shares, self.fields)
        return sum(tally.wrong for tally in tallies) + (self.traced == "wrong")

    def as_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return {**asdict(self), "wrong": self.wrong}


def judge(case: Case, *, cells: int = 6, seconds: float = 60, every_pixel: bool = False) -> Verdict:
    """Trace a network once and put every question to the trace.

    Parameters
    ----------
    case : Case
    cells : int
        How many cells of each record are worked out by hand.
    seconds : float
        For the receptive fields.
    every_pixel : bool
        Whether each pixel is tried in the receptive fields.
    """
    start, verdict = time.monotonic(), Verdict(case.name)
    model, x = case.model(), case.picture()
    result = _traced(model, x, verdict)
    if result is not None:
        verdict.layers = len(result.records)
        verdict.ratio, verdict.plain = _speed(model, x)
        verdict.records = check_records(result, model, x)
        verdict.arithmetic = check_arithmetic(result, cells)
        verdict.costs = check_costs(result, model, x)
        _judge_pixels(case, model, x, result, verdict)
        # The model is not needed in single precision any more, and a copy might not fit.
        verdict.fields = check_fields(
            model.double(),
            x.double(),
            cells=8 if case.giant else 24,
            seconds=seconds,
            every_pixel=every_pixel,
        )
    verdict.seconds = time.monotonic() - start
    return verdict


def _traced(model: nn.Module, x: torch.Tensor, verdict: Verdict) -> Trace | None:
    """The trace, if there is one; whether it is exact goes into the verdict."""
    with torch.no_grad():
        expected = model(x)
    before, given = _marks(model), x.clone()
    try:
        result = trace(model, x)
    except ValueError as error:
        verdict.traced, verdict.why = "refused", str(error)[:300]
        return None
    except Exception as error:
        verdict.why = f"{type(error).__name__}: {str(error)[:300]}"
        return None
    verdict.traced = "exact"
    if not torch.equal(result.logits, expected):
        verdict.traced, verdict.why = "wrong", "other logits"
    elif _marks(model) != before:
        verdict.traced, verdict.why = "wrong", "a mark was left in the model"
    elif not torch.equal(x, given):
        verdict.traced, verdict.why = "wrong", "the input was changed"
    elif len({record.name for record in result.records}) != len(result.records):
        verdict.traced, verdict.why = "wrong", "two records have one name"
    return result


def _marks(model: nn.Module) -> list[Any]:
    """Everything about a model that a trace might leave a mark on, in short."""
    marks: list[Any] = []
    for path, module in model.named_modules():
        simple = (bool, int, float, str, type(None))
        attributes = {
            name: value if isinstance(value, simple) else (type(value), id(value))
            for name, value in vars(module).items()
        }
        hooks = [len(value) for name, value in vars(module).items() if name.endswith("_hooks")]
        marks.append((path, id(module), attributes, hooks))
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        numbers = fingerprint(tensor) if tensor.numel() else None
        grad = tensor.grad is None
        marks.append((name, id(tensor), tensor._version, tensor.requires_grad, grad, numbers))
    return marks


def _speed(model: nn.Module, x: torch.Tensor) -> tuple[float, float]:
    best = {"plain": float("inf"), "trace": float("inf")}
    with torch.no_grad():
        for _ in range(5):
            start = time.perf_counter()
            model(x)
            middle = time.perf_counter()
            trace(model, x)
            end = time.perf_counter()
            best["plain"] = min(best["plain"], middle - start)
            best["trace"] = min(best["trace"], end - middle)
    return best["trace"] / best["plain"], best["plain"]


def _judge_pixels(
    case: Case, model: nn.Module, x: torch.Tensor, result: Trace, verdict: Verdict
) -> None:
    top = answer_cell(result)
    if top is None:
        verdict.logits = "wrong"
        verdict.shares.add("wrong", "no record holds the answer")
        return
    places = [len(result.records) * part // 5 for part in range(1, 5)]
    others = [cells_of(result.records[place], 6)[-1] for place in places]
    cells = list(dict.fromkeys([top, *others]))
    slopes = _slopes(model, x, top, cells)
    verdict.shares, verdicts = check_shares(result, cells, slopes)
    if verdict.shares.wrong and not case.giant:
        # A gate near 0 may be open in one precision and closed in another.
        exact = _slopes(case.model().double(), x.double(), top, cells)
        both = {cell: [*slopes.get(cell, []), *exact.get(cell, [])] for cell in cells}
        verdict.shares, verdicts = check_shares(result, cells, both)
    verdict.logits = verdicts[top.layer]


def _slopes(
    model: nn.Module, x: torch.Tensor, top: Cell, cells: list[Cell]
) -> dict[Cell, list[torch.Tensor]]:
    """Gradients of the answer (which is the model's own output) and of modules' outputs."""
    answer = Cell("", top.channel, top.row, top.column)
    found = gradients_of(model, x, [answer, *cells])
    if answer in found:
        found[top] = found.pop(answer)
    return {cell: [slope] for cell, slope in found.items()}
