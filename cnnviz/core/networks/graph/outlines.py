"""What a module makes of tensors without data: the shape and kind of its answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from cnnviz.core.networks.graph.functions import FUNCTIONS, Apply

# PyTorch answers for all modules, but the first activation or sum on its device without data makes
# it import its compiler, which takes a second or two. A common network needs nothing but these.
_SAME_SHAPE = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.SELU, nn.CELU, nn.Sigmoid, nn.Tanh, nn.SiLU),
    *(nn.Hardsigmoid, nn.Hardswish, nn.GELU, nn.Mish, nn.Softplus, nn.Softsign, nn.Dropout),
    *(nn.PReLU, nn.LocalResponseNorm, nn.GroupNorm, nn.LayerNorm),
    *(nn.modules.batchnorm._BatchNorm, nn.modules.instancenorm._InstanceNorm),
)
_BINARY = {FUNCTIONS[name].call for name in ("add", "subtract", "multiply", "divide")}
_UNARY = {FUNCTIONS[name].call for name in ("clamp", "erf", "sqrt", "exp", "negate")}


def without_data(module: nn.Module, *inputs: torch.Tensor) -> torch.Tensor:
    """What a module makes of tensors on PyTorch's device without data.

    Shapes that do not fit may still be found only when the module runs.

    Raises
    ------
    Exception
        Whatever the module raises on what does not fit.

    Examples
    --------
    >>> without_data(nn.Linear(3, 5), torch.empty(2, 3, device="meta")).shape
    torch.Size([2, 5])
    """
    shape = _shape(module, inputs)
    if shape is not None:
        return inputs[0].new_empty(shape)
    answer: torch.Tensor = module(*inputs)
    return answer


def _shape(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> tuple[int, ...] | None:
    """The answer's shape where a short rule says it; its kind is then the first input's."""
    if not inputs or any(x.dtype != torch.float32 for x in inputs):
        return None
    x = inputs[0]
    if isinstance(module, _SAME_SHAPE):
        return tuple(x.shape)
    if isinstance(module, nn.Linear):
        if x.ndim == 0 or x.shape[-1] != module.in_features:
            raise ValueError(f"a dense layer of {module.in_features} inputs reads {_written(x)}")
        return (*x.shape[:-1], module.out_features)
    if isinstance(module, nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d):
        if x.ndim != 4:
            raise ValueError(f"a pooling layer of maps reads {_written(x)}")
        return (*x.shape[:2], 1, 1)
    return _function_shape(module, inputs) if isinstance(module, Apply) else None


def _function_shape(module: Apply, inputs: tuple[torch.Tensor, ...]) -> tuple[int, ...] | None:
    arguments = module.arguments(*inputs)
    if any(a.dtype != torch.float32 for a in arguments):
        return None
    call: Callable[..., torch.Tensor] = module.function
    if call in _BINARY:
        return tuple(np.broadcast_shapes(*(tuple(a.shape) for a in arguments)))
    if call in _UNARY:
        return tuple(arguments[0].shape)
    if call is FUNCTIONS["concatenate"].call:
        return _joined(arguments, module.settings["dim"])
    return None


def _joined(arguments: list[torch.Tensor], dim: int) -> tuple[int, ...]:
    shapes = [list(a.shape) for a in arguments]
    rest = {(*s[:dim], *s[dim:][1:]) for s in shapes}
    if dim < 0 or len(rest) > 1 or dim >= len(shapes[0]):
        raise ValueError("parts of different sizes are strung together")
    shapes[0][dim] = sum(s[dim] for s in shapes)
    return tuple(shapes[0])


def _written(x: torch.Tensor) -> str:
    return "something of shape (" + ", ".join(map(str, x.shape)) + ")"
