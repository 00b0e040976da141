"""Run a model once and return every intermediate output as a value.

The model is never touched. It is turned into a graph once (`torch.fx`) and every call walks that
graph with an interpreter of its own, so any number of threads may trace one shared model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import fx, nn

from cnnviz.core.graphs import graph_of
from cnnviz.core.layer_kinds import (
    ActivationSpec,
    BatchNormSpec,
    LayerKind,
    LayerSpec,
    activation_spec,
    describe_module,
    describe_operation,
    operation_name,
)

__all__ = [
    "INPUT_NAME",
    "ActivationSpec",
    "BatchNormSpec",
    "LayerKind",
    "LayerRecord",
    "LayerSpec",
    "Trace",
    "trace",
]

INPUT_NAME = "input"


@dataclass(frozen=True, eq=False)
class LayerRecord:
    """One step of the computation.

    Attributes
    ----------
    name : str
        The module's path in the model, or the operation's name; unique in the trace.
    kind : LayerKind
    spec : ConvSpec, PoolSpec, BatchNormSpec, ActivationSpec or None
    parents : tuple of str
        Names of the records this one was computed from, in order of the arguments.
    output : torch.Tensor
        A copy, on the CPU, batch dimension included: (N, C, H, W) or (N, features).
    weight, bias : torch.Tensor or None
        Copies: a convolution's weight is (out, in, kh, kw), a dense layer's (out, in).
    """

    name: str
    kind: LayerKind
    spec: LayerSpec | None
    parents: tuple[str, ...]
    output: torch.Tensor
    weight: torch.Tensor | None
    bias: torch.Tensor | None


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything that happened in one forward pass.

    Attributes
    ----------
    input : torch.Tensor
        A copy of what went in, (N, C, H, W).
    records : tuple of LayerRecord
        In order of computation; the first is the input itself.
    logits : torch.Tensor (N, classes)
        Bit for bit what ``model(x)`` returns.
    probabilities : torch.Tensor (N, classes)
        Softmax of the logits.
    """

    input: torch.Tensor
    records: tuple[LayerRecord, ...]
    logits: torch.Tensor
    probabilities: torch.Tensor

    def record(self, name: str) -> LayerRecord:
        """The record called `name`; KeyError if there is none."""
        for record in self.records:
            if record.name == name:
                return record
        raise KeyError(name)


def trace(model: nn.Module, x: torch.Tensor) -> Trace:
    """Run `model` on `x` and return every intermediate output.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode if it holds dropout or batch norm. It is left exactly as it was.
    x : torch.Tensor
        What the model takes, batch first.

    Returns
    -------
    Trace

    Raises
    ------
    ValueError
        If the model is in training mode and would answer differently there, or if its
        computation depends on its input in a way a graph cannot hold.

    References
    ----------
    https://docs.pytorch.org/docs/stable/fx.html#torch.fx.Interpreter

    Examples
    --------
    >>> result = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten()),
    ...                torch.zeros(1, 1, 4, 4))
    >>> [record.kind.value for record in result.records]
    ['input', 'convolution', 'activation', 'flatten']
    """
    recorder = _Recorder(graph_of(model))
    with torch.no_grad():
        answer = recorder.run(x)
        if not isinstance(answer, torch.Tensor):
            raise ValueError(f"the model must return one tensor, got {type(answer).__name__}")
        # A copy: a model that ends in a view would hand out somebody else's memory.
        logits = _copy(answer)
        probabilities = torch.softmax(logits, dim=-1)
    records = tuple(recorder.records)
    return Trace(records[0].output, records, logits, probabilities)


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    # The clone must come at once: an in-place layer may write into this very memory next.
    # Called without gradients only, so it is detached from the model as well.
    copy = tensor.clone()
    return copy if copy.device.type == "cpu" else copy.cpu()


class _Recorder(fx.Interpreter):
    """Walks the graph once and keeps a copy of every tensor on the way."""

    def __init__(self, graph: fx.GraphModule) -> None:
        super().__init__(graph, garbage_collect_values=False)
        self.records: list[LayerRecord] = []
        self._sources: dict[fx.Node, tuple[str, ...]] = {}
        self._names: set[str] = set()
        self._recorded: set[fx.Node] = set()

    def run_node(self, n: fx.Node) -> Any:
        """Run one node and record it, unless it only reads a size or an attribute."""
        result = super().run_node(n)
        parents = self._parents(n)
        if isinstance(result, torch.Tensor) and n.op not in ("output", "get_attr"):
            record = self._describe(n, result, parents)
            self.records.append(record)
            self._sources[n] = (record.name,)
            self._recorded.add(n)
            # An in-place layer returns the very tensor it was given: whoever reads that one
            # from now on reads this record's values.
            for earlier, value in self.env.items():
                if value is result:
                    self._sources[earlier] = (record.name,)
        else:
            self._sources[n] = parents
        return result

    def _parents(self, node: fx.Node) -> tuple[str, ...]:
        names = [name for source in node.all_input_nodes for name in self._sources[source]]
        return tuple(dict.fromkeys(names))

    def _describe(
        self, node: fx.Node, output: torch.Tensor, parents: tuple[str, ...]
    ) -> LayerRecord:
        module = self.submodules[str(node.target)] if node.op == "call_module" else None
        if node.op == "placeholder":
            kind, spec = LayerKind.INPUT, None
        elif module is not None:
            kind, spec = describe_module(module)
        else:
            kind, spec = describe_operation(node), activation_spec(node)
            if kind is LayerKind.ADD and not self._adds_two_records(node):
                kind = LayerKind.OTHER
        weight, bias = (_parameter(module, name) for name in ("weight", "bias"))
        return LayerRecord(self._name(node), kind, spec, parents, _copy(output), weight, bias)

    def _adds_two_records(self, node: fx.Node) -> bool:
        """Whether it is a plain sum of two outputs: no constant, parameter, size or multiple."""
        recorded = [a for a in node.args if isinstance(a, fx.Node) and a in self._recorded]
        return len(set(recorded)) == len(node.args) == 2 and not node.kwargs

    def _name(self, node: fx.Node) -> str:
        if node.op == "placeholder":
            base = INPUT_NAME
        else:
            base = str(node.target) if node.op == "call_module" else operation_name(node)
        # One module may be called more than once; the second call is "relu_2".
        name, count = base, 1
        while name in self._names:
            count += 1
            name = f"{base}_{count}"
        self._names.add(name)
        return name


def _parameter(module: nn.Module | None, name: str) -> torch.Tensor | None:
    value = getattr(module, name, None)
    return _copy(value) if isinstance(value, torch.Tensor) else None
