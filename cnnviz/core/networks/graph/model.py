"""A network built of a graph's nodes, each a child under its own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import nn

from cnnviz.core.networks.graph.operations import build_node
from cnnviz.core.networks.graph.settings import GraphError, GraphNode

INPUT_NAME = "input"
LONGEST_NAME = 48
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def is_free_name(name: str) -> bool:
    """Whether a node may be called so: letters, digits and underscores, nothing of torch's."""
    plain = _NAME.fullmatch(name) is not None and len(name) <= LONGEST_NAME
    return plain and name != INPUT_NAME and not hasattr(GraphModel, name) and name not in _OWN


_OWN = frozenset({"graph_nodes", "answer_node", "one_by_one", "training"})


class GraphModel(nn.Module):
    """Runs nodes in order; what nobody reads any more is forgotten at once.

    Parameters
    ----------
    nodes : sequence of GraphNode
        Each reads earlier ones, or the input.
    tensors : mapping of str to torch.Tensor
        All parameters, as ``"conv1.weight"``.
    output : str
        The node whose value is the answer.
    one_by_one : bool, default False
        Whether the graph only works for a single input; several are then run one after another.

    Raises
    ------
    GraphError
    """

    def __init__(
        self,
        nodes: Sequence[GraphNode],
        tensors: Mapping[str, torch.Tensor],
        output: str,
        one_by_one: bool = False,
    ) -> None:
        super().__init__()
        self.graph_nodes = tuple(nodes)
        self.answer_node = output
        self.one_by_one = one_by_one
        check_order(self.graph_nodes, output)
        for node, own in zip(self.graph_nodes, _shared_out(self.graph_nodes, tensors), strict=True):
            self.add_module(node.name, build_node(node, own))
        self._last_readers = _last_readers(self.graph_nodes, output)
        self.eval()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The answer to `x` (N, C, H, W)."""
        if self.one_by_one and x.shape[0] > 1:
            return torch.cat([self.answer(x[i : i + 1]) for i in range(x.shape[0])])
        return self.answer(x)

    def answer(self, x: torch.Tensor) -> torch.Tensor:
        """The output's value."""
        value = x
        for name, computed in self.steps(x):
            if name == self.answer_node:
                value = computed
        return value

    def steps(
        self, x: torch.Tensor, run: Callable[..., torch.Tensor] | None = None
    ) -> Iterator[tuple[str, torch.Tensor]]:
        """Every node's name and value, in order of computation; `run` calls a module on values."""
        values = {INPUT_NAME: x}
        for i, node in enumerate(self.graph_nodes):
            module = getattr(self, node.name)
            inputs = [values[source] for source in node.inputs if source is not None]
            value = module(*inputs) if run is None else run(module, *inputs)
            values[node.name] = value
            yield node.name, value
            for source in self._last_readers[i]:
                del values[source]


def check_order(nodes: Sequence[GraphNode], output: str) -> None:
    """Raise GraphError unless names are free and unique and every input was computed before."""
    known = {INPUT_NAME}
    for node in nodes:
        if not is_free_name(node.name):
            raise GraphError(f"a layer cannot be called {node.name[:60]!r}")
        if node.name in known:
            raise GraphError(f"two layers are called {node.name!r}")
        for source in node.inputs:
            if source is not None and source not in known:
                raise GraphError(
                    f"the layer {node.name!r} reads {source[:60]!r}, which is not computed before"
                )
        known.add(node.name)
    if output not in known or output == INPUT_NAME:
        raise GraphError(f"the answer is {output[:60]!r}, which no layer computes")


def _shared_out(
    nodes: Sequence[GraphNode], tensors: Mapping[str, torch.Tensor]
) -> list[dict[str, torch.Tensor]]:
    """Each node's tensors by the names they have in it."""
    own: dict[str, dict[str, torch.Tensor]] = {node.name: {} for node in nodes}
    for path, tensor in tensors.items():
        node, _, parameter = path.partition(".")
        if node not in own or not parameter:
            raise GraphError(f"the tensor {path[:60]!r} belongs to no layer")
        own[node][parameter] = tensor
    return [own[node.name] for node in nodes]


def _last_readers(nodes: Sequence[GraphNode], output: str) -> list[list[str]]:
    """For each node, the values that nobody reads after it."""
    last = {INPUT_NAME: 0}
    for i, node in enumerate(nodes):
        last[node.name] = i
        for source in node.inputs:
            if source is not None:
                last[source] = i
    last.pop(output, None)
    forgotten: list[list[str]] = [[] for _ in nodes]
    for name, i in last.items():
        forgotten[i].append(name)
    return forgotten
