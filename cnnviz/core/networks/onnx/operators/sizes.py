"""Operators that only shapes and constants are computed with."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import Value, known

Entry = Callable[[Call], Value]


def shape(call: Call) -> Value:
    """Shape; known, whatever the picture."""
    start, end = call.attribute("start", 0), call.attribute("end")
    x = call.value(0)
    a, b = (torch.tensor(list(t.shape)[start:end], dtype=torch.int64) for t in (x.a, x.b))
    return known(a, b)


def size(call: Call) -> Value:
    """Size; known, whatever the picture."""
    x = call.value(0)
    return known(torch.tensor(x.a.numel()), torch.tensor(x.b.numel()))


def constant(call: Call) -> Value:
    """Constant."""
    kinds = {
        "value": None,
        "value_float": torch.float32,
        "value_floats": torch.float32,
        "value_int": torch.int64,
        "value_ints": torch.int64,
    }
    for name, dtype in kinds.items():
        value = call.attribute(name)
        if value is None:
            continue
        if dtype is not None:
            return known(torch.tensor(value, dtype=dtype))
        if isinstance(value, torch.Tensor):
            return known(value)
    raise call.error("holds something that is no tensor of numbers")


def constant_of_shape(call: Call) -> Value:
    """ConstantOfShape."""
    value = call.attribute("value")
    value = torch.zeros(1) if value is None else value
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        raise call.error("is not filled with one number")
    sizes = call.known_list(0)
    if min(sizes, default=0) < 0:
        raise call.error("has a negative size")
    call.builder.count_folded(math.prod(sizes))
    return known(torch.full(sizes, value.item(), dtype=value.dtype))


def range_(call: Call) -> Value:
    """Range."""
    start, limit, delta = (call.known(i).reshape(()).item() for i in range(3))
    if delta == 0 or not all(math.isfinite(v) for v in (start, limit, delta)):
        raise call.error("has no end")
    call.builder.count_folded(max(int((limit - start) / delta) + 1, 0))
    if (limit - start) / delta <= 0:
        return known(torch.zeros(0, dtype=call.known(0).dtype))
    return known(torch.arange(start, limit, delta, dtype=call.known(0).dtype))


SIZES: dict[str, Entry] = {
    "Shape": shape,
    "Size": size,
    "Constant": constant,
    "ConstantOfShape": constant_of_shape,
    "Range": range_,
}
