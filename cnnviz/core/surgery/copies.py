"""Copies of a network that may be changed, and the inputs to try them with."""

from __future__ import annotations

import copy

import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.recorder import nested_tensors
from cnnviz.core.trace import Trace, trace


def copied_network(model: nn.Module) -> nn.Module:
    """A copy in evaluation mode that shares no weight with `model`.

    Raises
    ------
    ValueError
        If something in the model cannot be copied.
    """
    # Tensors with a history, such as the weight that the older weight norm keeps beside its
    # parameters, refuse to be copied; their values do not.
    computed = [
        tensor
        for module in model.modules()
        for tensor in nested_tensors(vars(module))
        if tensor.grad_fn is not None
    ]
    try:
        return copy.deepcopy(model, {id(t): t.detach().clone() for t in computed}).eval()
    except Exception as error:  # whatever the model's own attributes raise
        raise ValueError(f"network cannot be copied: {error}") from error


def blank_input(model: nn.Module, shape: Shape) -> torch.Tensor:
    """Zeros (1, channels, height, width) on the model's device and of its precision."""
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.is_floating_point():
            return torch.zeros(1, *shape, dtype=tensor.dtype, device=tensor.device)
    return torch.zeros(1, *shape)


def trained_trace(model: nn.Module, shape: Shape) -> Trace:
    """The trace of a blank input through a working network.

    Raises
    ------
    ValueError
        If the network cannot take an input of this shape, with PyTorch's words.
    """
    try:
        return trace(model, blank_input(model, shape))
    except ValueError:
        raise
    except Exception as error:  # whatever the model's own code raises
        size = " x ".join(map(str, shape))
        raise ValueError(f"network cannot take an input of {size}: {error}") from error
