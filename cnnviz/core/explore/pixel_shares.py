"""How much each pixel of the input adds to one number of a trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.linear_path import linear_replay, tangent_layers
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
    """

    cell: Cell
    shares: NDArray[np.float64]
    slopes: NDArray[np.float64]
    constant: float
    value: float
    tangents: tuple[str, ...]

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
        """Whether every layer on the way is piecewise linear, so that no tangent was needed."""
        return not self.tangents


def pixel_shares(trace: Trace, cell: Cell) -> PixelShares:
    """Share one number of a trace out among the pixels of its first digit.

    The network, with this digit's ReLU gates and max pooling winners frozen, is an affine
    function of the pixels (`linear_replay`). Its slopes come from one backward pass, its constant
    from putting a blank image through it; that both together give the traced value is not built
    in, and holds because the frozen network is the network.

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
    pixels = trace.input[:1].double()
    # An affine function has the same slopes everywhere: at the blank image, too.
    blank = torch.zeros_like(pixels).requires_grad_()
    with torch.enable_grad():
        output = _maps(linear_replay(trace, cell.layer, blank)[0])
        constant = output[cell.channel, cell.row, cell.column]
        (slopes,) = torch.autograd.grad(constant, blank)
    return PixelShares(
        cell,
        shares=_maps((slopes * pixels)[0]).numpy(),
        slopes=_maps(slopes[0]).numpy(),
        constant=float(constant.detach()),
        value=value,
        tangents=tangent_layers(trace, cell.layer),
    )


def _maps(values: torch.Tensor) -> torch.Tensor:
    """One digit's values as maps (C, H, W), as `planes` shapes a record."""
    return values if values.ndim == 3 else values.reshape(-1, 1, 1)
