"""A network's layers as plain values: an architecture by name, a plan, or a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.graph.measure import Limits, measure
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.graph.settings import GraphError, GraphNode
from cnnviz.core.networks.plan.build import PlannedNetwork, build
from cnnviz.core.networks.plan.outline import outline, why_broken
from cnnviz.core.networks.plan.values import plan_from_json

Tensors = Mapping[str, torch.Tensor]
# Whatever a stranger wrote as a value is quoted in the sentence up to here.
_MOST_LETTERS = 200


def model_as_written(model: nn.Module) -> dict[str, Any] | None:
    """A model as plain values, without its weights; None if it is a module of somebody's own."""
    if isinstance(model, GraphModel):
        return graph_as_written(model)
    if type(model) is PlannedNetwork:
        return {"kind": "plan", "plan": model.plan.to_json()} if _is_its_plan(model) else None
    name = _architecture(model)
    return None if name is None else {"kind": "architecture", "name": name}


def _is_its_plan(model: PlannedNetwork) -> bool:
    """Whether its layers still are those of its plan: a changed copy keeps the plan it had."""
    plan = model.plan
    return _described(model) == _described(_unfilled(lambda: PlannedNetwork(plan)))


def _described(model: nn.Module) -> list[tuple[str, str, str]]:
    modules = list(model.named_modules())[1:]
    return [(name, type(module).__name__, module.extra_repr()) for name, module in modules]


def graph_as_written(model: GraphModel) -> dict[str, Any]:
    """A graph as plain values."""
    nodes = [
        {
            "name": node.name,
            "op": node.op,
            "inputs": list(node.inputs),
            "attributes": dict(node.attributes),
        }
        for node in model.graph_nodes
    ]
    return {
        "kind": "graph",
        "nodes": nodes,
        "output": model.answer_node,
        "one_by_one": model.one_by_one,
    }


def written_model(written: Any, tensors: Tensors, shape: Shape, limits: Limits) -> nn.Module:
    """The model that plain values describe, with these weights; ValueError if there is none.

    Parameters
    ----------
    written : object
        What `model_as_written` gave, or what a stranger wrote.
    tensors : mapping of str to tensor
    shape : (channels, height, width)
        Of the network's input.
    limits : Limits
        Checked before anything is built.
    """
    kind = written.get("kind") if isinstance(written, dict) else None
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise ValueError("its model is neither an architecture nor a plan nor a graph")
    return reader(written, tensors, shape, limits)


def _written_architecture(
    written: dict[str, Any], tensors: Tensors, shape: Shape, limits: Limits
) -> nn.Module:
    name = written.get("name")
    spec = ARCHITECTURES.get(name) if isinstance(name, str) else None
    if spec is None:
        raise ValueError(f"its architecture is none of {', '.join(ARCHITECTURES)}")
    if spec.input_shape != shape:
        raise ValueError(f"its input_shape is {shape}, and {name} takes {spec.input_shape}")
    return _with_weights(spec.build, tensors, f"those of {name}")


def _written_plan(
    written: dict[str, Any], tensors: Tensors, shape: Shape, limits: Limits
) -> nn.Module:
    try:
        plan = plan_from_json(written.get("plan"))
    except ValueError as error:
        raise ValueError(f"of its plan, {str(error)[:_MOST_LETTERS]}") from None
    if plan.architecture:
        raise ValueError("its plan is an architecture, which is no plan of blocks")
    if plan.input_shape != shape:
        raise ValueError(f"its input_shape is {shape}, and its plan takes {plan.input_shape}")
    found = outline(plan)
    if found.broken is not None:
        raise ValueError(f"its plan is impossible, {why_broken(found.broken)}")
    if found.parameters > limits.parameters:
        raise ValueError(f"its plan has {found.parameters:,} parameters; that is too many")
    if found.multiply_adds > limits.multiply_adds:
        raise ValueError(f"its plan takes {found.multiply_adds:,} multiplications a picture")
    return _with_weights(lambda: build(plan), tensors, "those of its plan")


def _unfilled(make: Callable[[], nn.Module]) -> nn.Module:
    """A model without weights, for first ones are drawn from a stream that others count on."""
    with torch.device("meta"):
        return make()


def _with_weights(make: Callable[[], nn.Module], tensors: Tensors, whose: str) -> nn.Module:
    model = _unfilled(make).to_empty(device="cpu")
    try:
        model.load_state_dict(tensors)
    except RuntimeError:
        raise ValueError(f"its weights are not {whose}") from None
    return model.eval()


def _graph(
    written: dict[str, Any],
    tensors: Tensors,
    shape: Shape,
    limits: Limits,
) -> GraphModel:
    rows, output = written.get("nodes"), written.get("output")
    one_by_one = written.get("one_by_one", False)
    if not isinstance(rows, list) or not isinstance(output, str) or type(one_by_one) is not bool:
        raise ValueError("its graph lacks its nodes or its output")
    if not 0 < len(rows) <= limits.nodes:
        raise ValueError(f"its graph has {len(rows)} nodes; 1 to {limits.nodes} are possible")
    nodes = [_node(row, i) for i, row in enumerate(rows)]
    cost = measure(nodes, tensors, output, shape, limits)
    if len(cost.output_shape) not in (2, 4):
        raise GraphError(f"its answer has the shape {cost.output_shape}")
    return GraphModel(nodes, tensors, output, one_by_one)


def _node(row: Any, place: int) -> GraphNode:
    problem = f"node {place + 1} of its graph is not written as a node is"
    if not isinstance(row, dict) or not set(row) <= {"name", "op", "inputs", "attributes"}:
        raise ValueError(problem)
    name, op, inputs = row.get("name"), row.get("op"), row.get("inputs")
    attributes = row.get("attributes", {})
    if not isinstance(name, str) or not isinstance(op, str) or not isinstance(attributes, dict):
        raise ValueError(problem)
    if not isinstance(inputs, list) or not all(i is None or isinstance(i, str) for i in inputs):
        raise ValueError(problem)
    return GraphNode(name, op, tuple(inputs), attributes)


_READERS: dict[str, Callable[[dict[str, Any], Tensors, Shape, Limits], nn.Module]] = {
    "architecture": _written_architecture,
    "plan": _written_plan,
    "graph": _graph,
}


def _architecture(model: nn.Module) -> str | None:
    """The architecture that a model is, as it is built by default."""
    state = {name: value.shape for name, value in model.state_dict().items()}
    for name, spec in ARCHITECTURES.items():
        built = _unfilled(spec.build)
        if type(built) is type(model) and state == {
            name: value.shape for name, value in built.state_dict().items()
        }:
            return name
    return None
