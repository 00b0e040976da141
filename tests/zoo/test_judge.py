"""The judge finds what is wrong: each of its questions can be failed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.explore.arithmetic import CellArithmetic, cell_arithmetic
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.pixel_shares import pixel_shares
from cnnviz.core.explore.receptive_field import receptive_field
from cnnviz.core.trace import LayerRecord, Trace, trace
from tests.zoo import checks, fields, judge
from tests.zoo.registry import Case
from tests.zoo.tally import Tally
from tests.zoo.witness import costs_of


def _network() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 5, 3), nn.ReLU(), nn.Flatten(), nn.Linear(80, 6)),
    )


CASE = Case("here/plain", _network, (3, 12, 12))


def _judged() -> judge.Verdict:
    return judge.judge(CASE, every_pixel=True)


def test_a_plain_network_passes() -> None:
    verdict = _judged()
    assert verdict.traced == "exact" and verdict.logits == "right"
    assert verdict.wrong == 0 and verdict.layers == 9
    for tally in (verdict.records, verdict.arithmetic, verdict.shares, verdict.fields):
        assert tally.right == tally.asked >= 5
    assert verdict.costs.right == 2


def test_the_same_network_twice() -> None:
    one, two = CASE.model(), CASE.model()
    assert torch.equal(one(CASE.picture()), two(CASE.picture()))
    other = CASE.model(seed=1)
    assert not torch.equal(one(CASE.picture()), other(CASE.picture()))


def test_pytorchs_counter_by_hand() -> None:
    model, x = CASE.model(), CASE.picture()
    convolutions = 12 * 12 * 4 * 27 + 4 * 4 * 5 * 36
    assert costs_of(model, x) == (27 * 4 + 4 + 8 + 36 * 5 + 5 + 80 * 6 + 6, convolutions + 480, 0)


# --- each question can be failed ----------------------------------------------------------------

Change = Callable[[Any], Any]


def _spoil(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, change: Change) -> None:
    real = getattr(place, name)
    monkeypatch.setattr(place, name, lambda *given: change(real(*given)))


def _one_part(change: Callable[[Any], Any]) -> Change:
    def spoil(found: CellArithmetic) -> CellArithmetic:
        parts = tuple(change(part) for part in found.parts)
        return dataclasses.replace(found, parts=parts)

    return spoil


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda a: dataclasses.replace(a, bias=a.bias + 1e-2), "sum"),
        (lambda a: dataclasses.replace(a, value=a.value + 1e-2), "record's"),
        (_one_part(lambda p: dataclasses.replace(p, source="elsewhere")), "Error"),
        (_one_part(lambda p: dataclasses.replace(p, source="input")), "no parent"),
        (_one_part(lambda p: dataclasses.replace(p, inputs=p.inputs + 1)), "cells named"),
        (_one_part(lambda p: dataclasses.replace(p, cells=p.cells * 0)), "cells named"),
        (
            _one_part(
                lambda p: dataclasses.replace(
                    p, weights=p.weights if p.weights is None else p.weights * 2
                )
            ),
            "weight times input",
        ),
    ],
)
def test_wrong_arithmetic(monkeypatch: pytest.MonkeyPatch, change: Change, fault: str) -> None:
    _spoil(monkeypatch, checks, "cell_arithmetic", change)
    found = _judged().arithmetic
    assert found.wrong >= 4
    assert any(fault in reason for reason in found.reasons)


def test_an_error_of_another_kind_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any) -> Any:
        raise RuntimeError("sizes do not match")

    monkeypatch.setattr(checks, "cell_arithmetic", fails)
    monkeypatch.setattr(checks, "pixel_shares", fails)
    monkeypatch.setattr(fields, "receptive_field", fails)
    verdict = _judged()
    assert verdict.arithmetic.right == verdict.shares.right == verdict.fields.right == 0
    assert verdict.logits == "wrong"


def test_a_refusal_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*given: Any) -> Any:
        raise ValueError("layer '4' does what is not known")

    monkeypatch.setattr(checks, "pixel_shares", refuses)
    verdict = _judged()
    assert verdict.logits == "refused" and verdict.wrong == 0
    assert list(verdict.shares.reasons) == ["layer <convolution> does what is not known"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: dataclasses.replace(s, constant=s.constant + 1), "sum to"),
        (lambda s: dataclasses.replace(s, shares=s.shares[:, ::-1]), "slope times pixel"),
    ],
)
def test_wrong_shares(monkeypatch: pytest.MonkeyPatch, change: Change, fault: str) -> None:
    _spoil(monkeypatch, checks, "pixel_shares", change)
    verdict = _judged()
    assert verdict.logits == "wrong"
    assert any(fault in reason for reason in verdict.shares.reasons)


def test_shares_that_sum_but_belong_to_other_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the gradient can tell: all of the sum is put into one pixel."""

    def gathered(found: Any) -> Any:
        pixels = trace(CASE.model(), CASE.picture()).input[0].double().numpy()
        slopes = np.zeros_like(found.slopes)
        slopes[0, 0, 0] = found.shares.sum() / pixels[0, 0, 0]
        return dataclasses.replace(found, slopes=slopes, shares=slopes * pixels)

    _spoil(monkeypatch, checks, "pixel_shares", gathered)
    verdict = _judged()
    assert verdict.logits == "wrong"
    assert any("gradient" in reason for reason in verdict.shares.reasons)


