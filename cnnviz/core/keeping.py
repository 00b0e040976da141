"""Copies of tensors that nobody else writes into."""

from __future__ import annotations

from typing import overload

import torch

# Larger weights are held as they are: to copy them would take longer than many a network.
_SMALL_WEIGHT = 1 << 20


def copied(tensor: torch.Tensor) -> torch.Tensor:
    """The values as they are now, on the CPU, apart from the model and from gradients."""
    copy = tensor.clone() if tensor.is_cpu else tensor.cpu()
    return copy.detach() if copy.requires_grad else copy


@overload
def kept_weight(tensor: torch.Tensor) -> torch.Tensor: ...
@overload
def kept_weight(tensor: None) -> None: ...
def kept_weight(tensor: torch.Tensor | None) -> torch.Tensor | None:
    """A weight: small ones as a copy, large ones as they are."""
    if tensor is None:
        return None
    if tensor.nbytes <= _SMALL_WEIGHT or not tensor.is_cpu:
        return copied(tensor)
    return tensor.detach()
