"""What `torch.nn.functional` makes of a record's parents, with the record's own settings."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import torch
import torch.nn.functional as F

from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import AdaptivePoolSpec

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
    return [trace.record(name).output for name in record.parents]


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
    if isinstance(spec, AdaptivePoolSpec):
        pool = F.adaptive_max_pool2d if spec.kind == "max" else F.adaptive_avg_pool2d
        return pool(inputs[0], spec.size)  # type: ignore[no-any-return,operator]
    sizes = (spec.kernel, spec.steps, spec.padding)
    if spec.kind == "max":
        dilation = getattr(spec, "dilation", 1)
        return F.max_pool2d(inputs[0], *sizes, dilation, spec.ceil_mode)
    include = getattr(spec, "count_include_pad", True)
    divisor = getattr(spec, "divisor_override", None)
    return F.avg_pool2d(inputs[0], *sizes, spec.ceil_mode, include, divisor)


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
    # x + x is one parent; a constant or a multiple is in the settings, not known here.
    return reduce(operator.add, inputs) if len(inputs) > 1 and record.spec is None else None


def _same(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return inputs[0]


def _flatten(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return inputs[0].reshape(record.output.shape)


def _global_pooling(record: LayerRecord, inputs: Tensors) -> torch.Tensor | None:
    return F.adaptive_avg_pool2d(inputs[0], 1) if record.output.ndim == 4 else None


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
}
assert set(_RULES) <= set(LayerKind.__members__)
