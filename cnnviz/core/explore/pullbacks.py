"""What one input makes of a layer: an affine function of what the layer read.

With ReLU and max pooling a network is piecewise linear (Montufar, Pascanu, Cho, Bengio: "On the
Number of Linear Regions of Deep Neural Networks", NIPS 2014). A given input decides which gates
are open and which cells win; with these frozen, every number is a weighted sum of the numbers
before it plus a constant. A *pullback* takes weights on a layer's output and gives the weights
this puts on each operand, and what the constants add.

Where a layer is not piecewise linear, one of two things stands in for it, and the layer is named:
a *tangent* (curves, softmax), or the layer with its *gate* kept at this input's values (products,
normalisations, matrix products of two results).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import torch
import torch.nn.functional as F

from cnnviz.core.activations import PIECEWISE_LINEAR
from cnnviz.core.explore.normalisation import frozen_line
from cnnviz.core.layer_kinds import (
    ActivationSpec,
    AttentionSpec,
    BatchNormSpec,
    LayerKind,
    OperationSpec,
    PlacesSpec,
)
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, PoolSpec


class Exactness(Enum):
    """How far the affine function is the layer itself."""

    EXACT = "exact"
    TANGENT = "tangent"
    GATE = "gate"


@dataclass(frozen=True, eq=False)
class Pulled:
    """Weights on the operands of a layer, in order (float64, of their shapes), and the constant."""

    weights: tuple[torch.Tensor, ...]
    constant: float


_Pullback = Callable[[LayerRecord, tuple[LayerRecord, ...], torch.Tensor], Pulled]


def unknown_layer(record: LayerRecord) -> str:
    """What to say of a layer whose arithmetic no record describes."""
    return (
        f"layer {record.name!r} does something cnnviz has no description of, "
        "so what lies behind it cannot be traced back to the pixels"
    )


def pull_back(trace: Trace, record: LayerRecord, weights: torch.Tensor) -> Pulled:
    """What weights on a record's output come to on its operands.

    Parameters
    ----------
    trace : Trace
    record : LayerRecord
    weights : float64 tensor
        Of the record's output's shape, batch included.

    Returns
    -------
    Pulled
        ``sum(weights * output) = sum over operands of sum(their weights * operand) + constant``.

    Raises
    ------
    ValueError
        If the layer does what no record describes.
    """
    step = PULLBACKS.get(record.kind)
    if step is None or not record.operands or _mixes_batch(record):
        raise ValueError(unknown_layer(record))
    sources = tuple(trace.record(name) for name in record.operands)
    return step(record, sources, weights)


_GATES = (LayerKind.PRODUCT, LayerKind.NORM, LayerKind.MATMUL, LayerKind.ATTENTION)


def exactness(record: LayerRecord) -> Exactness:
    """Whether the affine function that stands for a layer is the layer."""
    if record.kind is LayerKind.ACTIVATION and isinstance(record.spec, ActivationSpec):
        linear = record.spec.function in PIECEWISE_LINEAR
        return Exactness.EXACT if linear else Exactness.TANGENT
    if record.kind in _GATES:
        return Exactness.GATE
    if record.kind in (LayerKind.SOFTMAX, LayerKind.OTHER):
        return Exactness.TANGENT
    return Exactness.EXACT


def _mixes_batch(record: LayerRecord) -> bool:
    """Whether it has put several inputs into one row, or cut one up."""
    return record.batch > 1 and record.output.shape[:1] != (record.batch,)


def _values(sources: tuple[LayerRecord, ...]) -> list[torch.Tensor]:
    return [source.output.double() for source in sources]


def by_call(
    record: LayerRecord, points: list[torch.Tensor], weights: torch.Tensor
) -> tuple[tuple[torch.Tensor, ...], torch.Tensor]:
    """Gradients of the weighted output at these points, and the output there."""
    if record.call is None:
        raise ValueError(unknown_layer(record))
    with torch.enable_grad():
        leaves = [point.clone().requires_grad_() for point in points]
        output = record.call(*leaves)
        if not output.requires_grad:
            return tuple(torch.zeros_like(leaf) for leaf in leaves), output.detach()
        found = torch.autograd.grad(output, leaves, weights, allow_unused=True)
    gradients = tuple(
        torch.zeros_like(leaf) if each is None else each
        for each, leaf in zip(found, leaves, strict=True)
    )
    return gradients, output.detach()


def _linear(record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor) -> Pulled:
    """A layer that only multiplies by constants and adds: its constant is its answer to zeros."""
    if isinstance(record.spec, PlacesSpec):
        return Pulled(_scattered(record.spec, sources, weights), 0.0)
    zeros = [torch.zeros_like(value) for value in _values(sources)]
    gradients, output = by_call(record, zeros, weights)
    return Pulled(gradients, float(_products(weights, output).sum()))


def _products(weights: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Weight times value; infinity times nothing is nothing here, as behind a mask."""
    return torch.where(weights == 0, 0.0, weights * values)


