"""What `torch.nn.functional` makes of a record's parents, with the record's own settings."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import torch
import torch.nn.functional as F

from cnnviz.core.trace import LayerRecord, Trace

Tensors = list[torch.Tensor]

_CURVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "relu": F.relu,
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": F.silu,
    "hardswish": F.hardswish,
    "hardsigmoid": F.hardsigmoid,
    "mish": F.mish,
    "softsign": F.softsign,
    "selu": F.selu,
}


def parents_of(trace: Trace, record: LayerRecord) -> Tensors:
    """Outputs of the records that it was computed from."""
    return [trace.record(name).output for name in operands_of(record)]


def operands_of(record: LayerRecord) -> tuple[str, ...]:
    """The parents as they were read: one that was read twice stands there twice."""
    operands: tuple[str, ...] = getattr(record, "operands", record.parents)
    return operands


def recompute(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    """The output as it follows from the parents' outputs.

    Returns
    -------
    torch.Tensor or None
        None where the record's kind or settings are not among those written down here, so that
        nothing can be said.
    """
    rule = _RULES.get(record.kind.name)
    if rule is None or not inputs:
        return None
    try:
        return rule(record, inputs)
    except AttributeError:  # settings under other names than those known here
        return None


def _convolution(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    if record.weight is None or len(inputs) != 1:
        return None
    groups = getattr(spec, "groups", 1)
    x, settings = inputs[0], (spec.stride, spec.padding, spec.dilation, groups)
    if spec.padding_mode != "zeros":
        (top, bottom), (left, right) = spec.pads
        x = F.pad(x, (left, right, top, bottom), mode=spec.padding_mode)
        settings = (spec.stride, 0, spec.dilation, groups)
    return F.conv2d(x, record.weight, record.bias, *settings)


def _pooling(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    if spec is None:
        return None
    is_max = spec.kind == "max"
    if hasattr(spec, "size"):
        return (F.adaptive_max_pool2d if is_max else F.adaptive_avg_pool2d)(inputs[0], spec.size)
    sizes = (spec.kernel, spec.steps, spec.padding)
    if is_max:
        dilation = getattr(spec, "dilation", 1)
        return _shaped(record, F.max_pool2d(inputs[0], *sizes, dilation, spec.ceil_mode))
    include = getattr(spec, "count_include_pad", True)
    divisor = getattr(spec, "divisor_override", None)
    return _shaped(record, F.avg_pool2d(inputs[0], *sizes, spec.ceil_mode, include, divisor))


def _shaped(record: LayerRecord, output: torch.Tensor) -> torch.Tensor:
    """Without the two axes of length 1 that a mean or maximum over whole maps leaves out."""
    return output.flatten(1) if record.output.ndim == 2 else output


def _dense(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    if record.weight is None or len(inputs) != 1:
        return None
    return F.linear(inputs[0], record.weight, record.bias)


def _batch_norm(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    statistics = (spec.mean, spec.variance)
    return F.batch_norm(inputs[0], *statistics, record.weight, record.bias, eps=spec.eps)


def _activation(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    curve = _CURVES.get(spec.function)
    return None if curve is None else curve(inputs[0])


def _sum(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    # A constant or a multiple is in the settings, not known here.
    return reduce(operator.add, inputs) if len(inputs) > 1 and record.spec is None else None


def _product(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    names = {"mul": operator.mul, "imul": operator.mul, "div": operator.truediv}
    function = names.get(spec.function)
    return None if function is None or len(inputs) != 2 else function(*inputs)


def _matrix_product(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    return torch.matmul(*inputs) if spec.function in ("matmul", "bmm") else None


def _concat(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    axis, whole = int(dict(spec.settings).get("dim", 0)), record.output.shape
    if spec.function not in ("cat", "concat") or len(inputs) < 2:
        return None
    # A constant among them is in nobody's record.
    together = sum(each.shape[axis] for each in inputs)
    return torch.cat(inputs, axis) if together == whole[axis] else None


def _softmax(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    return (torch.log_softmax if spec.log else torch.softmax)(inputs[0], spec.axis)


def _norm(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    x, affine = inputs[0], (record.weight, record.bias, spec.eps)
    if spec.method == "layer":
        return F.layer_norm(x, tuple(x.shape[-spec.axes :]), *affine)
    if spec.method == "group":
        return F.group_norm(x, spec.groups, *affine)
    return None


def _transposed(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    spec: Any = record.spec
    if record.weight is None or len(inputs) != 1:
        return None
    sizes = (spec.stride, spec.padding, spec.output_padding, spec.groups, spec.dilation)
    return F.conv_transpose2d(inputs[0], record.weight, record.bias, *sizes)


def _same(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return inputs[0]


def _flatten(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return inputs[0].reshape(record.output.shape)


def _global_pooling(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return _shaped(record, F.adaptive_avg_pool2d(inputs[0], 1))


_RULES: dict[str, Callable[[LayerRecord, Tensors], torch.Tensor | None]] = {
    "CONV": _convolution,
    "POOL": _pooling,
    "GLOBAL_POOL": _global_pooling,
    "DENSE": _dense,
    "BATCH_NORM": _batch_norm,
    "ACTIVATION": _activation,
    "ADD": _sum,
    "FLATTEN": _flatten,
    "DROPOUT": _same,
    "PRODUCT": _product,
    "MATMUL": _matrix_product,
    "CONCAT": _concat,
    "SOFTMAX": _softmax,
    "NORM": _norm,
    "TRANSPOSED_CONV": _transposed,
}
