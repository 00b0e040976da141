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
        Multiplications, each with its addition, of convolutions and dense layers. As is usual,
        the few operations per value of the other layers are not counted.
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
            tuple(record.output.shape[1:]),
            parameter_count(record),
            _multiply_adds(record),
        )
        for record in trace.records
    )


def parameter_count(record: LayerRecord) -> int:
    """Trained numbers of one layer: weights and biases."""
    return sum(p.numel() for p in (record.weight, record.bias) if p is not None)


def _multiply_adds(record: LayerRecord) -> int:
    if record.weight is None or record.kind not in (LayerKind.CONV, LayerKind.DENSE):
        return 0
    # Each output value multiplies one whole filter (or one row of weights) with its input.
    return record.output[0].numel() * record.weight[0].numel()
