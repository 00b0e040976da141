"""A plan made into a module."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import cast

import torch
from torch import nn

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.windows import ConvSpec, PoolKind, PoolSpec

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
        super().__init__(OrderedDict(_layers(plan)))
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
        If no picture gets through it, or the architecture does not exist or reads other pictures;
        the message names the layer.

    Examples
    --------
    >>> [name for name, _ in build(NetworkPlan()).named_children()]
    ['conv1', 'relu1', 'pool1', 'conv2', 'relu2', 'pool2', 'flatten', 'dense1', 'relu3', 'output']
    """
    if seed is not None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return build(plan)
    if not plan.architecture:
        return PlannedNetwork(plan)
    spec = ARCHITECTURES.get(plan.architecture)
    if spec is None:
        raise ValueError(f"architecture must be one of {', '.join(ARCHITECTURES)}")
    if spec.input_shape != plan.input_shape or len(spec.classes) != plan.classes:
        shape = " x ".join(map(str, spec.input_shape))
        raise ValueError(f"{spec.title} reads {shape} and knows {len(spec.classes)} classes")
    return spec.build()


class _Draft:
    """The layers so far, and the shape of what the last one gives."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.layers: list[tuple[str, nn.Module]] = []
        self.channels, self.height, self.width = shape
        self._counts: dict[str, int] = {}

    def add(self, name: str, module: nn.Module) -> None:
        """A layer of that very name."""
        self.layers.append((name, module))

    def add_curve(self, name: str) -> None:
        """An activation; all of them are counted together."""
        if name != "none":
            self._counts["curve"] = self._counts.get("curve", 0) + 1
            self.add(f"{name}{self._counts['curve']}", ACTIVATION_MODULES[name]())

    def add_block(self, number: int, block: Block) -> None:
        """A block; ValueError where no window fits into its input."""
        conv = ConvSpec(block.kernel, block.stride, block.padding)
        height, width = self._size(f"conv{number}", conv)
        arguments = (block.filters, block.kernel, block.stride, block.padding)
        self.add(f"conv{number}", nn.Conv2d(self.channels, *arguments))
        self.channels, self.height, self.width = block.filters, height, width
        if block.batch_norm:
            self.add(f"bn{number}", nn.BatchNorm2d(self.channels))
        self.add_curve(block.activation)
        if block.pool in _POOL_MODULES:
            pool = PoolSpec(cast(PoolKind, block.pool), block.pool_size)
            self.height, self.width = self._size(f"pool{number}", pool)
            self.add(f"pool{number}", _POOL_MODULES[block.pool](block.pool_size))

    def _size(self, name: str, spec: ConvSpec | PoolSpec) -> tuple[int, int]:
        try:
            return spec.output_size((self.height, self.width))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


_POOL_MODULES: dict[str, Callable[[int], nn.Module]] = {
    "max": nn.MaxPool2d,
    "average": nn.AvgPool2d,
}
_ENDING_MODULES: dict[str, Callable[[int], nn.Module]] = {
    "global_average": nn.AdaptiveAvgPool2d,
    "global_max": nn.AdaptiveMaxPool2d,
}


def _layers(plan: NetworkPlan) -> list[tuple[str, nn.Module]]:
    draft = _Draft(plan.input_shape)
    for number, block in enumerate(plan.blocks, 1):
        draft.add_block(number, block)
    if plan.ending in _ENDING_MODULES:
        draft.add(plan.ending, _ENDING_MODULES[plan.ending](1))
        draft.height = draft.width = 1
    draft.add("flatten", nn.Flatten())
    count, drops = draft.channels * draft.height * draft.width, 0
    for number, units in enumerate((*plan.dense, plan.classes), 1):
        if plan.dropout and (number > 1 or not plan.dense):
            drops += 1
            draft.add(f"dropout{drops}", nn.Dropout(plan.dropout))
        is_last = number > len(plan.dense)
        draft.add("output" if is_last else f"dense{number}", nn.Linear(count, units))
        if not is_last:
            draft.add_curve(plan.dense_activation)
        count = units
    return draft.layers
