"""Which cells of a layer the answer rests on."""

from __future__ import annotations

import torch

from cnnviz.core.explore.ancestors import ancestors
from cnnviz.core.explore.cells import Cell, as_maps, one_at, planes
from cnnviz.core.explore.pullbacks import pull_back
from cnnviz.core.records import first_of
from cnnviz.core.trace import LayerKind, Trace


def answer_cell(trace: Trace) -> Cell:
    """The largest number of the last layer: the winning logit where that has one a class.

    Examples
    --------
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> model = nn.Sequential(nn.Flatten())
    >>> answer_cell(trace(model, torch.tensor([[[[2.0, 5.0]]]]))).channel
    1
    """
    last = trace.records[-1]
    values = planes(last)
    channel, place = divmod(int(values.argmax()), values[0].numel())
    return Cell(last.name, channel, *divmod(place, values.shape[2]))


def answer_shares(trace: Trace, layer: str) -> torch.Tensor:
    """What each cell of a layer adds to the winning logit, for the first input.

    With this input's ReLU gates and pooling winners frozen, as in `pixel_shares`: each cell's
    value times the weight with which it counts.

    Parameters
    ----------
    trace : Trace
    layer : str
        Name of a record.

    Returns
    -------
    float64 tensor (C, H, W)
        As `cnnviz.core.explore.cells.planes`; all 0 where the answer does not depend on it.

    Raises
    ------
    KeyError
        If the trace has no such layer.
    ValueError
        If a layer on the way does what no record describes.
    """
    record = trace.record(layer)
    answer = answer_cell(trace)
    weights = {answer.layer: one_at(trace.records[-1], answer)}
    for later in reversed(ancestors(trace, answer.layer)):
        if later.name == layer:
            break
        own = weights.pop(later.name, None)
        if own is None or later.kind is LayerKind.INPUT or not own.any():
            continue
        for name, share in zip(later.operands, pull_back(trace, later, own).weights, strict=True):
            weights[name] = weights[name] + share if name in weights else share
    own = weights.get(layer)
    if own is None:
        return torch.zeros_like(planes(record), dtype=torch.float64)
    return as_maps(first_of(own * record.output.double(), record.batch))


def telling_cell(trace: Trace, layer: str, channel: int) -> Cell:
    """The cell of a map on which the answer rests most: of the largest share in it.

    Where no cell of the map counts, or a layer after it does what no record describes, the first
    of the largest magnitude.

    Raises
    ------
    KeyError, IndexError
        If the trace has no such layer, or the layer no such map.
    """
    values = planes(trace.record(layer))[channel]
    try:
        shares = answer_shares(trace, layer)[channel]
    except ValueError:
        shares = torch.zeros_like(values)
    scores = shares if bool((shares > 0).any()) else values.abs()
    return Cell(layer, channel, *divmod(int(scores.argmax()), values.shape[1]))
