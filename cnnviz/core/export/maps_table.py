"""The numbers of one layer as a table."""

from __future__ import annotations

import csv
import io

from cnnviz.core.explore.cells import planes
from cnnviz.core.trace import LayerRecord


def maps_csv(record: LayerRecord) -> str:
    """All numbers that a layer put out, as comma-separated values.

    Parameters
    ----------
    record : LayerRecord

    Returns
    -------
    str
        A line for each number: map, row, column (counted from 1) and value, as exactly as the
        network has it. Point and comma as programs read them, in every language.

    Examples
    --------
    >>> import torch
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> print(maps_csv(trace(nn.ReLU(), torch.tensor([[[[0.5, -2.0]]]])).records[-1]))
    map,row,column,value
    1,1,1,0.5
    1,1,2,0.0
    <BLANKLINE>
    """
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("map", "row", "column", "value"))
    for channel, plane in enumerate(planes(record).tolist()):
        for row, values in enumerate(plane):
            for column, value in enumerate(values):
                table.writerow((channel + 1, row + 1, column + 1, value))
    return written.getvalue()
