"""Walks a model's graph and describes what every step put out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import fx, nn

from cnnviz.core.layer_kinds import (
    LayerKind,
    LayerSpec,
    activation_spec,
    describe_module,
    describe_operation,
    operation_name,
)

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


def copied(tensor: torch.Tensor) -> torch.Tensor:
    """The values as they are now, on the CPU."""
    # The clone must come at once: an in-place layer may write into this very memory next.
    # Called without gradients only, so it is detached from the model as well.
    copy = tensor.clone()
    return copy if copy.device.type == "cpu" else copy.cpu()


class Recorder(fx.Interpreter):
    """Walks the graph once and keeps a copy of every tensor on the way.

    Others may override `describe` to look at each output and keep something else of it.
    """

    def __init__(self, graph: fx.GraphModule) -> None:
        super().__init__(graph, garbage_collect_values=False)
        self.records: list[LayerRecord] = []
        self._sources: dict[fx.Node, tuple[str, ...]] = {}
        self._names: set[str] = set()
        self._recorded: set[fx.Node] = set()

    def run_node(self, n: fx.Node) -> Any:
        """Run one node and record it, unless it only reads a size or an attribute."""
        result = super().run_node(n)
        parents = self.parents_of(n)
        if isinstance(result, torch.Tensor) and n.op not in ("output", "get_attr"):
            record = self.describe(n, result, parents)
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

    def parents_of(self, node: fx.Node) -> tuple[str, ...]:
        """Names of the records that a node reads."""
        names = [name for source in node.all_input_nodes for name in self._sources[source]]
        return tuple(dict.fromkeys(names))

    def describe(
        self, node: fx.Node, output: torch.Tensor, parents: tuple[str, ...]
    ) -> LayerRecord:
        """The record of a node; called once for each, in order, as soon as it has run."""
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
        return LayerRecord(self.name_of(node), kind, spec, parents, copied(output), weight, bias)

    def _adds_two_records(self, node: fx.Node) -> bool:
        """Whether it is a plain sum of two outputs: no constant, parameter, size or multiple."""
        recorded = [a for a in node.args if isinstance(a, fx.Node) and a in self._recorded]
        return len(set(recorded)) == len(node.args) == 2 and not node.kwargs

    def name_of(self, node: fx.Node) -> str:
        """A name for a node, used for no other one; ask once."""
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
    return copied(value) if isinstance(value, torch.Tensor) else None
