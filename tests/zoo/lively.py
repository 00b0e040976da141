"""Random weights that make every layer matter.

As they are initialised, many networks are dull: a batch norm is the identity, a bias is 0, a
layer scale is 1e-6, and behind forty layers all answers are the same. A wrong trace could hide
in that.
"""

from __future__ import annotations

import torch
from torch import nn

_NORMS = (nn.modules.batchnorm._BatchNorm,)


def enliven(model: nn.Module, shape: tuple[int, ...], seed: int) -> nn.Module:
    """Give every constant parameter random values and every batch norm statistics of its own.

    The statistics are those of eight random pictures, disturbed a little, so that the activations
    of a deep network neither vanish nor grow without bounds.

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place and put into evaluation mode.
    shape : tuple of int
        Of one picture, (C, H, W).
    seed : int

    Returns
    -------
    torch.nn.Module
        The model itself.
    """
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            _vary(parameter, random)
        _measure_statistics(model.eval(), torch.randn(8, *shape, generator=random))
        for norm in model.modules():
            if isinstance(norm, _NORMS) and norm.running_var is not None:
                _disturb(norm, random)
    return model.eval()


def _vary(parameter: torch.Tensor, random: torch.Generator) -> None:
    first = float(parameter.flatten()[0])
    if not bool((parameter == first).all()):
        return
    if parameter.ndim >= 2 and first == 0:  # a head that starts with zeros
        fan_in = parameter[0].numel()
        parameter.normal_(0, fan_in**-0.5, generator=random)
    elif first == 0:
        parameter.normal_(0, 0.2, generator=random)
    else:
        size = first if abs(first) > 0.1 else 0.5
        parameter.uniform_(0.6, 1.4, generator=random).mul_(size)


def _measure_statistics(model: nn.Module, pictures: torch.Tensor) -> None:
    norms = [m for m in model.modules() if isinstance(m, _NORMS) and m.track_running_stats]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.train()
        norm.momentum = 1.0
    model(pictures)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.eval()
        norm.momentum = momentum


def _disturb(norm: nn.modules.batchnorm._BatchNorm, random: torch.Generator) -> None:
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None and variance is not None
    variance.clamp_(min=1e-4)  # a unit that eight pictures did not wake
    noise = torch.randn(mean.shape, generator=random, dtype=mean.dtype)
    mean.add_(0.2 * variance.sqrt() * noise)
    variance.mul_(torch.empty_like(variance).uniform_(0.7, 1.4, generator=random))
