"""What PyTorch computed in a plain call, seen from below: independent of how a trace looks on."""

from __future__ import annotations

import hashlib
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count


def fingerprint(tensor: torch.Tensor) -> tuple[torch.dtype, bytes]:
    """The same for tensors that hold the same numbers in the same order."""
    data = tensor.detach().contiguous().view(-1).view(torch.uint8).numpy()
    return tensor.dtype, hashlib.blake2b(data, digest_size=8).digest()


class Witness(TorchDispatchMode):
    """Remembers every tensor that any of PyTorch's operators read or wrote.

    Attributes
    ----------
    seen : set of fingerprints
    storages : set of int
        Addresses of all memory that was read.
    """

    def __init__(self, *, numbers: bool = True) -> None:
        super().__init__()
        self.seen: set[tuple[torch.dtype, bytes]] = set()
        self.storages: set[int] = set()
        self._numbers = numbers

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        read = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
        self.storages.update(t.untyped_storage().data_ptr() for t in read)
        self._remember(read)
        result = func(*args, **kwargs)
        self._remember([t for t in tree_leaves(result) if isinstance(t, torch.Tensor)])
        return result

    def _remember(self, tensors: list[torch.Tensor]) -> None:
        if self._numbers:
            self.seen.update(fingerprint(t) for t in tensors if t.is_floating_point())


def _attention_on_cpu(
    query: Any, key: Any, value: Any, *rest: Any, out_shape: Any = None, **settings: Any
) -> int:
    return int(sdpa_flop_count(query, key, value))


# Attention as it is computed on a CPU is not among those that the counter knows.
_KERNELS = {torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: _attention_on_cpu}


def costs_of(model: nn.Module, x: torch.Tensor) -> tuple[int, int, int]:
    """What PyTorch's own counter finds in a plain call.

    Returns
    -------
    parameters : int
        Numbers in parameters that were read; each parameter counts once.
    multiply_adds : int
        Of convolutions and of products with weights.
    products : int
        Multiply-adds of the products of activations with each other (attention).
    """
    counter = FlopCounterMode(display=False, custom_mapping=_KERNELS)
    witness = Witness(numbers=False)
    # With gradients: without, PyTorch may take fused kernels that its counter does not know.
    with torch.enable_grad(), counter, witness:
        model(x)
    between = ("bmm", "baddbmm", "_scaled_dot_product")
    flops = counter.get_flop_counts()["Global"]
    products = sum(n for op, n in flops.items() if any(word in str(op) for word in between))
    used = [p for p in model.parameters() if p.untyped_storage().data_ptr() in witness.storages]
    everything = sum(flops.values())
    return sum(p.numel() for p in used), (everything - products) // 2, products // 2
