"""What a trained network does at every step that a changed one must still do.

PyTorch refuses most inputs that do not fit. Some it takes without a word and computes something
else: it repeats a map of one cell over a larger one, or turns a picture too large for
``view(-1, 400)`` into several. What the trained network does not do, a changed one must not do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.recorder import Follower, Step
from cnnviz.core.trace import LayerRecord
from cnnviz.core.windows import ConvSpec, PoolSpec

# Of these kinds are the functions that read two inputs number by number.
_JOINS = (
    LayerKind.ADD,
    LayerKind.PRODUCT,
    LayerKind.LINEAR,
    LayerKind.MAXIMUM,
    LayerKind.OTHER,
)


@dataclass(frozen=True)
class StepForm:
    """One step of the trained network.

    Attributes
    ----------
    joins_equals : bool
        Whether it makes of inputs of one shape an output of that shape, as a residual sum does.
    row_by_row : bool
        Whether its output has one row for each picture.
    spec : ConvSpec, PoolSpec or None
    features : int or None
        How many numbers a dense layer reads.
    """

    joins_equals: bool
    row_by_row: bool
    spec: ConvSpec | PoolSpec | None
    features: int | None


Form = Mapping[str, StepForm]


def form_of(records: tuple[LayerRecord, ...]) -> Form:
    """The form of a traced network: every step's by its name."""
    outputs = {record.name: record.output for record in records}
    return {
        record.name: StepForm(
            record.kind in _JOINS
            and {outputs[p].shape for p in record.parents} == {record.output.shape},
            record.output.shape[:1] == (record.batch,),
            record.spec if isinstance(record.spec, ConvSpec | PoolSpec) else None,
            record.weight.shape[1]
            if record.kind is LayerKind.DENSE and record.weight is not None
            else None,
        )
        for record in records
    }


def joins_unequal(name: str, kind: LayerKind, shapes: list[torch.Size], form: Form | None) -> bool:
    """Whether a step joins inputs of different shapes where the trained network joins equals.

    Without a form, every sum is taken for one of equals.
    """
    if kind not in _JOINS or len(set(shapes)) < 2:
        return False
    if form is None or name not in form:
        return kind is LayerKind.ADD
    return form[name].joins_equals


def mixes_rows(name: str, shape: torch.Size, batch: int, form: Form | None) -> bool:
    """Whether a step no longer has one row for each picture."""
    return form is not None and name in form and form[name].row_by_row and shape[:1] != (batch,)


class _Unfit(Exception):
    """A step does something else than in the trained network."""


def fits(model: nn.Module, x: torch.Tensor, form: Form) -> bool:
    """Whether a changed network really runs and does at every step what the trained one does.

    Nothing is kept of the run, so that this is faster than a trace; `x` may be on the ``meta``
    device with a model there, which works out shapes only.
    """
    shapes: dict[str, torch.Size] = {}

    def see(step: Step) -> None:
        read = [shapes[name] for name in step.parents]
        shapes[step.name] = step.value.shape
        if joins_unequal(step.name, step.description.kind, read, form) or mixes_rows(
            step.name, step.value.shape, len(x), form
        ):
            raise _Unfit

    try:
        _run(model, x, see)
    except Exception:  # PyTorch's refusal, or the model's own
        return False
    return True


class _Found(Exception):
    """A run has come as far as it should."""


def first_value(model: nn.Module, x: torch.Tensor, name: str) -> torch.Tensor:
    """The value of the step `name` of a run, which ends there."""
    found: list[torch.Tensor] = []

    def see(step: Step) -> None:
        if step.name == name:
            found.append(step.value.detach())
            raise _Found

    try:
        _run(model, x, see)
    except Exception:
        if not found:
            raise
    return found[0]


def value_and_answer(
    model: nn.Module, x: torch.Tensor, name: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """A copy of the value of the step `name`, and the answer of the same run."""
    found: list[torch.Tensor] = []

    def see(step: Step) -> None:
        if step.name == name:
            found.append(step.value.detach().clone())

    answer: torch.Tensor = _run(model, x, see)
    return found[0], answer


def _run(model: nn.Module, x: torch.Tensor, see: Callable[[Step], None]) -> Any:
    with torch.no_grad():
        return Follower(model, see).run((x,), {})