def _grown(mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    return grown


def _shrunk(mask: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shrunk = mask.copy()
    shrunk[np.argwhere(mask)[0][0]] = False
    return shrunk


@pytest.mark.parametrize("every_pixel", [True, False])
@pytest.mark.parametrize("change", [_grown, _shrunk])
def test_wrong_fields(monkeypatch: pytest.MonkeyPatch, change: Change, every_pixel: bool) -> None:
    _spoil(monkeypatch, fields, "receptive_field", change)
    found = judge.judge(CASE, every_pixel=every_pixel).fields
    assert found.wrong >= 4


def test_a_weight_that_is_always_0_is_no_reach() -> None:
    """Bilinear interpolation with aligned corners reads neighbours with weight 0."""

    class Grows(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return nn.functional.interpolate(x, size=7, mode="bilinear", align_corners=True)

    model, x = Grows(), torch.randn(1, 1, 4, 4, dtype=torch.float64)
    name = trace(model, x).records[-1].name
    only, neighbour = (np.zeros((4, 4), np.bool_) for _ in range(2))
    only[0, 0], neighbour[0, 1] = True, True
    assert fields._moves(model, x, Cell(name, 0, 0, 0), only)
    assert not fields._moves(model, x, Cell(name, 0, 0, 0), neighbour)


def _altered(record: LayerRecord, **changes: Any) -> LayerRecord:
    """Another record; what it was called with, where that is kept, would contradict it."""
    if "call" in {field.name for field in dataclasses.fields(record)}:
        changes["call"] = None
    return dataclasses.replace(record, **changes)


def test_wrong_records() -> None:
    model, x = CASE.model(), CASE.picture()
    result = trace(model, x)
    records = list(result.records)
    records[4] = _altered(records[4], output=records[4].output + 1e-3)
    records[3] = _altered(records[3], parents=("0",))
    spoilt = dataclasses.replace(result, records=tuple(records))
    found = checks.check_records(spoilt, model, x)
    assert found.wrong == 3  # both, and the convolution that reads the first
    assert checks.check_records(result, model, x).right == 9


def test_a_record_that_never_was_is_not_seen() -> None:
    model, x = nn.Sequential(nn.Softmax(1)), CASE.picture()
    result = trace(model, x)
    last = _altered(result.records[-1], output=result.logits + 0.1, parents=())
    found = checks.check_records(dataclasses.replace(result, records=(last,)), model, x)
    assert (found.refused, found.wrong) == (1, 0)


def test_wrong_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    _spoil(monkeypatch, checks, "layer_costs", lambda rows: rows[:-1])
    assert _judged().costs.wrong == 2


@pytest.mark.parametrize("spoil", ["logits", "weights", "attribute", "hook", "input"])
def test_a_trace_that_is_not_the_models_own(monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    def spoilt(model: nn.Module, x: torch.Tensor) -> Trace:
        result = trace(model, x)
        if spoil == "logits":
            return dataclasses.replace(result, logits=result.logits + 1e-6)
        if spoil == "weights":
            next(model.parameters()).data.add_(1e-3)
        if spoil == "attribute":
            model.seen = 1  # type: ignore[assignment]
        if spoil == "hook":
            model[0].register_forward_hook(lambda *given: None)  # type: ignore[index]
        if spoil == "input":
            x[0, 0, 0, 0] = 0
        return result

    monkeypatch.setattr(judge, "trace", spoilt)
    verdict = judge.Verdict("here/plain")
    judge._traced(CASE.model(), CASE.picture(), verdict)
    assert verdict.traced == "wrong"


def test_tallies() -> None:
    tally = Tally()
    for verdict in ("right", "right", "refused", "wrong"):
        tally.add(verdict, f"because {verdict}")
    assert (tally.right, tally.asked, str(tally)) == (2, 4, "2/4 1 WRONG")
    assert tally.reasons["because right"] == 2


def test_what_is_judged_is_what_the_app_uses() -> None:
    assert checks.cell_arithmetic is cell_arithmetic and checks.pixel_shares is pixel_shares
    assert fields.receptive_field is receptive_field and checks.layer_costs is layer_costs
