"""A network of the duel for digits of full size: it shrinks them itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import torch
from torch import nn

from cnnviz.core.digits.duel.moves import window_means
from cnnviz.core.networks.network import Network


class Shrink(nn.Module):
    """`shrunk` as a layer: pictures (N, 1, 28, 28), two fixed matrix products."""

    means: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("means", torch.from_numpy(window_means()).float())

    def forward(self, digits: torch.Tensor) -> torch.Tensor:
        """Smaller digits, in fields of the same size."""
        return self.means @ digits @ self.means.T


def for_whole_digits(network: Network) -> Network:
    """The same network with the shrinking in front, so that every page may show it any digit.

    Without it the network would be asked about digits half as large again as those it was
    trained on.
    """
    assert isinstance(network.model, nn.Sequential)
    layers = OrderedDict([("shrink", Shrink()), *network.model.named_children()])
    model = nn.Sequential(layers).eval().requires_grad_(False)
    return replace(network, key=f"{network.key}-whole", model=model)
