"""Operators of two and more tensors, products of matrices, and reductions."""

from __future__ import annotations

from collections.abc import Callable

import torch

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import Flowing, Known, Value, known

Entry = Callable[[Call], Value]


def binary(op: str) -> Entry:
    """An entry for two tensors that are broadcast against each other."""

    def entry(call: Call) -> Value:
        a, b = _aligned(call)
        return call.emit(op, [a, b])

    return entry


def _aligned(call: Call) -> tuple[Value, Value]:
    """Both inputs; before opset 7 an axis could be named at which the second begins."""
    call.ignore("consumed_inputs")
    a, b = call.value(0), call.value(1)
    if call.opset >= 7:
        return a, b
    broadcast, axis = call.attribute("broadcast", 0), call.attribute("axis")
    if not broadcast or axis is None:
        return a, b
    missing = a.a.ndim - b.a.ndim - call.axis(axis)
    if missing > 0:
        dims = list(range(b.a.ndim, b.a.ndim + missing))
        b = call.emit("unsqueeze", [b], {"dims": dims}, suffix="shape")
    return a, b


def add(call: Call) -> Value:
    """Add; what adds a bias to a layer that has none becomes its bias."""
    a, b = _aligned(call)
    for x, bias in ((a, b), (b, a)):
        joined = _with_bias(call, x, bias)
        if joined is not None:
            return joined
    return call.emit("add", [a, b])


def _with_bias(call: Call, x: Value, bias: Value) -> Value | None:
    node = call.builder.producer(x)
    if node is None or not isinstance(bias, Known) or bias.depends_on_batch:
        return None
    if node.op not in ("dense", "convolution") or not call.builder.is_read_once(x):
        return None
    weight = call.builder.tensors[f"{node.name}.weight"]
    if f"{node.name}.bias" in call.builder.tensors or bias.a.dtype != weight.dtype:
        return None
    channel = x.a.ndim - 1 if node.op == "dense" else 1
    whole = [1] * (x.a.ndim - bias.a.ndim) + list(bias.a.shape)
    wanted = [x.a.shape[i] if i == channel else 1 for i in range(x.a.ndim)]
    if whole != wanted:
        return None
    call.builder.tensors[f"{node.name}.bias"] = bias.a.reshape(-1).clone()
    call.builder.joined = node.name
    return x


def matmul(call: Call) -> Value:
    """MatMul; with fixed weights it is a dense layer."""
    a, b = call.value(0), call.value(1)
    fixed = isinstance(b, Known) and not b.depends_on_batch and b.a.ndim == 2
    if fixed and isinstance(a, Flowing) and a.a.ndim >= 2 and b.a.is_floating_point():
        return call.emit("dense", [a], tensors={"weight": b.a.t().contiguous()})
    return call.emit("matmul", [a, b])


def gemm(call: Call) -> Value:
    """Gemm; with fixed weights it is a dense layer."""
    alpha, beta = call.attribute("alpha", 1.0), call.attribute("beta", 1.0)
    turned = [bool(call.attribute(name, 0)) for name in ("transA", "transB")]
    call.ignore("broadcast")
    a, b = call.value(0), call.value(1)
    c = call.value(2) if call.has(2) else None
    if a.a.ndim != 2 or b.a.ndim != 2:
        raise call.error("reads something that is no matrix")
    if isinstance(a, Flowing) and isinstance(b, Known) and not turned[0]:
        weight = call.known(1) if turned[1] else call.known(1).t().contiguous()
        bias = _gemm_bias(c, len(weight), beta)
        if c is None or bias is not None:
            weight = weight if alpha == 1 else weight * alpha
            tensors = {"weight": weight} | ({"bias": bias} if bias is not None else {})
            return call.emit("dense", [a], tensors=tensors)
    for i, place in enumerate((a, b)):
        if turned[i]:
            swapped = call.emit("permute", [place], {"dims": [1, 0]}, suffix="transpose")
            a, b = (swapped, b) if i == 0 else (a, swapped)
    result = call.emit("matmul", [a, b])
    if alpha != 1:
        result = call.emit("multiply", [result, _number(alpha, result)], suffix="scale")
    if c is None:
        return result
    if beta != 1:
        c = call.emit("multiply", [c, _number(beta, c)], suffix="scale")
    return call.emit("add", [result, c], suffix="add")


def _gemm_bias(c: Value | None, width: int, beta: float) -> torch.Tensor | None:
    """The bias, if what is added is the same for every row."""
    if not isinstance(c, Known) or c.depends_on_batch:
        return None
    row = c.a.reshape(-1) if c.a.ndim < 2 or c.a.shape[0] == 1 else None
    if row is None or len(row) not in (1, width):
        return None
    row = row.expand(width).clone()
    return row if beta == 1 else row * beta


