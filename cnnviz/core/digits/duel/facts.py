"""What of a plan decides whether a network minds where a digit is."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.digits.duel.moves import pixel_order
from cnnviz.core.networks.plan.values import NetworkPlan


def total_stride(plan: NetworkPlan) -> int:
    """By how many pixels a picture must move for the last maps to move by one whole cell.

    The product of all strides of its convolutions and poolings; 1 for a plan without blocks.

    Examples
    --------
    >>> total_stride(NetworkPlan())
    4
    """
    stride = 1
    for block in plan.blocks:
        stride *= block.stride * (block.pool_size if block.pool != "none" else 1)
    return stride


@dataclass(frozen=True)
class Share:
    """Some of a network's trained numbers: how many of how many."""

    some: int
    all: int

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.some / self.all


def bound_to_place(plan: NetworkPlan, model: nn.Module) -> Share:
    """Trained numbers that only ever see one place of the picture.

    The first dense layer's, where it reads maps (or the picture) place by place; none after
    pooling over whole maps.
    """
    total = sum(parameter.numel() for parameter in model.parameters())
    if plan.ending != "flatten":
        return Share(0, total)
    first = next(layer for layer in model.modules() if isinstance(layer, nn.Linear))
    return Share(first.weight.numel(), total)


def reordered_weights(weight: torch.Tensor) -> torch.Tensor:
    """A first dense layer's weights (units, 784) that read shuffled pixels as it read the others.

    Each column goes where its pixel went, so the sums are the same: to a dense layer the order of
    its inputs is a matter of naming.
    """
    return weight[:, torch.from_numpy(pixel_order().copy())]
