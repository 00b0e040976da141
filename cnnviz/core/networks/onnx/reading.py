"""An ONNX file's bytes, read with suspicion before anything in it is used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import onnx
import onnx.inliner
import torch
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.settings import GraphError
from cnnviz.core.networks.onnx.operators import OPERATORS
from cnnviz.core.networks.onnx.operators.curves import NUMBER_KINDS

NEWEST_OPSET = 28
_OWN_DOMAINS = ("", "ai.onnx")
_MOST_ATTRIBUTES = 64
_CONTROL_FLOW = {"If", "Loop", "Scan", "SequenceMap"}


def read_model(content: bytes, limits: Limits) -> ModelProto:
    """The file as a message, inlined and checked: every operator is on the table.

    Raises
    ------
    GraphError
    """
    if len(content) > limits.file_bytes:
        raise GraphError(f"it is larger than {limits.file_bytes / 1e6:,.0f} MB")
    model = ModelProto()
    try:
        model.ParseFromString(content)
    except Exception:
        raise GraphError("it is not an ONNX file, or not a whole one") from None
    if not model.HasField("graph") or not model.graph.node:
        raise GraphError("it holds no network")
    model.ClearField("training_info")
    _check_text(*(opset.domain for opset in model.opset_import))
    opset = opset_of(model)
    if opset > NEWEST_OPSET:
        raise GraphError(f"it uses opset {opset}, and opsets up to {NEWEST_OPSET} are known")
    _check_nodes(model.graph.node, limits)
    for function in model.functions:
        _check_nodes(function.node, limits)
        _check_text(function.name, function.domain, *function.input, *function.output)
    if model.functions:
        model = _inlined(model, limits)
    _check_graph(model.graph, limits)
    return model


def opset_of(model: ModelProto) -> int:
    """The version of ONNX's own operators."""
    versions = [o.version for o in model.opset_import if o.domain in _OWN_DOMAINS]
    if not versions:
        # A file of the format's first version says none.
        return 1
    return int(max(versions))


def _check_nodes(nodes: Iterable[NodeProto], limits: Limits) -> None:
    """Nothing from outside, nothing nested."""
    for count, node in enumerate(nodes):
        if count >= limits.nodes:
            raise GraphError(f"it has more than {limits.nodes} operators")
        _check_text(node.name, node.op_type, node.domain, *node.input, *node.output)
        _check_text(*(attribute.name for attribute in node.attribute))
        if node.op_type in _CONTROL_FLOW:
            raise GraphError(
                f"it uses the operator {node.op_type}, and networks that branch or loop cannot be "
                "followed"
            )
        if len(node.attribute) > _MOST_ATTRIBUTES:
            raise GraphError(f"its operator {node.op_type[:40]} has too many attributes")
        for attribute in node.attribute:
            if attribute.HasField("g") or attribute.graphs:
                raise GraphError(f"its operator {node.op_type[:40]} holds another network")
            if attribute.HasField("sparse_tensor") or attribute.sparse_tensors:
                raise GraphError(f"its operator {node.op_type[:40]} holds a sparse tensor")
            if attribute.HasField("t"):
                _check_tensor(attribute.t)
            for tensor in attribute.tensors:
                _check_tensor(tensor)


def _check_text(*texts: object) -> None:
    """The reader hands out bytes where text is not UTF-8."""
    if not all(isinstance(text, str) for text in texts):
        raise GraphError("it holds a name that is not text in UTF-8")


def _check_graph(graph: GraphProto, limits: Limits) -> None:
    _check_nodes(graph.node, limits)
    _check_text(*(v.name for v in (*graph.input, *graph.output, *graph.initializer)))
    for node in graph.node:
        if node.domain not in _OWN_DOMAINS:
            raise GraphError(
                f"it uses the operator {node.op_type[:40]} of {node.domain[:60]!r}, and only "
                "ONNX's own operators are known"
            )
        if node.op_type not in OPERATORS:
            raise GraphError(f"it uses the operator {node.op_type[:40]}, which is not known")
    if graph.sparse_initializer:
        raise GraphError("it holds sparse tensors, which are not read")
    total = 0
    for tensor in graph.initializer:
        _check_tensor(tensor)
        total += math.prod(tensor.dims)
        if total > limits.parameters:
            raise GraphError(f"it has more than {limits.parameters / 1e6:,.0f} million parameters")


def _check_tensor(tensor: TensorProto) -> None:
    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        raise GraphError(
            "it keeps its weights in another file; save it with the weights inside, as one file"
        )
    if len(tensor.dims) > 8 or any(not 0 <= size < 2**31 for size in tensor.dims):
        raise GraphError(f"its tensor {tensor.name[:60]!r} has a shape that is out of bounds")
    if tensor.data_type not in NUMBER_KINDS:
        raise GraphError(
            f"its tensor {tensor.name[:60]!r} holds numbers of a kind that is not read"
        )


