"""What a step of a model's graph is: its kind, its settings, its name."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import fx, nn

from cnnviz.core.windows import ConvSpec, PoolSpec


class LayerKind(Enum):
    """What a layer does; the value is the field's term for it."""

    INPUT = "input"
    CONV = "convolution"
    BATCH_NORM = "batch norm"
    ACTIVATION = "activation"
    POOL = "pooling"
    GLOBAL_POOL = "global average pooling"
    ADD = "residual sum"
    FLATTEN = "flatten"
    DENSE = "dense"
    DROPOUT = "dropout"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class BatchNormSpec:
    """The numbers batch norm uses beside its weight and bias, one per channel (shape (C,)).

    ``output = (input - mean) / sqrt(variance + eps) * weight + bias``
    (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)
    """

    mean: torch.Tensor
    variance: torch.Tensor
    eps: float


@dataclass(frozen=True)
class ActivationSpec:
    """Which function an activation layer applies, by its PyTorch name in lower case."""

    function: str


LayerSpec = ConvSpec | PoolSpec | BatchNormSpec | ActivationSpec


def describe_module(module: nn.Module) -> tuple[LayerKind, LayerSpec | None]:
    """What a module of `torch.nn` is and how it is set."""
    if isinstance(module, nn.Conv2d) and module.groups == 1:
        padding = 0 if module.padding == "valid" else module.padding
        sizes = (module.kernel_size, module.stride, padding, module.dilation)
        return LayerKind.CONV, _conv_spec(*sizes, module.padding_mode)
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        return LayerKind.POOL, _pool_spec(module)
    if isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size in (1, (1, 1)):
        return LayerKind.GLOBAL_POOL, None
    if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
        assert module.running_var is not None
        mean, variance = module.running_mean.cpu().clone(), module.running_var.cpu().clone()
        return LayerKind.BATCH_NORM, BatchNormSpec(mean, variance, module.eps)
    if isinstance(module, _ACTIVATIONS):
        return LayerKind.ACTIVATION, ActivationSpec(type(module).__name__.lower())
    for types, kind in _OTHER_MODULES:
        if isinstance(module, types):
            return kind, None
    return LayerKind.OTHER, None


_ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh, nn.GELU, nn.SiLU, nn.ELU)
_OTHER_MODULES: tuple[tuple[type[nn.Module], LayerKind], ...] = (
    (nn.Linear, LayerKind.DENSE),
    (nn.Flatten, LayerKind.FLATTEN),
    (nn.modules.dropout._DropoutNd, LayerKind.DROPOUT),
)


def _pool_spec(module: nn.MaxPool2d | nn.AvgPool2d) -> PoolSpec | None:
    """The spec, or None where the module is set in a way `PoolSpec` has no word for."""
    given = (module.kernel_size, module.stride, module.padding)
    # PyTorch takes lists, too; the cache of specs needs what can be hashed.
    sizes = (*(tuple(v) if isinstance(v, list) else v for v in given), module.ceil_mode)
    if isinstance(module, nn.MaxPool2d):
        return _sized_pool_spec("max", *sizes) if module.dilation in (1, (1, 1)) else None
    plain = module.count_include_pad and module.divisor_override is None
    return _sized_pool_spec("average", *sizes) if plain else None


# Checking a spec takes as long as running a small layer; the same few recur in every trace.
_conv_spec = lru_cache(maxsize=256)(ConvSpec)
_sized_pool_spec = lru_cache(maxsize=256)(PoolSpec)


_OPERATIONS: dict[Callable[..., Any] | str, LayerKind] = {
    operator.add: LayerKind.ADD,
    operator.iadd: LayerKind.ADD,
    torch.add: LayerKind.ADD,
    "add": LayerKind.ADD,
    "add_": LayerKind.ADD,
    torch.flatten: LayerKind.FLATTEN,
    "flatten": LayerKind.FLATTEN,
    "view": LayerKind.FLATTEN,
    "reshape": LayerKind.FLATTEN,
    F.dropout: LayerKind.DROPOUT,
    F.relu: LayerKind.ACTIVATION,
    torch.relu: LayerKind.ACTIVATION,
    torch.sigmoid: LayerKind.ACTIVATION,
    torch.tanh: LayerKind.ACTIVATION,
    "relu": LayerKind.ACTIVATION,
    "relu_": LayerKind.ACTIVATION,
}


def describe_operation(node: fx.Node) -> LayerKind:
    """What a function or method call in the graph is."""
    return _OPERATIONS.get(node.target, LayerKind.OTHER)


def activation_spec(node: fx.Node) -> ActivationSpec | None:
    """Which function a call applies, if it is an activation."""
    if describe_operation(node) is not LayerKind.ACTIVATION:
        return None
    return ActivationSpec(str(getattr(node.target, "__name__", node.target)).rstrip("_"))


def operation_name(node: fx.Node) -> str:
    """The function's name after the module that calls it, as in ``block1.add``."""
    function = str(getattr(node.target, "__name__", node.target))
    modules = node.meta.get("nn_module_stack") or {}
    path = next(reversed(modules), "")
    return f"{path}.{function}" if path else function
