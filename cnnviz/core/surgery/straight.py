"""A trained network without its activation functions: what is left is one straight line."""

from __future__ import annotations

from torch import nn

from cnnviz.core.surgery.copies import copied_network

# Applied to every number by itself; none has a shape or a weight to be kept.
_CURVES = (
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.Sigmoid, nn.Tanh, nn.GELU, nn.SiLU, nn.ELU,
    nn.Hardswish, nn.Hardsigmoid, nn.Softplus, nn.Mish,
)  # fmt: skip


def without_activations(model: nn.Module) -> nn.Module:
    """A copy in which every activation passes its input on as it is.

    Parameters
    ----------
    model : torch.nn.Module
        Unchanged.

    Raises
    ------
    ValueError
        If no module of it is an activation, or it cannot be copied.

    Examples
    --------
    >>> import torch
    >>> straight = without_activations(nn.Sequential(nn.Linear(1, 1), nn.ReLU()))
    >>> x = torch.tensor([[1.0], [2.0], [3.0]])
    >>> first, second, third = straight(x).flatten().tolist()
    >>> abs((third - second) - (second - first)) < 1e-6
    True
    """
    changed = copied_network(model)
    found = False
    for module in list(changed.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, _CURVES):
                setattr(module, name, nn.Identity())
                found = True
    if not found:
        raise ValueError("no module of this network is an activation")
    return changed
