"""The one table of operations a graph may hold, and how a node becomes a module."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from cnnviz.core.networks.graph.functions import FUNCTIONS, Apply
from cnnviz.core.networks.graph.layers import LAYERS
from cnnviz.core.networks.graph.settings import GraphError, GraphNode, Settings

OPERATIONS: frozenset[str] = frozenset(LAYERS) | frozenset(FUNCTIONS)


def build_node(node: GraphNode, tensors: Mapping[str, torch.Tensor]) -> nn.Module:
    """The module that computes a node; its parameters are `tensors` themselves.

    Parameters
    ----------
    node : GraphNode
    tensors : mapping of str to torch.Tensor
        The node's own, by the parameter's name (``weight``), on any device.

    Returns
    -------
    torch.nn.Module
        In evaluation mode; it takes the inputs that are not None, in order.

    Raises
    ------
    GraphError
        If the operation is unknown, or a setting or tensor is missing, wrong or unknown.

    Examples
    --------
    >>> build_node(GraphNode("out", "dense", ("input",)), {"weight": torch.zeros(2, 3)})
    Linear(in_features=3, out_features=2, bias=False)
    >>> build_node(GraphNode("add1", "add", ("input", None)), {"input_1": torch.ones(1)})
    Apply(add)
    """
    settings = Settings(node, tensors)
    if node.op in LAYERS:
        if len(node.inputs) != 1 or node.inputs[0] is None:
            raise settings.error("takes exactly one input")
        module = LAYERS[node.op](settings)
    elif node.op in FUNCTIONS:
        function = FUNCTIONS[node.op]
        if not function.least <= len(node.inputs) <= function.most:
            raise settings.error(f"cannot take {len(node.inputs)} inputs")
        module = Apply(function.call, settings.own_inputs(), function.read(settings))
    else:
        raise GraphError(
            f"the layer {node.name!r} is an operation called {node.op[:40]!r}, which is not known"
        )
    settings.finish()
    return module.eval()
