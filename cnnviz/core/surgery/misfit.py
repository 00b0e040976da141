"""Run a network as far as it goes, and say where it stops and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import torch
from torch import fx, nn

from cnnviz.core.graphs import graph_of
from cnnviz.core.layer_kinds import LayerKind, describe_module
from cnnviz.core.recorder import Recorder
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, PoolSpec


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
    probe = _Probe(graph_of(model))
    with torch.no_grad():
        try:
            logits = probe.run(x).clone()
        except (RuntimeError, ValueError):
            if probe.failure is None:
                raise
            logits = x.new_empty(len(x), 0)
        records, misfit = _cut_at_misfit(probe)
        if misfit is not None:
            logits = x.new_empty(len(x), 0)
        shares = torch.softmax(logits, dim=-1)
    return Trace(records[0].output, records, logits, shares), misfit


class _Probe(Recorder):
    """Remembers which node failed, and with which words of PyTorch."""

    failure: tuple[fx.Node, str] | None = None

    def run_node(self, n: fx.Node) -> Any:
        """Run one node; a failure is noted before the interpreter adds its own words to it."""
        try:
            return super().run_node(n)
        except (RuntimeError, ValueError) as error:
            self.failure = (n, str(error).strip())
            raise

    def misfit(self) -> Misfit | None:
        """The failure in words, if there was one."""
        if self.failure is None:
            return None
        node, message = self.failure
        records = {record.name: record for record in self.records}
        parents = tuple(records[name] for name in self.parents_of(node))
        name = self.name_of(node)
        module = self.submodules[str(node.target)] if node.op == "call_module" else None
        if isinstance(module, nn.Linear):
            return _dense_misfit(name, module, parents, message)
        if len(parents) == 2:
            return _sum_misfit(name, parents, message)
        return _window_misfit(name, module, parents, message)


def _cut_at_misfit(probe: _Probe) -> tuple[tuple[LayerRecord, ...], Misfit | None]:
    """The records up to the first misfit.

    PyTorch adds a single number to a whole map without a word ("broadcasting"). A residual sum
    is a sum of equals, so that is a misfit here as well.
    """
    outputs = {record.name: record for record in probe.records}
    for place, record in enumerate(probe.records):
        parents = tuple(outputs[name] for name in record.parents)
        if record.kind is LayerKind.ADD and len({p.output.shape for p in parents}) > 1:
            return tuple(probe.records[:place]), _sum_misfit(record.name, parents, "")
    return tuple(probe.records), probe.misfit()


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
    spec = describe_module(module)[1] if module is not None else None
    return spec if isinstance(spec, ConvSpec | PoolSpec) else None
