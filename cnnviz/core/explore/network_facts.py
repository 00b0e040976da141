"""A whole network in three numbers: its size, its work, and how far its last maps see."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, Trace, trace


@dataclass(frozen=True)
class NetworkFacts:
    """What holds for every input.

    Attributes
    ----------
    parameters : int
    multiply_adds : int
        For one picture; see `LayerCost`.
    last_maps : str
        The last layer that still has places: the last one whose maps have more than one cell.
        "" if only the input has.
    field : int or None
        The longer side of the receptive field of the cell in the middle of those maps, in pixels
        of the input; what would lie beyond its edge does not count. None where no layer has
        places, or where what a layer reads is not known.
    """

    parameters: int
    multiply_adds: int
    last_maps: str
    field: int | None


def network_facts(network: Network) -> NetworkFacts:
    """The facts of a network, by a trace of an empty picture.

    Raises
    ------
    TraceError
        If it does not run.
    """
    result = trace(network.model, torch.zeros(1, *network.input_shape))
    costs = layer_costs(result)
    name = _last_maps(result)
    return NetworkFacts(
        sum(cost.parameters for cost in costs),
        sum(cost.multiply_adds for cost in costs),
        name,
        _field(result, name) if name else None,
    )


def _last_maps(result: Trace) -> str:
    names = [
        record.name
        for record in result.records
        if record.kind is not LayerKind.INPUT
        and record.first.ndim == 3
        and min(record.first.shape[1:]) > 1
    ]
    return names[-1] if names else ""


def _field(result: Trace, name: str) -> int | None:
    _, rows, columns = result.record(name).first.shape
    try:
        box = bounding_box(receptive_field(result, Cell(name, 0, rows // 2, columns // 2)))
    except ValueError:
        return None
    return max(box[2] - box[0], box[3] - box[1]) if box else None
