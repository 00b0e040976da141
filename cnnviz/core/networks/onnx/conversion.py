"""From a file's operators to a graph that this app runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from onnx import ModelProto, NodeProto, ValueInfoProto

from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.settings import GraphError, GraphNode
from cnnviz.core.networks.onnx.builder import Builder
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.naming import (
    common_root,
    module_path,
    scopes_in,
    wished_name,
)
from cnnviz.core.networks.onnx.operators import OPERATORS
from cnnviz.core.networks.onnx.reading import attributes_of, opset_of, sorted_nodes, tensor_of
from cnnviz.core.networks.onnx.values import Flowing, Known, Value, known

Prepare = Callable[[Builder], dict[str, Value]]
_SCOPES = "pkg.torch.onnx.name_scopes"


@dataclass
class Converted:
    """A file's graph.

    Attributes
    ----------
    builder : Builder
        The nodes and their parameters.
    values : dict
        What each name in the file stands for.
    """

    builder: Builder
    values: dict[str, Value] = field(default_factory=dict)

    def graph(self, output: str) -> tuple[tuple[GraphNode, ...], dict[str, torch.Tensor]]:
        """The nodes that lead to `output`, and their parameters."""
        nodes, needed = self.builder.by_name, {output}
        for name in reversed(list(nodes)):
            if name in needed:
                needed |= {source for source in nodes[name].inputs if source is not None}
        kept = tuple(node for name, node in nodes.items() if name in needed)
        names = {node.name for node in kept}
        tensors = {
            path: tensor
            for path, tensor in self.builder.tensors.items()
            if path.partition(".")[0] in names
        }
        return kept, tensors


def convert(
    model: ModelProto, prepare: Prepare, limits: Limits, fixed_batch: int | None = None
) -> Converted:
    """Convert every node of a checked file.

    Parameters
    ----------
    model : ModelProto
        From `read_model`.
    prepare : callable
        Is given the builder, adds the graph's input to it, and says what each input of the file
        is.
    limits : Limits
    fixed_batch : int, optional
        The number of pictures that is written into the file, if it is to be read as any number.

    Raises
    ------
    GraphError
        Naming the operator and what is wrong with it.
    """
    graph = model.graph
    builder = Builder(limits, _readers(model), fixed_batch)
    builder.root = common_root([node.name[:500] for node in graph.node])
    builder.holders = _holders(graph.node)
    values = prepare(builder)
    for tensor in graph.initializer:
        if tensor.name in values:
            raise GraphError(f"the value {tensor.name[:60]!r} is given twice")
        values[tensor.name] = known(tensor_of(tensor))
    opset = opset_of(model)
    for node in sorted_nodes(graph, values):
        results = convert_node(builder, node, opset, values)
        for name, value in zip(node.output, results, strict=False):
            if not name:
                continue
            values[name] = value
            if isinstance(value, Flowing) and value.name in builder.by_name:
                builder.aliases[value.name] = builder.aliases.get(value.name, 0) + 1
                builder.origins.setdefault(value.name, name)
                # What a later node of the file joins to a layer, as its bias.
                if builder.joined == value.name:
                    builder.origins[value.name], builder.aliases[value.name] = name, 1
    return Converted(builder, values)


def convert_node(
    builder: Builder, node: NodeProto, opset: int, values: Mapping[str, Value]
) -> list[Value]:
    """What a node's outputs are."""
    missing = [n for n in node.input if n and n not in values]
    if missing:
        raise GraphError(
            f"its operator {node.op_type} reads {missing[0][:60]!r}, which is not known"
        )
    inputs = [values[name] if name else None for name in node.input]
    attributes, builder.joined = attributes_of(node), None
    constants = [v for v in inputs if isinstance(v, Known)]
    all_known = len(constants) == sum(v is not None for v in inputs)
    wish = _wish(builder, node)
    if all_known and any(v.depends_on_batch for v in constants):
        both = []
        for side in ("a", "b"):
            fixed = [None if v is None else known(getattr(v, side)) for v in inputs]
            both.append(_called(builder, node, opset, fixed, attributes, wish))
        return [
            known(x.a, y.a) if isinstance(x, Known) and isinstance(y, Known) else x
            for x, y in zip(*both, strict=True)
        ]
    return _called(builder, node, opset, inputs, attributes, wish)


def _called(
    builder: Builder,
    node: NodeProto,
    opset: int,
    inputs: Sequence[Value | None],
    attributes: Mapping[str, object],
    wish: str | None,
) -> list[Value]:
    call = Call(builder, node.op_type, opset, inputs, list(node.output), attributes, wish)
    try:
        result = OPERATORS[node.op_type](call)
    except GraphError:
        raise
    except Exception as error:
        # Whatever sizes and settings of a stranger's make Python or torch raise.
        reason = (str(error) or type(error).__name__).split("\n")[0][:160].rstrip(".")
        raise call.error(f"is set in a way that does not work ({reason})") from None
    call.finish()
    return result if isinstance(result, list) else [result]


def _readers(model: ModelProto) -> dict[str, int]:
    readers: dict[str, int] = {}
    for name in [n for node in model.graph.node for n in node.input]:
        readers[name] = readers.get(name, 0) + 1
    for output in model.graph.output:
        readers[output.name] = readers.get(output.name, 0) + 1
    return readers


def _scopes_of(node: NodeProto) -> str | None:
    said = (p.value for p in node.metadata_props if p.key == _SCOPES)
    return next((value for value in said if isinstance(value, str)), None)


def _holders(nodes: Sequence[NodeProto]) -> frozenset[str]:
    """Paths of the modules that hold others, as today's exporter and the one before tell them."""
    named = [module_path(n.name[:500]) or "" for n in nodes if n.name.startswith("/")]
    around = {path[: dot.start()] for path in named for dot in re.finditer(r"\.", path)}
    lists = [scopes_in(scopes) for node in nodes if (scopes := _scopes_of(node))]
    return frozenset(around | {path for scopes in lists for path in scopes[:-2]})


def _wish(builder: Builder, node: NodeProto) -> str | None:
    weight = node.input[1] if node.op_type in ("Conv", "Gemm") and len(node.input) > 1 else None
    return wished_name(
        node.name[:500], node.op_type, _scopes_of(node), weight, builder.root, builder.holders
    )


def dims_of(value: ValueInfoProto) -> list[int | None]:
    """An input's sizes; None where the file leaves one open.

    Raises
    ------
    GraphError
        If it is no tensor of known rank.
    """
    kind = value.type
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        raise GraphError(f"its input {value.name[:60]!r} has no shape")
    dims: list[int | None] = []
    for dim in kind.tensor_type.shape.dim:
        fixed = dim.HasField("dim_value") and dim.dim_value > 0
        if dim.HasField("dim_value") and dim.dim_value < 0:
            raise GraphError(f"its input {value.name[:60]!r} has a negative size")
        dims.append(int(dim.dim_value) if fixed else None)
    return dims


def real_inputs(model: ModelProto) -> list[ValueInfoProto]:
    """The inputs that the file does not fill itself."""
    filled = {tensor.name for tensor in model.graph.initializer}
    return [value for value in model.graph.input if value.name not in filled]
