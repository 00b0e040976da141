"""Plans to start from."""

from __future__ import annotations

import dataclasses

from cnnviz.core.images import Shape
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.values import Block, NetworkPlan

# The first is what a person starts with. The last five are the architectures as they stand.
STARTS: dict[str, NetworkPlan] = {
    "small_cnn": NetworkPlan(),
    "lenet_blocks": NetworkPlan(blocks=(Block(6, 5, padding=2), Block(16, 5)), dense=(120, 84)),
    "ann": NetworkPlan(blocks=(), dense=(128, 64)),
    "deeper": NetworkPlan(
        blocks=tuple(Block(n, 3, padding=1, batch_norm=True) for n in (16, 32, 64)),
        dense=(64,),
        dropout=0.2,
    ),
    **{name: NetworkPlan(architecture=name) for name in ARCHITECTURES},
}


def for_pictures(plan: NetworkPlan, shape: Shape, classes: int) -> NetworkPlan:
    """The same network for pictures (channels, height, width) of so many classes."""
    return dataclasses.replace(plan, input_shape=shape, classes=classes)


def start_of(plan: NetworkPlan) -> str | None:
    """Which start a plan is, whatever pictures it is for; None if it was changed.

    Examples
    --------
    >>> start_of(NetworkPlan(input_shape=(3, 32, 32))), start_of(NetworkPlan(dropout=0.5))
    ('small_cnn', None)
    """
    if plan.architecture:
        return plan.architecture if plan.architecture in STARTS else None
    for name, start in STARTS.items():
        if for_pictures(start, plan.input_shape, plan.classes) == plan:
            return name
    return None
