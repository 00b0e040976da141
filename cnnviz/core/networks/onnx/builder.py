"""Collects the nodes of a graph while an ONNX file is read from front to back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from cnnviz.core.networks.graph.measure import Limits, Tally, misfit
from cnnviz.core.networks.graph.model import INPUT_NAME
from cnnviz.core.networks.graph.operations import build_node
from cnnviz.core.networks.graph.outlines import without_data
from cnnviz.core.networks.graph.settings import GraphError, GraphNode
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.naming import Names
from cnnviz.core.networks.onnx.values import BATCHES, BatchError, Flowing, Known, Value, known


class Builder:
    """The graph so far.

    Attributes
    ----------
    by_name : dict
        Nodes, in order of computation.
    tensors : dict
        Their parameters, as ``"conv1.weight"``.
    flowing : dict
        Their values' shapes.
    origins : dict
        The name in the file of what a node computes, where it has one.
    aliases : dict
        How many names in the file stand for what a node computes.
    readers : dict
        How many nodes of the file read a value, by its name in the file.
    fixed_batch : int or None
        The number of pictures that the file was written for, if it says one.
    root : str
        What all names in the file begin with.
    holders : frozenset of str
        Paths of PyTorch's modules that hold others.
    joined : str or None
        The layer that the latest operator of the file was joined to.
    """

    def __init__(
        self, limits: Limits, readers: Mapping[str, int], fixed_batch: int | None = None
    ) -> None:
        self.limits = limits
        self.readers = readers
        self.fixed_batch = fixed_batch
        self.names = Names()
        self.root = ""
        self.holders: frozenset[str] = frozenset()
        self.by_name: dict[str, GraphNode] = {}
        self.tensors: dict[str, torch.Tensor] = {}
        self.flowing: dict[str, Flowing] = {}
        self.origins: dict[str, str] = {}
        self.aliases: dict[str, int] = {}
        self.joined: str | None = None
        self._tally = Tally(limits)
        self._parameters = 0
        self._folded = 0

    def add_input(self, a: torch.Tensor, b: torch.Tensor, name: str = INPUT_NAME) -> Flowing:
        """What the graph is run on; tensors without data."""
        if name == INPUT_NAME and a.ndim and a.shape != b.shape:
            self._tally.batch = a.shape[0]
        self.flowing[name] = value = Flowing(name, a, b)
        return value

    def emit(
        self,
        call: Call,
        op: str,
        inputs: Sequence[Value],
        attributes: Mapping[str, Any],
        tensors: Mapping[str, torch.Tensor],
        suffix: str | None,
    ) -> Value:
        """See `Call.emit`."""
        flows = [v for v in inputs if isinstance(v, Flowing)]
        if not flows:
            return self._fold(op, inputs, attributes, tensors)
        own = dict(tensors)
        sources: list[str | None] = []
        for i, value in enumerate(inputs):
            if isinstance(value, Flowing):
                sources.append(value.name)
                continue
            if value.depends_on_batch:
                value = self._for_each(call, value, flows)
                sources.append(value.name)
                continue
            sources.append(None)
            own[f"input_{i}"] = value.a
        called = call.main or call.wish or call.op_type
        node = GraphNode(called[:60], op, tuple(sources), dict(attributes))
        batches = [self.flowing[s] for s in sources if s is not None]
        a, b = self._shapes(node, own, batches)
        named = GraphNode(call.layer_name(op, suffix), op, tuple(sources), dict(attributes))
        self.by_name[named.name] = named
        self.tensors |= {f"{named.name}.{key}": tensor for key, tensor in own.items()}
        return self.add_input(a, b, named.name)

    def producer(self, value: Value) -> GraphNode | None:
        """The node that computes a value."""
        return self.by_name.get(value.name) if isinstance(value, Flowing) else None

    def is_read_once(self, value: Value) -> bool:
        """Whether only one node of the file reads what a layer computes."""
        if not isinstance(value, Flowing) or self.aliases.get(value.name) != 1:
            return False
        return self.readers.get(self.origins.get(value.name, "")) == 1

    def _shapes(
        self, node: GraphNode, own: Mapping[str, torch.Tensor], inputs: Sequence[Flowing]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What the node computes for both batches, without data."""
        try:
            module = build_node(node, {k: t.to("meta") for k, t in own.items()})
            with torch.no_grad():
                a = self._tally.run(module, *(v.a for v in inputs))
                b = without_data(module, *(v.b for v in inputs)) if _differ(inputs) else a
        except Exception as error:
            raise misfit(node.name, error) from None
        self._parameters += sum(tensor.numel() for tensor in own.values())
        if self._parameters > self.limits.parameters:
            raise GraphError(
                f"it has more than {self.limits.parameters / 1e6:,.0f} million parameters"
            )
        if len(self.by_name) >= self.limits.nodes:
            raise GraphError(f"it has more than {self.limits.nodes} layers")
        return a, b

    def _fold(
        self,
        op: str,
        inputs: Sequence[Value],
        attributes: Mapping[str, Any],
        tensors: Mapping[str, torch.Tensor],
    ) -> Known:
        """The value of what no picture goes into; both batches hold the same here."""
        node = GraphNode("a constant", op, ("a constant",) * len(inputs), dict(attributes))
        try:
            module = build_node(node, {k: t.to("meta") for k, t in tensors.items()})
            self.count_folded(module(*(v.a.to("meta") for v in inputs)).numel())
            with torch.no_grad():
                return known(build_node(node, tensors)(*(v.a for v in inputs)))
        except Exception as error:
            raise misfit(op, error) from None

    def count_folded(self, cells: int) -> None:
        """Keep account of what constants take; raise GraphError if it is too much."""
        self._folded += cells
        if self._folded > 2 * self.limits.parameters:
            raise GraphError(
                f"its constants hold more than {2 * self.limits.parameters / 1e6:,.0f} million "
                "numbers"
            )

    def _for_each(self, call: Call, value: Known, flows: Sequence[Flowing]) -> Flowing:
        """A constant with one row for each picture, as a node."""
        reads = next((f for f in flows if f.a.ndim and f.a.shape[0] == BATCHES[0]), None)
        rows = value.a.ndim > 0 and (len(value.a), len(value.b)) == BATCHES
        if reads is None or not rows or not bool((value.b == value.b[:1]).all()):
            raise BatchError("it holds a constant that depends on the number of pictures")
        one = known(value.b[:1].clone())
        return self.emit(call, "for_each", [one, reads], {}, {}, "constant")  # type: ignore[return-value]


def _differ(inputs: Sequence[Flowing]) -> bool:
    return any(value.depends_on_batch for value in inputs)
