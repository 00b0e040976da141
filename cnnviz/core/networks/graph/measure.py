"""What a graph would cost, found without computing it, and how much is too much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.networks.graph.functions import FUNCTIONS, Apply
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.graph.outlines import without_data
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


class Tally:
    """Runs modules on tensors without data and adds up what they would take.

    Parameters
    ----------
    limits : Limits
    batch : int, default 1
        How many inputs are in what the modules are run on; counts are for one.
    """

    def __init__(self, limits: Limits, batch: int = 1) -> None:
        self.limits = limits
        self.batch = batch
        self.bytes = 0
        self.work = 0

    def run(self, module: nn.Module, *inputs: torch.Tensor) -> torch.Tensor:
        """What the module makes of its inputs; GraphError if a limit is passed."""
        value = without_data(module, *inputs)
        self.bytes += memory_of(module, inputs, value) // self.batch
        self.work += work_of(module, inputs, value) // self.batch
        check_cost(self.bytes, self.work, self.limits)
        return value


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
    tally = Tally(limits)
    shape: tuple[int, ...] = ()
    steps = model.steps(x, tally.run)
    with torch.no_grad():
        for node in nodes:
            try:
                name, value = next(steps)
            except Exception as error:
                raise misfit(node.name, error) from None
            shape = tuple(value.shape) if name == output else shape
    return Cost(tally.bytes, tally.work, shape)


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


def work_of(module: nn.Module, inputs: Sequence[torch.Tensor], value: torch.Tensor) -> int:
    """Multiplications that a module takes; never fewer than it really takes by more than a few."""
    if isinstance(module, Apply) and module.function in (FUNCTIONS["einsum"].call, torch.matmul):
        operands = module.arguments(*inputs)
        if module.function is torch.matmul:
            return value.numel() * operands[0].shape[-1]
        return einsum_cells(module.settings["equation"], operands)
    if getattr(module, "transposed", False):
        # The kernels of a transposed convolution are sorted by input channel.
        return inputs[0].numel() * int(module.weight[0].numel())  # type: ignore[index]
    return value.numel() * _work_a_cell(module)


def memory_of(module: nn.Module, inputs: Sequence[torch.Tensor], value: torch.Tensor) -> int:
    """Bytes of what a module computes; of what it computes on the way, where that may be more."""
    cells = value.numel()
    if isinstance(module, Apply) and module.function is FUNCTIONS["einsum"].call:
        operands = module.arguments(*inputs)
        if len(operands) > 2:
            cells = einsum_cells(module.settings["equation"], operands)
    return cells * value.element_size()


def einsum_cells(equation: str, operands: Sequence[torch.Tensor]) -> int:
    """The cells of all dimensions that an equation names, together.

    Examples
    --------
    >>> einsum_cells("ab,bc->ac", [torch.zeros(2, 3), torch.zeros(3, 4)])
    24
    """
    if "." in equation:
        return math.prod(max(operand.numel(), 1) for operand in operands)
    sizes: dict[str, int] = {}
    for term, operand in zip(equation.partition("->")[0].split(","), operands, strict=True):
        sizes |= dict(zip(term.replace(" ", ""), operand.shape, strict=True))
    return math.prod(sizes.values())


def _work_a_cell(module: nn.Module) -> int:
    if isinstance(module, nn.modules.conv._ConvNd):
        return int(module.weight[0].numel())
    if isinstance(module, nn.Linear):
        return module.in_features
    kernel = getattr(module, "kernel_size", None)
    if kernel is not None:
        return math.prod(kernel)
    if isinstance(module, nn.LocalResponseNorm):
        return module.size
    matrices = [b.shape[-1] for b in module.buffers(recurse=False) if b.ndim >= 2]
    return max([1, *matrices])