def _inlined(model: ModelProto, limits: Limits) -> ModelProto:
    """The file with its own functions written out where they are called."""
    bodies = {(f.domain, f.name): f for f in model.functions}
    if len(bodies) < len(model.functions):
        raise GraphError("it defines a function twice")
    sizes: dict[tuple[str, str], int] = {}

    def size_of(key: tuple[str, str], around: tuple[tuple[str, str], ...]) -> int:
        if key not in bodies:
            return 1
        if key in around or len(around) > 30:
            raise GraphError("its functions call each other without end")
        if key not in sizes:
            called = ((n.domain, n.op_type) for n in bodies[key].node)
            sizes[key] = sum(size_of(inner, (*around, key)) for inner in called)
        return sizes[key]

    # Before anything is written out: ten functions that call each other tenfold are a bomb.
    total = sum(size_of((node.domain, node.op_type), ()) for node in model.graph.node)
    if total > limits.nodes:
        raise GraphError(f"it has more than {limits.nodes} operators")
    try:
        return onnx.inliner.inline_local_functions(model)
    except Exception:
        raise GraphError("its functions cannot be written out") from None


def tensor_of(proto: TensorProto) -> torch.Tensor:
    """The numbers of a tensor in the file.

    Raises
    ------
    GraphError
        If there are more or fewer of them than its shape says, or one is not a number.
    """
    _check_tensor(proto)
    try:
        array = np.array(onnx.numpy_helper.to_array(proto))
        tensor = torch.from_numpy(array).reshape(list(proto.dims))
    except Exception:
        raise GraphError(f"its tensor {proto.name[:60]!r} does not hold what its shape says") from (
            None
        )
    if tensor.is_floating_point() and bool(tensor.isnan().any()):
        raise GraphError(f"its tensor {proto.name[:60]!r} holds something that is not a number")
    return tensor


def attributes_of(node: NodeProto) -> dict[str, Any]:
    """A node's attributes as Python values."""
    values: dict[str, Any] = {}
    for attribute in node.attribute:
        if attribute.name in values or attribute.ref_attr_name:
            raise GraphError(f"its operator {node.op_type} has {attribute.name[:40]!r} twice")
        values[attribute.name] = _value_of(node, attribute)
    return values


def _value_of(node: NodeProto, attribute: AttributeProto) -> Any:
    kind = attribute.type
    if kind == AttributeProto.INT:
        return int(attribute.i)
    if kind == AttributeProto.FLOAT:
        return float(attribute.f)
    if kind == AttributeProto.STRING:
        return attribute.s.decode("utf-8", "replace")
    if kind == AttributeProto.INTS:
        return [int(v) for v in attribute.ints]
    if kind == AttributeProto.FLOATS:
        return [float(v) for v in attribute.floats]
    if kind == AttributeProto.TENSOR:
        return tensor_of(attribute.t)
    raise GraphError(
        f"its operator {node.op_type} has an attribute {attribute.name[:40]!r} of a kind that is "
        "not known"
    )


def sorted_nodes(graph: GraphProto, given: Iterable[str]) -> Iterator[NodeProto]:
    """The nodes, each after those it reads.

    Raises
    ------
    GraphError
        If a value is computed twice, never, or from itself.
    """
    known = set(given)
    nodes = list(graph.node)
    _check_values(nodes, known)
    readers: dict[str, list[int]] = {}
    missing = [0] * len(nodes)
    for i, node in enumerate(nodes):
        for name in {n for n in node.input if n and n not in known}:
            readers.setdefault(name, []).append(i)
            missing[i] += 1
    ready = [i for i, count in enumerate(missing) if count == 0][::-1]
    done = 0
    while ready:
        i = ready.pop()
        done += 1
        yield nodes[i]
        for reader in [r for name in set(nodes[i].output) for r in readers.get(name, ())][::-1]:
            missing[reader] -= 1
            if missing[reader] == 0:
                ready.append(reader)
    if done < len(nodes):
        raise GraphError("its operators read each other in a circle")


def _check_values(nodes: Iterable[NodeProto], known: set[str]) -> None:
    """Every value is computed once, and every one that is read."""
    made: set[str] = set()
    for name in [name for node in nodes for name in node.output if name]:
        if name in made or name in known:
            raise GraphError(f"the value {name[:60]!r} is computed twice")
        made.add(name)
    for name in [name for node in nodes for name in node.input if name]:
        if name not in known and name not in made:
            raise GraphError(f"the value {name[:60]!r} is read and never computed")
