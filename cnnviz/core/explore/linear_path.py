"""What one input makes of a network: an affine function of the pixels.

With ReLU and max pooling a network is piecewise linear (Montufar, Pascanu, Cho, Bengio: "On the
Number of Linear Regions of Deep Neural Networks", NIPS 2014). A given input decides which gates
are open and which cells win; with these frozen, every number is a sum of pixels times slopes
plus a constant.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F

from cnnviz.core.trace import (
    ActivationSpec,
    BatchNormSpec,
    LayerKind,
    LayerRecord,
    Trace,
)
from cnnviz.core.windows import ConvSpec, PoolSpec

# Straight lines through 0 on either side: value = slope * input holds exactly.
_PIECEWISE_LINEAR = ("relu", "leakyrelu")


def ancestors(trace: Trace, layer: str) -> tuple[LayerRecord, ...]:
    """All records that `layer` was computed from and its own, in order of computation.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    """
    wanted = {trace.record(layer).name}
    found: list[LayerRecord] = []
    # Parents come before their children, so one walk backwards meets them all.
    for record in reversed(trace.records):
        if record.name in wanted:
            found.append(record)
            wanted.update(record.parents)
    return tuple(reversed(found))


def tangent_layers(trace: Trace, layer: str) -> tuple[str, ...]:
    """Names of the activations up to `layer` that are curves, so a tangent stands in for them."""
    return tuple(
        record.name
        for record in ancestors(trace, layer)
        if isinstance(record.spec, ActivationSpec) and record.spec.function not in _PIECEWISE_LINEAR
    )


def linear_replay(
    trace: Trace, layer: str, x: torch.Tensor, *, with_constants: bool = True
) -> torch.Tensor:
    """The network up to `layer`, as the first digit of the trace has set it, applied to `x`.

    ReLU lets through what it let through in the trace, max pooling takes the cell that it took
    there. At the traced input this is the traced output. An activation that is neither ReLU nor
    leaky ReLU is replaced by its tangent at the traced input.

    Parameters
    ----------
    trace : Trace
    layer : str
        Name of the record to stop at.
    x : float64 tensor (N, C, H, W)
        The pixels to start from; gradients flow back to it.
    with_constants : bool
        Whether to add biases and all other constants; without them the function is linear.

    Returns
    -------
    float64 tensor (N, ...)
        Of the record's shape.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    ValueError
        If a layer on the way does what no record describes.

    Examples
    --------
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> gates = trace(nn.Sequential(nn.ReLU()), torch.tensor([[2.0, -1.0]]))
    >>> linear_replay(gates, "0", torch.tensor([[-5.0, 7.0]], dtype=torch.float64)).tolist()
    [[-5.0, 0.0]]
    """
    path = ancestors(trace, layer)
    records = {record.name: record for record in path}
    values: dict[str, torch.Tensor] = {}
    for record in path:
        if record.kind is LayerKind.INPUT:
            values[record.name] = x
            continue
        step = _STEPS.get(record.kind)
        if step is None or not record.parents:
            raise ValueError(unknown_layer(record))
        if record.kind is LayerKind.ADD:
            values[record.name] = _residual_sum([values[name] for name in record.parents])
        else:
            parent = record.parents[0]
            values[record.name] = step(record, records[parent], values[parent], with_constants)
    return values[layer]


def unknown_layer(record: LayerRecord) -> str:
    """What to say of a layer whose arithmetic no record describes."""
    return (
        f"layer {record.name!r} does something cnnviz has no description of, "
        "so what lies behind it cannot be traced back to the pixels"
    )


def _residual_sum(parts: list[torch.Tensor]) -> torch.Tensor:
    # A layer that worked in place leaves both summands as one record, named once.
    return parts[0] + parts[-1]


def _convolution(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    spec = record.spec
    assert isinstance(spec, ConvSpec) and record.weight is not None
    (top, bottom), (left, right) = spec.pads
    if any((top, bottom, left, right)):
        mode = "constant" if spec.padding_mode == "zeros" else spec.padding_mode
        x = F.pad(x, (left, right, top, bottom), mode)
    bias = record.bias.double() if constants and record.bias is not None else None
    return F.conv2d(x, record.weight.double(), bias, stride=spec.steps, dilation=spec.dilations)


def _batch_norm(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    spec = record.spec
    assert isinstance(spec, BatchNormSpec)
    scale = (spec.variance.double() + spec.eps).rsqrt()
    if record.weight is not None:
        scale = scale * record.weight.double()
    scaled = x * scale[:, None, None]
    if not constants:
        return scaled
    shift = -spec.mean.double() * scale
    if record.bias is not None:
        shift = shift + record.bias.double()
    return scaled + shift[:, None, None]


def _activation(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    spec = record.spec
    if not isinstance(spec, ActivationSpec):
        raise ValueError(unknown_layer(record))
    given, value = before.output[:1].double(), record.output[:1].double()
    if spec.function == "relu":
        return x * (given > 0)
    if spec.function in _PIECEWISE_LINEAR:
        # The record does not hold leaky ReLU's slope, but value and input give it away.
        return x * (value / torch.where(given == 0, 1.0, given))
    slope = _tangent_slope(record, spec.function, given, value)
    return x * slope + (value - slope * given) if constants else x * slope


def _tangent_slope(
    record: LayerRecord, function: str, given: torch.Tensor, value: torch.Tensor
) -> torch.Tensor:
    """The derivative of a curved activation at the inputs it was `given`."""
    curve = _curve(function, given, value)
    if curve is None:
        raise ValueError(unknown_layer(record))
    with torch.enable_grad():
        point = given.clone().requires_grad_()
        (slope,) = torch.autograd.grad(curve(point).sum(), point)
    return slope


def _curve(
    function: str, given: torch.Tensor, value: torch.Tensor
) -> Callable[[torch.Tensor], torch.Tensor] | None:
    """The function itself; settings that the record does not hold are read off its values."""
    if function == "gelu":
        variants = ("none", "tanh")
        errors = [float((F.gelu(given, approximate=v) - value).abs().sum()) for v in variants]
        variant = variants[errors.index(min(errors))]
        return lambda x: F.gelu(x, approximate=variant)
    if function == "elu":
        # Farthest below 0, where value = alpha * (exp(input) - 1) is best to solve for alpha.
        lowest = given.argmin()
        depth = float(torch.expm1(given.flatten()[lowest]))
        alpha = float(value.flatten()[lowest]) / depth if depth < 0 else 1.0
        return lambda x: F.elu(x, alpha)
    return _CURVES.get(function)


_CURVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": F.silu,
}


def _pooling(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    spec = record.spec
    if not isinstance(spec, PoolSpec):
        raise ValueError(unknown_layer(record))
    sizes = (spec.kernel, spec.steps, spec.pads)
    if spec.kind == "average":
        return F.avg_pool2d(x, *sizes, ceil_mode=spec.ceil_mode)
    _, winners = F.max_pool2d(
        before.output[:1], *sizes, ceil_mode=spec.ceil_mode, return_indices=True
    )
    taken = x.flatten(2).gather(2, winners.flatten(2).expand(len(x), -1, -1))
    return taken.reshape(len(x), *winners.shape[1:])


def _global_pooling(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    return x.mean(dim=(-2, -1), keepdim=True)


def _flatten(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    shape = record.output.shape[1:]
    if shape.numel() != x[0].numel():  # it has put several digits into one row, or cut one up
        raise ValueError(unknown_layer(record))
    return x.reshape(len(x), *shape)


def _dense(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    assert record.weight is not None
    bias = record.bias.double() if constants and record.bias is not None else None
    return F.linear(x, record.weight.double(), bias)


def _identity(
    record: LayerRecord, before: LayerRecord, x: torch.Tensor, constants: bool
) -> torch.Tensor:
    return x


_STEPS: dict[LayerKind, Callable[[LayerRecord, LayerRecord, torch.Tensor, bool], torch.Tensor]] = {
    LayerKind.CONV: _convolution,
    LayerKind.BATCH_NORM: _batch_norm,
    LayerKind.ACTIVATION: _activation,
    LayerKind.POOL: _pooling,
    LayerKind.GLOBAL_POOL: _global_pooling,
    LayerKind.ADD: _identity,
    LayerKind.FLATTEN: _flatten,
    LayerKind.DENSE: _dense,
    LayerKind.DROPOUT: _identity,
}
