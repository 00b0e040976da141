"""Run a network as far as it goes, and say where it stops and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import torch
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.recorder import Failure
from cnnviz.core.records import Recording
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, PoolKind, PoolSpec


class MisfitKind(Enum):
    """What cannot take its input."""

    DENSE = "dense layer"
    SUM = "residual sum"
    WINDOW = "window"


@dataclass(frozen=True)
class Misfit:
    """The first layer that cannot take its input.

    Attributes
    ----------
    layer : str
    kind : MisfitKind
    expected, got : shapes without the batch dimension
        For a dense layer, how many numbers it was trained for and how many come: (400,), (784,).
        For a sum, the shapes of its two parents. For a window, the kernel it lays over its
        padded input, (kernel height, kernel width), and the input's shape.
    parents : tuple of str
        The layers the input comes from.
    reason : str
        One sentence that names the layer and both numbers.
    message : str
        PyTorch's own words; empty where PyTorch would not complain.
    """

    layer: str
    kind: MisfitKind
    expected: tuple[int, ...]
    got: tuple[int, ...]
    parents: tuple[str, ...]
    reason: str
    message: str


def trace_until_misfit(model: nn.Module, x: torch.Tensor) -> tuple[Trace, Misfit | None]:
    """Trace a network that may not fit together.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode; it is left exactly as it was.
    x : torch.Tensor
        Batch first.

    Returns
    -------
    trace : Trace
        As `cnnviz.core.trace.trace`, if everything fits. Else the layers before the misfit;
        logits and probabilities are then empty, of shape (N, 0).
    misfit : Misfit or None
    """
    recording = Recording(model)
    answer = None
    with torch.no_grad():
        try:
            answer = recording.run((x,), {})
        except (RuntimeError, ValueError):
            if recording.failure is None:
                raise
    last = recording.step_of(answer) if isinstance(answer, torch.Tensor) else None
    records, misfit = _cut_at_misfit(recording.records(last), recording.failure)
    logits = x.new_empty(len(x), 0) if misfit is not None or answer is None else answer.clone()
    return Trace(records[0].output, records, logits, torch.softmax(logits, dim=-1)), misfit


def _cut_at_misfit(
    records: tuple[LayerRecord, ...], failure: Failure | None
) -> tuple[tuple[LayerRecord, ...], Misfit | None]:
    """The records up to the first misfit.

    PyTorch adds a single number to a whole map without a word ("broadcasting"). A residual sum
    is a sum of equals, so that is a misfit here as well.
    """
    outputs = {record.name: record for record in records}
    for place, record in enumerate(records):
        parents = tuple(outputs[name] for name in record.parents)
        if record.kind is LayerKind.ADD and len({p.output.shape for p in parents}) > 1:
            return records[:place], _sum_misfit(record.name, parents, "")
    return records, None if failure is None else _misfit(failure, outputs)


def _misfit(failure: Failure, outputs: dict[str, LayerRecord]) -> Misfit:
    parents = tuple(outputs[name] for name in failure.parents)
    if isinstance(failure.module, nn.Linear):
        return _dense_misfit(failure.name, failure.module, parents, failure.message)
    if len(parents) == 2:
        return _sum_misfit(failure.name, parents, failure.message)
    return _window_misfit(failure.name, failure.module, parents, failure.message)


def _shape(record: LayerRecord) -> tuple[int, ...]:
    return tuple(record.output.shape[1:])


def _words(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _dense_misfit(
    name: str, module: nn.Linear, parents: tuple[LayerRecord, ...], message: str
) -> Misfit:
    expected, got = (module.in_features,), _shape(parents[0])
    reason = f"{name} expected {expected[0]:,} numbers and got {got[-1]:,}."
    names = tuple(parent.name for parent in parents)
    return Misfit(name, MisfitKind.DENSE, expected, got, names, reason, message)


def _sum_misfit(name: str, parents: tuple[LayerRecord, ...], message: str) -> Misfit:
    (first, second), (one, other) = parents, map(_shape, parents)
    reason = (
        f"The sum {name} needs two inputs of one shape, but {first.name} gives {_words(one)} "
        f"and {second.name} gives {_words(other)}."
    )
    if not message:
        reason += (
            " PyTorch would repeat the smaller one over the larger without complaint; "
            "that is no residual sum, so it is not done here."
        )
    names = (first.name, second.name)
    return Misfit(name, MisfitKind.SUM, one, other, names, reason, message)


def _window_misfit(
    name: str, module: nn.Module | None, parents: tuple[LayerRecord, ...], message: str
) -> Misfit:
    got = _shape(parents[0])
    kernel: tuple[int, ...] = ()
    cause = f"it cannot take an input of {_words(got)}"
    spec = _spec_of(module)
    if spec is not None:
        kernel = spec.kernel
        try:
            spec.output_size((got[-2], got[-1]))
        except ValueError as error:
            cause = str(error)
    names = tuple(parent.name for parent in parents)
    return Misfit(name, MisfitKind.WINDOW, kernel, got, names, f"{name}: {cause}.", message)


def _spec_of(module: nn.Module | None) -> ConvSpec | PoolSpec | None:
    """The settings of a layer that could not run, as far as its misfit is told by them."""
    given: Any = module
    if isinstance(module, nn.Conv2d):
        sizes = (given.kernel_size, given.stride, given.padding, given.dilation)
        return ConvSpec(*sizes, given.padding_mode, given.groups)
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        kind: PoolKind = "max" if isinstance(module, nn.MaxPool2d) else "average"
        sizes = (given.kernel_size, given.stride, given.padding, given.ceil_mode)
        return PoolSpec(kind, *sizes)
    return None
