"""What a network costs: parameters and multiply-adds, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.trace import LayerKind, LayerRecord, Trace


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
    weight = record.weight
    if record.kind is LayerKind.MATMUL:
        # Each output value is a sum over the axis that both operands share.
        shared = trace.record(record.operands[0]).first.shape[-1]
        return record.first.numel() * shared
    if weight is None:
        return 0
    if record.kind in (LayerKind.CONV, LayerKind.DENSE):
        # Each output value multiplies one whole filter (or one row of weights) with its input.
        return record.first.numel() * weight[0].numel()
    if record.kind is LayerKind.TRANSPOSED_CONV:
        # Each input value is multiplied with one whole filter.
        return trace.record(record.parents[0]).first.numel() * weight[0].numel()
    return 0
