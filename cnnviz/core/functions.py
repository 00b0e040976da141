"""What a function of PyTorch does to the tensors it is given, by its name."""

from __future__ import annotations

from typing import Any

import torch

# Asked about a tensor, they answer with a number or a flag.
QUESTIONS = frozenset(
    [
        *("dim", "size", "stride", "numel", "nelement", "ndimension", "is_contiguous", "storage"),
        *("element_size", "is_floating_point", "is_complex", "storage_offset", "data_ptr", "item"),
        *("tolist", "type", "__len__", "__bool__", "__float__", "__int__", "__repr__"),
        *("__format__", "get_device", "untyped_storage", "__hash__", "is_same_size", "numpy"),
        *("__contains__", "requires_grad_", "retain_grad", "register_hook", "backward"),
        *("is_shared", "__array__", "_set_grad_enabled", "is_storage", "is_tensor", "is_nonzero"),
        *("result_type", "can_cast"),
    ]
)
# Of a tensor they read its shape alone: what they make does not depend on the input.
SHAPES = frozenset(
    [
        *("new_zeros", "new_ones", "new_empty", "new_full", "new_tensor"),
        *("zeros_like", "ones_like", "empty_like", "full_like"),
    ]
)
# They hand on what they are given; no layer of their own.
PASSING = frozenset(
    [
        *("detach", "contiguous", "clone", "alias", "requires_grad", "data", "cpu"),
        *("to", "type_as", "float", "double", "half", "bfloat16", "type"),
    ]
)
# The place of `inplace` among positional arguments, where the function has one.
_INPLACE = {
    **dict.fromkeys(("relu", "relu6", "silu", "mish", "hardswish", "hardsigmoid", "selu"), 1),
    **dict.fromkeys(("elu", "celu", "leaky_relu"), 2),
    **dict.fromkeys(("hardtanh", "threshold", "dropout", "dropout1d", "dropout2d"), 3),
    **dict.fromkeys(("dropout3d", "alpha_dropout", "feature_alpha_dropout"), 3),
    "rrelu": 4,
}
_OPERATORS = frozenset(
    [
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor"),
        *("matmul", "lshift", "rshift"),
    ]
)
_PLAIN: dict[str, str] = {}


def plain_name(raw: str) -> str:
    """The name without the underscores around it."""
    name = _PLAIN.get(raw)
    if name is None:
        name = _PLAIN[raw] = raw.strip("_") if raw[-1] == "_" or raw[0] == "_" else raw
    return name


def _is_in_place(raw: str) -> bool:
    if raw == "__setitem__" or (raw[-1] == "_" and raw[-2:] != "__"):
        return True
    return raw[:3] == "__i" and raw[3:-2] in _OPERATORS


def written(raw: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> torch.Tensor | None:
    """The tensor that a call writes into, if it does."""
    if kwargs:
        out = kwargs.get("out")
        if isinstance(out, torch.Tensor):
            return out
        if kwargs.get("inplace"):
            first = args[0] if args else kwargs.get("input")
            return first if isinstance(first, torch.Tensor) else None
    if raw[-1] == "_" and _is_in_place(raw):
        first = args[0] if args else next(iter(kwargs.values()), None)
        return first if isinstance(first, torch.Tensor) else None
    place = _INPLACE.get(raw)
    if place is not None and len(args) > place and args[place]:
        return args[0] if isinstance(args[0], torch.Tensor) else None
    return None
