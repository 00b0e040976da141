"""How much each pixel of the input adds to one number of a trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.ancestors import ancestors
from cnnviz.core.explore.cells import Cell, as_maps, one_at
from cnnviz.core.explore.pullbacks import Exactness, exactness, pull_back
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.records import first_of
from cnnviz.core.trace import Trace


@dataclass(frozen=True, eq=False)
class PixelShares:
    """One number as a sum over pixels: ``value = shares.sum() + constant``.

    Attributes
    ----------
    cell : Cell
    shares : float64 array (C, H, W)
        What each pixel of the network's input adds: its slope times its value.
    slopes : float64 array (C, H, W)
        By how much the number grows when the pixel grows by 1, gates and winners kept.
    constant : float
        What is there without any ink: the biases, through the open gates.
    value : float
        What the network computed (float32).
    tangents : tuple of str
        Layers on the way that are curves, with a tangent in their place. The parts still sum to
        the value, but the shares describe the tangents, not the curves.
    gates : tuple of str
        Layers on the way that multiply by a result of their own: a gate, a normalisation, an
        attention. That result is taken as it is for this input.
    """

    cell: Cell
    shares: NDArray[np.float64]
    slopes: NDArray[np.float64]
    constant: float
    value: float
    tangents: tuple[str, ...]
    gates: tuple[str, ...] = ()

    @property
    def positive(self) -> float:
        """Sum of the shares above 0."""
        return float(self.shares[self.shares > 0].sum())

    @property
    def negative(self) -> float:
        """Sum of the shares below 0."""
        return float(self.shares[self.shares < 0].sum())

    @property
    def total(self) -> float:
        """All shares and the constant, summed in float64."""
        return float(self.shares.sum()) + self.constant

    @property
    def exact(self) -> bool:
        """Whether every layer on the way is piecewise linear, so that nothing stood in for it."""
        return not self.tangents and not self.gates


def pixel_shares(trace: Trace, cell: Cell) -> PixelShares:
    """Share one number of a trace out among the pixels of its first input.

    The network, with this input's ReLU gates and max pooling winners frozen, is an affine
    function of the pixels. Starting with a weight of 1 on the cell, each layer hands the weights
    on its output back to what it read (`cnnviz.core.explore.pullbacks`) and adds its constants;
    that the shares and the constants give the traced value is not built in, and holds because
    the frozen network is the network.

    Parameters
    ----------
    trace : Trace
    cell : Cell

    Returns
    -------
    PixelShares

    Raises
    ------
    KeyError, IndexError
        If the trace has no such layer, or the layer no such cell.
    ValueError
        If a layer on the way does what no record describes.

    References
    ----------
    "Gradient times input" of a piecewise linear network: Shrikumar, Greenside, Shcherbina,
    Kundaje: "Not Just a Black Box", arXiv:1605.01713 (2016); Montavon, Samek, Müller: "Methods
    for interpreting and understanding deep neural networks", Digital Signal Processing 73 (2018).

    Examples
    --------
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> layer = nn.Linear(2, 1)
    >>> with torch.no_grad():
    ...     _ = layer.weight.copy_(torch.tensor([[3.0, -1.0]])), layer.bias.fill_(0.5)
    >>> answer = trace(nn.Sequential(nn.Flatten(), layer), torch.tensor([[[[2.0, 1.0]]]]))
    >>> parts = pixel_shares(answer, Cell("1", 0))
    >>> parts.shares.tolist(), parts.constant, parts.value
    ([[[6.0, -1.0]]], 0.5, 5.5)
    """
    value = cell.value(trace)
    path = ancestors(trace, cell.layer)
    weights: dict[str, torch.Tensor] = {cell.layer: one_at(path[-1], cell)}
    constant, kinds = 0.0, {kind: list[str]() for kind in Exactness}
    for record in reversed(path):
        own = weights.get(record.name)
        if own is None or record.kind is LayerKind.INPUT or not own.any():
            continue
        pulled = pull_back(trace, record, own)
        constant += pulled.constant
        kinds[exactness(record)].insert(0, record.name)
        for name, share in zip(record.operands, pulled.weights, strict=True):
            weights[name] = weights[name] + share if name in weights else share
        del weights[record.name]
    pixels = trace.records[0]
    slopes = weights.get(pixels.name)
    if slopes is None:
        slopes = torch.zeros_like(pixels.output, dtype=torch.float64)
    shares = first_of(slopes * pixels.output.double(), pixels.batch)
    return PixelShares(
        cell,
        shares=as_maps(shares).numpy(),
        slopes=as_maps(first_of(slopes, pixels.batch)).numpy(),
        constant=constant + _other_inputs(trace, weights),
        value=value,
        tangents=tuple(kinds[Exactness.TANGENT]),
        gates=tuple(kinds[Exactness.GATE]),
    )


def _other_inputs(trace: Trace, weights: dict[str, torch.Tensor]) -> float:
    """What the inputs beside the first add, where a network takes several."""
    return sum(
        float((weights[record.name] * record.output.double()).sum())
        for record in trace.records[1:]
        if record.kind is LayerKind.INPUT and record.name in weights
    )
