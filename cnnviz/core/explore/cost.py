"""What a network costs: parameters and multiply-adds, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from cnnviz.core.layer_kinds import AttentionSpec, OperationSpec
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.unwatched import UnwatchedAttention, UnwatchedEncoder


@dataclass(frozen=True)
class LayerCost:
    """One layer's cost for one digit.

    Attributes
    ----------
    name : str
    kind : LayerKind
    shape : tuple of int
        Of the output, without the batch dimension.
    parameters : int
        Trained numbers: weights and biases.
    multiply_adds : int
        Multiplications, each with its addition, of convolutions, dense layers and matrix
        products. As is usual, the few operations per value of the other layers are not counted.
    """

    name: str
    kind: LayerKind
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int


def layer_costs(trace: Trace) -> tuple[LayerCost, ...]:
    """The cost of every layer, in order of computation."""
    return tuple(
        LayerCost(
            record.name,
            record.kind,
            tuple(record.first.shape),
            parameter_count(record),
            _multiply_adds(trace, record),
        )
        for record in trace.records
    )


def parameter_count(record: LayerRecord) -> int:
    """Trained numbers that a layer uses and no layer before it does."""
    return record.parameters


def _multiply_adds(trace: Trace, record: LayerRecord) -> int:
    """For one input of the batch."""
    count = MULTIPLY_ADDS.get(record.kind)
    return 0 if count is None else count(trace, record) // record.batch


def _filters(trace: Trace, record: LayerRecord) -> int:
    """Each output value multiplies one whole filter (or one row of weights) with its input."""
    assert record.weight is not None
    return record.output.numel() * record.weight[0].numel()


def _transposed(trace: Trace, record: LayerRecord) -> int:
    """Each input value is multiplied with one whole filter."""
    assert record.weight is not None
    return trace.record(record.parents[0]).output.numel() * record.weight[0].numel()


def _by_function(trace: Trace, record: LayerRecord) -> int:
    """What a function multiplies, by the shapes of the tensors that it was given."""
    call, spec = record.call, record.spec
    if call is None:
        return 0
    shapes = call.shapes([trace.record(name).output.shape for name in call.operands])
    if isinstance(call.function, UnwatchedAttention | UnwatchedEncoder):
        return call.function.multiply_adds(*shapes)
    if isinstance(spec, AttentionSpec):  # the scores, and the values mixed
        query, key, value = shapes[:3]
        return query.numel() * key[-2] + query[:-1].numel() * key[-2] * value[-1]
    if not isinstance(spec, OperationSpec) or len(shapes) < 2:
        return 0
    count = _FUNCTIONS.get(spec.function)
    if count is None:
        return 0
    if spec.function == "einsum":
        return _einsum(dict(spec.settings)["equation"], shapes)
    return count(record.output.numel(), shapes)


def _einsum(equation: str, shapes: list[torch.Size]) -> int:
    """Each letter is a loop; three dots stand for the leading axes."""
    sizes: dict[str, int] = {}
    for letters, shape in zip(
        equation.replace(" ", "").split("->")[0].split(","), shapes, strict=True
    ):
        begin, _, end = letters.partition("...")
        sizes |= dict(zip(begin, shape, strict=False))
        sizes |= dict(zip(reversed(end), reversed(shape), strict=False))
        if "..." in letters:
            for axis, size in enumerate(reversed(shape[len(begin) : len(shape) - len(end)])):
                sizes[f"...{axis}"] = max(size, sizes.get(f"...{axis}", 1))
    return math.prod(sizes.values())


def _shared_axis(output: int, shapes: list[torch.Size]) -> int:
    """Each output value is a sum over the last axis of the first operand."""
    return output * shapes[0][-1]


def _added_product(output: int, shapes: list[torch.Size]) -> int:
    """The same, and the first tensor is only added."""
    return output * shapes[1][-1]


def _summed_products(output: int, shapes: list[torch.Size]) -> int:
    return output * shapes[1][-1] * shapes[1][0]


def _tensordot(output: int, shapes: list[torch.Size]) -> int:
    """Both have the shared axes, and the output none of them."""
    return math.isqrt(output * shapes[0].numel() * shapes[1].numel())


def _convolved(output: int, shapes: list[torch.Size]) -> int:
    return output * shapes[1][1:].numel()


def _convolved_back(output: int, shapes: list[torch.Size]) -> int:
    return shapes[0].numel() * shapes[1][1:].numel()


_FUNCTIONS: dict[str, Callable[[int, list[torch.Size]], int]] = {
    **dict.fromkeys(("matmul", "mm", "bmm", "mv", "dot", "inner", "linear"), _shared_axis),
    "rmatmul": lambda output, shapes: output * shapes[1][-1],
    **dict.fromkeys(("addmm", "addmv", "baddbmm"), _added_product),
    "addbmm": _summed_products,
    "einsum": _tensordot,
    "tensordot": _tensordot,
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _convolved),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _convolved_back),
}

# What is not here takes a few operations a value, which are not counted.
MULTIPLY_ADDS: dict[LayerKind, Callable[[Trace, LayerRecord], int]] = {
    LayerKind.CONV: _filters,
    LayerKind.DENSE: _filters,
    LayerKind.TRANSPOSED_CONV: _transposed,
    LayerKind.MATMUL: _by_function,
    LayerKind.LINEAR: _by_function,
    LayerKind.ATTENTION: _by_function,
    LayerKind.OTHER: _by_function,
}
