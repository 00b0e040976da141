"""What can be said of one layer in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.core.explore.cost import parameter_count
from cnnviz.core.trace import LayerRecord, Trace


@dataclass(frozen=True)
class LayerFacts:
    """Plain numbers about one record of one digit.

    Attributes
    ----------
    shapes_in : tuple of shapes
        One for each parent, without the batch dimension.
    shape_out : shape
    parameters : int
        Trained numbers: weights and biases.
    low, high, mean : float
        Of the output.
    zeros : float
        Share of outputs that are exactly zero, in [0, 1].
    dead : tuple of int
        Channels (or units) whose every output is exactly zero for this input.
    """

    shapes_in: tuple[tuple[int, ...], ...]
    shape_out: tuple[int, ...]
    parameters: int
    low: float
    high: float
    mean: float
    zeros: float
    dead: tuple[int, ...]


def layer_facts(trace: Trace, record: LayerRecord) -> LayerFacts:
    """The facts of `record`, for the first digit of the batch."""
    values = record.first
    alive = values.reshape(len(values), -1).ne(0).any(dim=1)
    return LayerFacts(
        shapes_in=tuple(tuple(trace.record(name).first.shape) for name in record.parents),
        shape_out=tuple(values.shape),
        parameters=parameter_count(record),
        low=float(values.min()),
        high=float(values.max()),
        mean=float(values.mean(dtype=torch.float64)),
        zeros=float((values == 0).double().mean()),
        dead=tuple(int(i) for i in (~alive).nonzero().ravel()),
    )
