"""What a graph would cost, found without computing it, and how much is too much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.graph.settings import GraphError, GraphNode


@dataclass(frozen=True)
class Limits:
    """How large a network from somebody else may be; VGG-19 at 224x224 fits.

    Attributes
    ----------
    file_bytes : int
        Of the file it comes in, or of its weights.
    nodes : int
        Operations.
    parameters : int
        Numbers in its weights.
    activation_bytes : int
        All values on the way from one input to the answer, together.
    multiply_adds : int
        For one input.
    seconds : float
        For opening and comparing, by the clock.
    memory_bytes : int
        Address space of the process that opens it.
    """

    file_bytes: int = 600_000_000
    nodes: int = 10_000
    parameters: int = 200_000_000
    activation_bytes: int = 1_000_000_000
    multiply_adds: int = 60_000_000_000
    seconds: float = 120.0
    memory_bytes: int = 8_000_000_000


@dataclass(frozen=True)
class Cost:
    """What one input costs.

    Attributes
    ----------
    activation_bytes, multiply_adds : int
    output_shape : tuple of int
        Of the answer, the batch of one included.
    """

    activation_bytes: int
    multiply_adds: int
    output_shape: tuple[int, ...]


def measure(
    nodes: Sequence[GraphNode],
    tensors: Mapping[str, torch.Tensor],
    output: str,
    input_shape: Shape,
    limits: Limits,
) -> Cost:
    """Run a graph on tensors without data and count.

    Raises
    ------
    GraphError
        If a node does not fit what it reads, or a limit is passed.

    References
    ----------
    https://docs.pytorch.org/docs/stable/meta.html
    """
    model = GraphModel(nodes, {k: v.to("meta") for k, v in tensors.items()}, output)
    x = torch.empty((1, *input_shape), device="meta")
    sizes, work = x.numel() * 4, 0
    shape: tuple[int, ...] = ()
    steps = model.steps(x, without_data)
    with torch.no_grad():
        for node in nodes:
            try:
                name, value = next(steps)
            except Exception as error:
                raise misfit(node.name, error) from None
            sizes += value.numel() * value.element_size()
            work += value.numel() * work_a_cell(getattr(model, name), value)
            shape = tuple(value.shape) if name == output else shape
            check_cost(sizes, work, limits)
    return Cost(sizes, work, shape)


def without_data(module: nn.Module, *values: torch.Tensor) -> torch.Tensor:
    """What a module makes of tensors on PyTorch's device without data.

    The first activation run there makes PyTorch import its compiler, which takes a second; what
    keeps its input's shape needs no run.
    """
    x = values[0] if values else None
    if isinstance(module, _SAME_SHAPE) and x is not None:
        return torch.empty_like(x)
    if isinstance(module, nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d) and x is not None:
        if x.ndim != 4:
            raise GraphError(f"a pooling layer reads something with {x.ndim} dimensions")
        return x.new_empty((*x.shape[:2], 1, 1))
    answer: torch.Tensor = module(*values)
    return answer


_SAME_SHAPE = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.SELU, nn.CELU, nn.Sigmoid, nn.Tanh, nn.SiLU),
    *(nn.Hardsigmoid, nn.Hardswish, nn.GELU, nn.Mish, nn.Softplus, nn.Softsign, nn.Dropout),
)


def check_cost(activation_bytes: int, multiply_adds: int, limits: Limits) -> None:
    """Raise GraphError if a limit is passed."""
    if activation_bytes > limits.activation_bytes:
        raise GraphError(
            "its values on the way from one picture to the answer take more than "
            f"{limits.activation_bytes / 1e6:,.0f} MB"
        )
    if multiply_adds > limits.multiply_adds:
        raise GraphError(
            f"one picture takes more than {limits.multiply_adds / 1e9:,.0f} billion multiplications"
        )


def misfit(name: str, error: Exception) -> GraphError:
    """What to raise when a layer fails on what it reads."""
    if isinstance(error, GraphError):
        return error
    reason = (str(error).strip() or type(error).__name__).split("\n")[0][:160].rstrip(".")
    return GraphError(f"the layer {name!r} does not fit what it reads ({reason})")


def work_a_cell(module: nn.Module, value: torch.Tensor) -> int:
    """Multiplications for one cell of a module's output; never too few by more than a few."""
    weight = getattr(module, "weight", None)
    if isinstance(module, nn.modules.conv._ConvNd) and weight is not None:
        own: int = weight[0].numel()
        # The kernels of a transposed convolution are sorted by input channel.
        return own * weight.shape[0] if module.transposed else own
    if isinstance(module, nn.Linear):
        return module.in_features
    kernel = getattr(module, "kernel_size", None)
    if kernel is not None:
        return math.prod(kernel) if isinstance(kernel, tuple) else int(kernel) ** 2
    if isinstance(module, nn.LocalResponseNorm):
        return module.size
    matrices = [b.shape[-1] for b in module.buffers(recurse=False) if b.ndim >= 2]
    return max([1, *matrices])
