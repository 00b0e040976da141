"""What the Layers page looks at, found out once for all its parts."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.explore.cells import Cell
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.ui.state.shown import Shown


@dataclass(frozen=True, eq=False)
class Looked:
    """One number of one layer of one network, for one input.

    Attributes
    ----------
    network : Network
    given : Shown
        What it reads.
    trained, result : Trace
        Of the network as trained, and as it is now: with filters switched, if any are.
    cell : Cell
        The number that is looked at.
    record : LayerRecord
        Of its layer, in `result`.
    names : tuple of str
        What the network's answers are called.
    """

    network: Network
    given: Shown
    trained: Trace
    result: Trace
    cell: Cell
    record: LayerRecord
    names: tuple[str, ...]
