"""Questions to a trace, each answered by a tally: records, arithmetic, shares, costs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnviz.core.explore.arithmetic import CellArithmetic, cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.pixel_shares import PixelShares, pixel_shares
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from tests.zoo.recompute import operands_of, recompute
from tests.zoo.tally import Tally
from tests.zoo.witness import Witness, costs_of, fingerprint


def cells_of(record: LayerRecord, count: int, seed: int = 0) -> list[Cell]:
    """Corners first, then random cells of a record; the same for the same seed."""
    shape = tuple(planes(record).shape)
    if not all(shape):
        return []
    channels, rows, columns = shape
    chance = random.Random(f"{record.name} {seed}")
    places = [(0, 0, 0), (channels - 1, rows - 1, columns - 1), (channels // 2, 0, columns - 1)]
    places += [tuple(chance.randrange(n) for n in shape) for _ in range(3 * count)]  # type: ignore[misc]
    return [Cell(record.name, *place) for place in dict.fromkeys(places)][:count]


def asked(question: Callable[[], Any], tally: Tally, trace: Trace | None = None) -> Any:
    """The answer, or None if it was refused or failed, which is tallied.

    With a trace, the names of layers in the sentence become their kinds, so that sentences of
    many layers count as one.
    """
    try:
        return question()
    except ValueError as error:
        tally.add("refused", _general(str(error), trace)[:200])
    except Exception as error:
        tally.add("wrong", f"{type(error).__name__}: {str(error)[:160]}")
    return None


def _general(sentence: str, trace: Trace | None) -> str:
    kinds = {} if trace is None else {r.name: _kind(r) for r in trace.records}
    return re.sub(r"'([^']*)'", lambda found: f"<{kinds.get(found[1], found[1])}>", sentence)


def _kind(record: LayerRecord) -> str:
    function = getattr(record.spec, "function", None)
    return f"{record.kind.value} {function}" if function else record.kind.value


# --- records ----------------------------------------------------------------------------------


def check_records(trace: Trace, model: nn.Module, x: torch.Tensor) -> Tally:
    """Each record must hold what PyTorch read or wrote, and follow from its parents.

    "Refused" counts records that no operator read or wrote as they are: whether they are right
    cannot be said from below (inside a fused kernel, or put together afterwards).
    """
    witness, tally = Witness(), Tally()
    with torch.no_grad(), witness:
        model(x)
    outputs = {record.name: record.output for record in trace.records}
    for record in trace.records:
        expected = recompute(record, [outputs[name] for name in operands_of(record)])
        if expected is not None and not _alike(record.output, expected):
            tally.add("wrong", f"{record.name}: {record.kind.value} does not follow from parents")
        elif record.output.is_floating_point() and fingerprint(record.output) not in witness.seen:
            tally.add("refused", f"{record.name}: {record.kind.value} was not seen by PyTorch")
        else:
            tally.add("right")
    return tally


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    if one.shape != other.shape:
        return False
    scale = float(other.abs().max()) if other.numel() else 0.0
    return torch.allclose(one, other, rtol=1e-5, atol=1e-6 * scale)


# --- arithmetic -------------------------------------------------------------------------------


def check_arithmetic(trace: Trace, count: int) -> Tally:
    """Cells of every record; a record is right if all of them are."""
    tally = Tally()
    for record in trace.records:
        if record.kind is LayerKind.INPUT:
            continue
        own = Tally()
        for cell in cells_of(record, count):
            found = asked(lambda cell=cell: cell_arithmetic(trace, cell), own, trace)  # type: ignore[misc]
            if found is None:
                continue
            fault = asked(lambda: fault_of(trace, record, cell, found), own)  # noqa: B023
            if fault is not None:
                own.add("wrong" if fault else "right", fault)
        verdict = "wrong" if own.wrong else "refused" if own.refused else "right"
        reason = next(iter(own.reasons), "")
        tally.add(verdict, f"{_kind(record)}: {reason}" if reason else "")
    return tally


def fault_of(trace: Trace, record: LayerRecord, cell: Cell, found: CellArithmetic) -> str:
    """What is wrong with the arithmetic of a cell; "" if nothing is."""
    value = float(planes(record)[cell.channel, cell.row, cell.column])
    if found.value != value and not (np.isnan(value) and np.isnan(found.value)):
        return "the value is not the record's"
    size = sum(float(np.abs(part.terms).sum()) for part in found.parts) + abs(found.bias)
    if not abs(found.total - value) <= 1e-4 * abs(value) + 1e-6 * size + 1e-30:
        return "the terms do not sum to the value"
    numbers_of = {
        name: planes(trace.record(name)).double().numpy()
        for name in {part.source for part in found.parts}
    }
    for part in found.parts:
        if part.source not in record.parents:
            return "a part comes from no parent"
        channels, rows, columns = np.moveaxis(part.cells, -1, 0)
        inside = channels >= 0
        read = numbers_of[part.source]
        numbers = read[channels[inside], rows[inside], columns[inside]]
        if not np.array_equal(part.inputs[inside], numbers):
            return "the inputs are not the numbers of the cells named"
        if part.weights is not None:
            used = part.weights != 0
            products = part.weights[used] * part.inputs[used]
            if not np.allclose(part.terms[used], products, rtol=1e-5, atol=1e-6 * size):
                return "the terms are not weight times input"
            if np.abs(part.terms[~used]).sum() > 1e-6 * size:
                return "a weight of 0 adds something"
    return ""


# --- shares -----------------------------------------------------------------------------------


def answer_cell(trace: Trace) -> Cell | None:
    """The largest number of the answer."""
    for record in reversed(trace.records):
        if torch.equal(record.output, trace.logits):
            maps = planes(record)
            places = np.unravel_index(int(maps.argmax()), tuple(maps.shape))
            return Cell(record.name, *(int(place) for place in places))
    return None


def check_shares(
    trace: Trace, cells: list[Cell], slopes: dict[Cell, list[torch.Tensor]]
) -> tuple[Tally, dict[str, str]]:
    """Shares and constant must sum to each cell, and slopes be its gradient where promised.

    Parameters
    ----------
    trace : Trace
    cells : list of Cell
    slopes : dict
        For some cells the gradient of the real model, (C, H, W), in one or more precisions: one
        of them must agree, since a gate near 0 may open in one and not in the other.

    Returns
    -------
    tally : Tally
    verdicts : dict of str to str
        By name of the cell's layer, the last verdict on it.
    """
    tally, verdicts = Tally(), {}
    for cell in cells:
        before = (tally.refused, tally.wrong)
        found = asked(lambda cell=cell: pixel_shares(trace, cell), tally, trace)  # type: ignore[misc]
        if found is None:
            verdicts[cell.layer] = "refused" if tally.refused > before[0] else "wrong"
            continue
        fault = _fault_of_shares(trace, found, slopes.get(cell, []))
        kind = trace.record(cell.layer).kind.value
        tally.add("wrong" if fault else "right", f"{cell} ({kind}): {fault}" if fault else "")
        verdicts[cell.layer] = "wrong" if fault else "right"
    return tally, verdicts


def _fault_of_shares(trace: Trace, found: PixelShares, gradients: list[torch.Tensor]) -> str:
    values = planes(trace.record(found.cell.layer)).double()
    value = float(values[found.cell.channel, found.cell.row, found.cell.column])
    scale = max(abs(value), float(values.square().mean().sqrt()))
    if not abs(found.total - value) <= 1e-3 * scale:
        return f"the shares sum to {found.total:.7g}, not {value:.7g}"
    products = found.slopes * planes(trace.records[0]).double().numpy()
    if not np.allclose(found.shares, products, rtol=1e-5, atol=1e-9 * np.abs(products).max()):
        return "the shares are not slope times pixel"
    if getattr(found, "gates", ()) or not gradients:
        return ""
    errors = [_distance(torch.from_numpy(found.slopes), gradient) for gradient in gradients]
    if min(errors) > 1e-3:
        what = "slopes" if found.exact else "tangents' slopes"
        return f"the {what} are off the gradient by {min(errors):.2g} of its size"
    return ""


def _distance(one: torch.Tensor, other: torch.Tensor) -> float:
    size = float(other.double().norm())
    return float((one - other.double()).norm()) / size if size else float(one.norm())


def gradients_of(model: nn.Module, x: torch.Tensor, cells: list[Cell]) -> dict[Cell, torch.Tensor]:
    """The gradients of cells with respect to the picture, by autograd on the model itself.

    Only for the model's answer, layer "", and layers that are modules called once.
    """
    outputs: dict[str, list[torch.Tensor]] = {}
    handles = []
    wanted = {cell.layer for cell in cells}
    for name, module in model.named_modules():
        if name in wanted:
            handles.append(module.register_forward_hook(_keeper(outputs.setdefault(name, []))))
    leaf = x.clone().requires_grad_()
    try:
        with torch.enable_grad():
            model(leaf)
    finally:
        for handle in handles:
            handle.remove()
    found = {}
    for cell in cells:
        kept = outputs.get(cell.layer, [])
        if len(kept) == 1 and kept[0].requires_grad:
            maps = kept[0][0] if kept[0].ndim == 4 else kept[0][0].reshape(-1, 1, 1)
            if kept[0].ndim not in (2, 4):
                continue
            number = maps[cell.channel, cell.row, cell.column]
            (slope,) = torch.autograd.grad(number, leaf, retain_graph=True)
            found[cell] = slope[0]
    return found


def _keeper(kept: list[torch.Tensor]) -> Callable[..., None]:
    def keep(module: nn.Module, inputs: Any, output: Any) -> None:
        if isinstance(output, torch.Tensor):
            kept.append(output * 1)  # somebody may write into the output itself

    return keep


# --- costs ------------------------------------------------------------------------------------


def check_costs(trace: Trace, model: nn.Module, x: torch.Tensor) -> Tally:
    """Parameters and multiply-adds against PyTorch's counter; two questions."""
    tally = Tally()
    parameters, multiply_adds, products = costs_of(model, x)
    rows = asked(lambda: layer_costs(trace), tally)
    if rows is None:
        return tally
    found = sum(row.parameters for row in rows)
    fault = f"{found:,} parameters, not {parameters:,}"
    tally.add("right" if found == parameters else "wrong", fault * (found != parameters))
    found = sum(row.multiply_adds for row in rows)
    # Whether products of activations count is a matter of taste; the weights' always do.
    agrees = found in (multiply_adds, multiply_adds + products)
    fault = f"{found:,} multiply-adds, not {multiply_adds:,} (+ {products:,} of activations)"
    tally.add("right" if agrees else "wrong", fault * (not agrees))
    return tally