def _number(value: float, like: Value) -> Known:
    return known(torch.tensor(value, dtype=like.a.dtype))


def several(op: str) -> Entry:
    """An entry for any number of tensors; of a single one, itself."""

    def entry(call: Call) -> Value:
        call.ignore("consumed_inputs")
        values = [call.value(i) for i in range(len(call.inputs))]
        if len(values) == 2 and op == "sum":
            return call.emit("add", values)
        return call.emit(op, values) if len(values) != 1 else values[0]

    return entry


def mean(call: Call) -> Value:
    """Mean of several tensors."""
    total = several("sum")(call)
    share = _number(1 / len(call.inputs), total)
    return call.emit("multiply", [total, share], suffix="scale")


def power(call: Call) -> Value:
    """Pow; the result is of the base's kind."""
    a, b = _aligned(call)
    result = call.emit("power", [a, b])
    if result.a.dtype == a.a.dtype:
        return result
    names = {torch.float32: "float32", torch.float64: "float64", torch.int64: "int64"}
    if a.a.dtype not in names:
        raise call.error("has a base of a kind that is not known")
    return call.emit("cast", [result], {"dtype": names[a.a.dtype]}, suffix="cast")


def remainder(call: Call) -> Value:
    """Mod."""
    truncated = call.attribute("fmod", 0) != 0
    return call.emit("remainder", [call.value(0), call.value(1)], {"truncated": truncated})


def where(call: Call) -> Value:
    """Where."""
    return call.emit("where", [call.value(i) for i in range(3)])


def einsum(call: Call) -> Value:
    """Einsum."""
    values = [call.value(i) for i in range(len(call.inputs))]
    return call.emit("einsum", values, {"equation": call.attribute("equation", "")})


def reduction(kind: str, axes_input_since: int = 18) -> Entry:
    """An entry for ReduceMean and its like; the axes became an input in some opset."""

    def entry(call: Call) -> Value:
        keep = call.attribute("keepdims", 1) != 0
        axes = call.integers("axes")
        nothing = call.attribute("noop_with_empty_axes", 0) != 0
        if call.opset >= axes_input_since and axes is None and call.has(1):
            axes = call.known_list(1)
        if not axes and nothing:
            return call.value(0)
        dims = sorted(call.axis(a) for a in axes or range(call.rank()))
        spatial = list(range(2, call.rank()))
        if kind == "mean" and keep and dims == spatial and 1 <= len(spatial) <= 3:
            return call.emit("global_mean_pool", [call.value(0)], {"dimensions": len(spatial)})
        attributes = {"kind": kind, "dims": dims, "keepdim": keep}
        return call.emit("reduce", [call.value(0)], attributes)

    return entry


def argument(kind: str) -> Entry:
    """An entry for ArgMax and ArgMin."""

    def entry(call: Call) -> Value:
        if call.attribute("select_last_index", 0):
            raise call.error("takes the last of several largest, which is not known")
        attributes = {
            "kind": kind,
            "dim": call.axis(call.attribute("axis", 0)),
            "keepdim": call.attribute("keepdims", 1) != 0,
        }
        return call.emit("argument", [call.value(0)], attributes)

    return entry


ARITHMETIC: dict[str, Entry] = {
    "Add": add,
    "Sub": binary("subtract"),
    "Mul": binary("multiply"),
    "Div": binary("divide"),
    "Pow": power,
    "Mod": remainder,
    "MatMul": matmul,
    "Gemm": gemm,
    "Sum": several("sum"),
    "Mean": mean,
    "Max": several("maximum"),
    "Min": several("minimum"),
    "Einsum": einsum,
    "Equal": binary("equal"),
    "Greater": binary("greater"),
    "GreaterOrEqual": binary("greater_or_equal"),
    "Less": binary("less"),
    "LessOrEqual": binary("less_or_equal"),
    "And": binary("and"),
    "Or": binary("or"),
    "Xor": binary("xor"),
    "Where": where,
    "ReduceMean": reduction("mean"),
    "ReduceSum": reduction("sum", 13),
    "ReduceMax": reduction("max"),
    "ReduceMin": reduction("min"),
    "ReduceProd": reduction("prod"),
    "ReduceL1": reduction("l1"),
    "ReduceL2": reduction("l2"),
    "ReduceSumSquare": reduction("sum_of_squares"),
    "ReduceLogSumExp": reduction("logsumexp"),
    "ArgMax": argument("max"),
    "ArgMin": argument("min"),
}
