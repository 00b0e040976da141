"""What a person hands over, as a model takes it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.networks.network import Network


def network_of(model_or_network: nn.Module | Network) -> tuple[nn.Module, str, tuple[str, ...]]:
    """The module, what it is called, and the names of its outputs where they are known.

    Raises
    ------
    TypeError
        If it is neither a module nor a network.
    """
    if isinstance(model_or_network, Network):
        return model_or_network.model, model_or_network.title, model_or_network.classes
    if isinstance(model_or_network, nn.Module):
        return model_or_network, type(model_or_network).__name__, ()
    raise TypeError(
        "show needs a torch.nn.Module or a cnnviz.Network, "
        f"got {type(model_or_network).__name__}: {model_or_network!r:.60}"
    )


def input_of(model: nn.Module, x: Any, shape: Shape | None = None) -> Any:
    """`x` as the model takes it: an array becomes a tensor, a single picture a batch of one.

    Tensors keep their type; an array of numbers gets that of the model's weights. What is neither,
    such as a tuple of tensors, is handed on as it is.

    Parameters
    ----------
    model : torch.nn.Module
    x : torch.Tensor, numpy array, or anything else
    shape : (channels, height, width), optional
        Of one input, where it is known.

    Examples
    --------
    >>> input_of(nn.Conv2d(3, 1, 3), np.zeros((3, 8, 8))).shape
    torch.Size([1, 3, 8, 8])
    >>> input_of(nn.Linear(8, 1), np.zeros((2, 3, 8))).shape
    torch.Size([2, 3, 8])
    """
    if isinstance(x, np.ndarray):
        weight = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(1))
        x = torch.from_numpy(np.ascontiguousarray(x)).to(weight.device, weight.dtype)
    if not isinstance(x, torch.Tensor):
        return x
    if shape is not None and x.ndim < 4 and x.numel() == math.prod(shape):
        return x.reshape(1, *shape)
    if x.ndim in (2, 3) and _reads_pictures(model):
        return x[(None,) * (4 - x.ndim)]
    return x[None] if x.ndim == 1 else x


def _reads_pictures(model: nn.Module) -> bool:
    """Whether the first layer with weights is a convolution over two axes."""
    with_weights = (module for module in model.modules() if module._parameters)
    return isinstance(next(with_weights, None), nn.Conv2d)


def class_names(classes: Sequence[str] | None, known: Sequence[str], count: int) -> tuple[str, ...]:
    """A name for each of `count` outputs; their numbers, counted from 1, where there are none.

    Raises
    ------
    ValueError
        If `classes` are more or fewer than the outputs.

    Examples
    --------
    >>> class_names(None, (), 3)
    ('class 1', 'class 2', 'class 3')
    """
    if classes is None and len(known) == count:
        classes = known
    if classes is None:
        return tuple(f"class {index + 1}" for index in range(count))
    if isinstance(classes, str) or len(classes) != count:
        raise ValueError(
            f"classes must be {count} names, one for each output of the network, "
            f"got {1 if isinstance(classes, str) else len(classes)}"
        )
    return tuple(str(name) for name in classes)
