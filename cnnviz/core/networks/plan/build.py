"""A plan made into a module."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.layers import LayerOutline, block_layers
from cnnviz.core.networks.plan.outline import outline, why_broken
from cnnviz.core.networks.plan.values import NetworkPlan

ACTIVATION_MODULES: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}


class PlannedNetwork(nn.Sequential):
    """The layers of a plan, one after the other.

    Their names say what they are, counted from 1: conv1, bn1, relu1, pool1, flatten, dense1,
    dropout1, output.

    Attributes
    ----------
    plan : NetworkPlan
    """

    def __init__(self, plan: NetworkPlan) -> None:
        rows, broken = block_layers(plan)
        if broken is not None:
            raise ValueError(why_broken(broken))
        pairs = pairwise(rows)
        super().__init__(OrderedDict((row.name, _module(row, before)) for before, row in pairs))
        self.plan = plan


def build(plan: NetworkPlan, seed: int | None = None) -> nn.Module:
    """A freshly initialised module.

    Parameters
    ----------
    plan : NetworkPlan
    seed : int, optional
        Decides the first weights; torch's global stream is used as it stands without one.

    Returns
    -------
    torch.nn.Module
        Pictures (N, *plan.input_shape) to logits (N, plan.classes).

    Raises
    ------
    ValueError
        If `outline` finds it impossible: no picture gets through it, it is too large, or the
        architecture does not exist or reads other pictures; the message names the layer.

    Examples
    --------
    >>> [name for name, _ in build(NetworkPlan()).named_children()]
    ['conv1', 'relu1', 'pool1', 'conv2', 'relu2', 'pool2', 'flatten', 'dense1', 'relu3', 'output']
    """
    broken = outline(plan).broken
    if broken is not None:
        raise ValueError(why_broken(broken))
    if seed is not None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return build(plan)
    if plan.architecture:
        return ARCHITECTURES[plan.architecture].build()
    return PlannedNetwork(plan)


_POOL_MODULES: dict[object, Callable[[int], nn.Module]] = {
    "max": nn.MaxPool2d,
    "average": nn.AvgPool2d,
}
_GLOBAL_POOL_MODULES: dict[object, Callable[[int], nn.Module]] = {
    "max": nn.AdaptiveMaxPool2d,
    "average": nn.AdaptiveAvgPool2d,
}


def _module(row: LayerOutline, before: LayerOutline) -> nn.Module:
    """The module of a layer that reads what the one before it gives."""
    asked = dict(row.settings)
    match row.kind:
        case LayerKind.CONV:
            kernel, stride, padding = (int(asked[name]) for name in ("kernel", "stride", "padding"))
            return nn.Conv2d(before.shape[0], row.shape[0], kernel, stride, padding)
        case LayerKind.BATCH_NORM:
            return nn.BatchNorm2d(row.shape[0])
        case LayerKind.ACTIVATION:
            return ACTIVATION_MODULES[str(asked["activation"])]()
        case LayerKind.DROPOUT:
            return nn.Dropout(float(asked["dropout"]))
        case LayerKind.FLATTEN:
            return nn.Flatten()
        case LayerKind.DENSE:
            return nn.Linear(before.shape[0], row.shape[0])
    if asked["size"] == "global":
        return _GLOBAL_POOL_MODULES[asked["pool"]](1)
    return _POOL_MODULES[asked["pool"]](int(asked["size"]))
