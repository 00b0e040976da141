"""Where each number of a layer comes from that only moves numbers about."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.pullbacks import unknown_layer
from cnnviz.core.layer_kinds import PlacesSpec
from cnnviz.core.trace import LayerRecord, Trace


def moved_places(trace: Trace, record: LayerRecord) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every number of a record which operand it is from, and its place there.

    The call itself tells: it is run on tensors that hold their cells' own numbers.

    Parameters
    ----------
    trace : Trace
    record : LayerRecord
        A rearrangement, a concatenation, or flatten.

    Returns
    -------
    (int64 array, int64 array)
        Of the output's shape, batch included. The operand is -1 for a constant, such as padding;
        the place is row-major in the operand, batch included.

    Raises
    ------
    ValueError
        If the record holds no call.
    """
    if isinstance(record.spec, PlacesSpec):
        return record.spec.parent.astype(np.int64), record.spec.place
    if record.call is None:
        raise ValueError(unknown_layer(record))
    numbered, begins, begin = [], [], 1
    for name in record.operands:
        shape = trace.record(name).output.shape
        numbers = torch.arange(begin, begin + shape.numel(), dtype=torch.float64)
        numbered.append(numbers.reshape(shape))
        begins.append(begin)
        begin += shape.numel()
    with torch.no_grad():
        once = record.call(*numbered).numpy()
        twice = record.call(*(2 * numbers for numbers in numbered)).numpy()
    # A constant stays what it is, whatever goes in.
    moved = (once >= 1) & (twice == 2 * once)
    places = np.where(moved, once, 1).astype(np.int64)
    operand = np.searchsorted(np.array(begins), places, side="right") - 1
    place = places - np.array(begins)[operand]
    return np.where(moved, operand, -1), place