def _tangent(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    values = _values(sources)
    gradients, _ = by_call(record, values, weights)
    rest = _products(weights, record.output.double()).sum()
    rest = rest - sum(_products(*both).sum() for both in zip(gradients, values, strict=True))
    return Pulled(gradients, float(rest))


def _scattered(
    spec: PlacesSpec, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> tuple[torch.Tensor, ...]:
    parent, place = torch.from_numpy(spec.parent), torch.from_numpy(spec.place)
    found = []
    for index, source in enumerate(sources):
        own = torch.zeros(source.output.numel(), dtype=torch.float64)
        mine = parent == index
        own.index_add_(0, place[mine], weights[mine])
        found.append(own.reshape(source.output.shape))
    return tuple(found)


def _convolution(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    spec, kernel = record.spec, record.weight
    assert isinstance(spec, ConvSpec) and kernel is not None
    (top, bottom), (left, right) = spec.pads
    mode = "constant" if spec.padding_mode == "zeros" else spec.padding_mode
    with torch.enable_grad():
        x = torch.zeros_like(sources[0].output, dtype=torch.float64).requires_grad_()
        padded = F.pad(x, (left, right, top, bottom), mode) if any(sum(spec.pads, ())) else x
        y = F.conv2d(
            padded, kernel.double(), None, spec.steps, 0, spec.dilations, groups=spec.groups
        )
        (gradient,) = torch.autograd.grad(y, x, weights)
    return Pulled((gradient,), _bias_share(record, weights, 1))


def _bias_share(record: LayerRecord, weights: torch.Tensor, axis: int) -> float:
    if record.bias is None:
        return 0.0
    others = [other for other in range(weights.ndim) if other != axis % weights.ndim]
    return float(weights.sum(dim=others) @ record.bias.double())


def _dense(record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor) -> Pulled:
    assert record.weight is not None
    return Pulled((weights @ record.weight.double(),), _bias_share(record, weights, -1))


def _batch_norm(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    spec = record.spec
    assert isinstance(spec, BatchNormSpec)
    scale = (spec.variance.double() + spec.eps).rsqrt()
    if record.weight is not None:
        scale = scale * record.weight.double()
    shift = -spec.mean.double() * scale
    if record.bias is not None:
        shift = shift + record.bias.double()
    shape = [-1 if axis == 1 else 1 for axis in range(weights.ndim)]
    pulled = weights * scale.reshape(shape)
    return Pulled((pulled,), float((weights * shift.reshape(shape)).sum()))


def _norm(record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor) -> Pulled:
    """Mean and variance as they are for this input."""
    scale, shift = frozen_line(record, sources[0].output.double())
    return Pulled((weights * scale,), float((weights * shift).sum()))


def _activation(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    """ReLU's gates as they are; any other function by its slope here."""
    spec, (source,) = record.spec, sources
    assert isinstance(spec, ActivationSpec)
    given = source.output.double()
    if spec.function == "relu":
        return Pulled((weights * (given > 0),), 0.0)
    (gradient,), output = by_call(record, [given], torch.ones_like(given))
    exact = spec.function in PIECEWISE_LINEAR
    rest = (output if exact else record.output.double()) - gradient * given
    return Pulled((weights * gradient,), float((weights * rest).sum()))


def _pooling(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    """An average is linear; a maximum hands its weight to the cell that won."""
    spec, (source,) = record.spec, sources
    if not isinstance(spec, PoolSpec | AdaptivePoolSpec):
        raise ValueError(unknown_layer(record))
    if spec.kind == "average":
        return _linear(record, sources, weights)
    winners = winning_places(source.output, spec)
    x = torch.zeros_like(source.output, dtype=torch.float64).flatten(2)
    flat = weights.reshape(*winners.shape[:2], -1)
    return Pulled((x.scatter_add(2, winners.flatten(2), flat).reshape(source.output.shape),), 0.0)


def winning_places(x: torch.Tensor, spec: PoolSpec | AdaptivePoolSpec) -> torch.Tensor:
    """For each output cell of max pooling the place of the winner in its map, by PyTorch."""
    if isinstance(spec, AdaptivePoolSpec):
        return F.adaptive_max_pool2d(x, spec.size, return_indices=True)[1]
    sizes = (spec.kernel, spec.steps, spec.padding, spec.dilations)
    return F.max_pool2d(x, *sizes, ceil_mode=spec.ceil_mode, return_indices=True)[1]


def gate_of(record: LayerRecord, sources: tuple[LayerRecord, ...]) -> int:
    """Which operand of a product is kept at this input's values: the smaller, else the second."""
    if len(sources) < 2:
        return 0
    return 0 if sources[0].output.numel() < sources[1].output.numel() else 1


def _gated(record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor) -> Pulled:
    """A product of two results: one of them is taken as it is for this input."""
    values = _values(sources)
    if isinstance(record.spec, OperationSpec) and record.spec.function == "glu":
        axis = dict(record.spec.settings)["dim"]
        opened = weights * values[0].chunk(2, axis)[1].sigmoid()
        return Pulled((torch.cat([opened, torch.zeros_like(opened)], axis),), 0.0)
    gate = gate_of(record, sources)
    gradients, _ = by_call(record, values, weights)
    if len(sources) == 1:  # x * x: one of the two is the gate
        return Pulled((gradients[0] / 2,), 0.0)
    kept = tuple(
        torch.zeros_like(gradient) if index == gate else gradient
        for index, gradient in enumerate(gradients)
    )
    # A quotient is not linear in what it divides by, but then that is the gate.
    if record.kind is not LayerKind.MATMUL:
        return Pulled(kept, 0.0)
    with torch.no_grad():  # a convolution by such a kernel may have a bias
        assert record.call is not None
        constant = record.call(*(torch.zeros_like(value) for value in values))
    return Pulled(kept, float((weights * constant).sum()))


def _attention(
    record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor
) -> Pulled:
    """How much each token reads of each other is taken as it is for this input."""
    spec, values = record.spec, _values(sources)
    assert isinstance(spec, AttentionSpec)
    gradients, output = by_call(record, values, weights)
    kept = tuple(
        gradient if role == "value" else torch.zeros_like(gradient)
        for role, gradient in zip(spec.reads, gradients, strict=True)
    )
    rest = (weights * output).sum()
    rest = rest - sum((g * value).sum() for g, value in zip(kept, values, strict=True))
    return Pulled(kept, float(rest))


def _other(record: LayerRecord, sources: tuple[LayerRecord, ...], weights: torch.Tensor) -> Pulled:
    """A function that no kind describes: by its slopes here, if PyTorch can tell them."""
    try:
        return _tangent(record, sources, weights)
    except (RuntimeError, NotImplementedError, TypeError) as error:
        raise ValueError(unknown_layer(record)) from error


PULLBACKS: dict[LayerKind, _Pullback] = {
    LayerKind.CONV: _convolution,
    LayerKind.TRANSPOSED_CONV: _linear,
    LayerKind.BATCH_NORM: _batch_norm,
    LayerKind.NORM: _norm,
    LayerKind.ACTIVATION: _activation,
    LayerKind.POOL: _pooling,
    LayerKind.GLOBAL_POOL: _linear,
    LayerKind.ADD: _linear,
    LayerKind.PRODUCT: _gated,
    LayerKind.SCALE: _linear,
    LayerKind.CONCAT: _linear,
    LayerKind.REARRANGE: _linear,
    LayerKind.UPSAMPLE: _linear,
    LayerKind.FLATTEN: _linear,
    LayerKind.DENSE: _dense,
    LayerKind.LINEAR: _linear,
    LayerKind.MATMUL: _gated,
    LayerKind.MAXIMUM: _tangent,
    LayerKind.ATTENTION: _attention,
    LayerKind.SOFTMAX: _tangent,
    LayerKind.DROPOUT: _linear,
    LayerKind.OTHER: _other,
}
