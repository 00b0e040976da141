"""Operations that are functions of tensors, by the name they have in a definition file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.networks.graph.settings import LARGEST_INTEGER, Settings

Reader = Callable[[Settings], dict[str, Any]]

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "float16": torch.float16,
    "int64": torch.int64,
    "int32": torch.int32,
    "int16": torch.int16,
    "int8": torch.int8,
    "uint8": torch.uint8,
    "bool": torch.bool,
}


@dataclass(frozen=True)
class Function:
    """What is called, how many tensors it takes, and how its settings are read."""

    call: Callable[..., torch.Tensor]
    least: int
    most: int
    read: Reader = lambda settings: {}


class Apply(nn.Module):
    """Calls one function, on what comes in and on tensors of its own.

    Parameters
    ----------
    function : callable
    own : dict of int to torch.Tensor
        Tensors that never change, by their place among the arguments.
    settings : dict
        Keyword arguments.
    """

    def __init__(
        self,
        function: Callable[..., torch.Tensor],
        own: dict[int, torch.Tensor],
        settings: dict[str, Any],
    ) -> None:
        super().__init__()
        self.function = function
        self.settings = settings
        self.places = tuple(own)
        for place, tensor in own.items():
            self.register_buffer(f"input_{place}", tensor)

    def forward(self, *values: torch.Tensor) -> torch.Tensor:
        """The function's value; `values` are the arguments that are not its own, in order."""
        arguments = list(values)
        for place in self.places:
            arguments.insert(place, getattr(self, f"input_{place}"))
        return self.function(*arguments, **self.settings)

    def extra_repr(self) -> str:
        """What `repr` shows."""
        given = [f"{name}={value}" for name, value in self.settings.items()]
        return ", ".join([getattr(self.function, "__name__", "function").strip("_"), *given])


def _concatenate(*values: torch.Tensor, dim: int) -> torch.Tensor:
    return torch.cat(values, dim)


def _divide(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    # Integers are divided as in C, towards 0.
    if not a.is_floating_point() and not b.is_floating_point():
        return torch.div(a, b, rounding_mode="trunc")
    return torch.div(a, b)


def _slice(
    x: torch.Tensor, starts: list[int], stops: list[int], steps: list[int], dims: list[int]
) -> torch.Tensor:
    """As Python slices; a negative step goes backwards from `starts`."""
    for start, stop, step, dim in zip(starts, stops, steps, dims, strict=True):
        index = range(x.shape[dim])[slice(start, None if stop <= -LARGEST_INTEGER else stop, step)]
        if step == 1:
            x = x.narrow(dim, index.start, len(index))
        else:
            chosen = torch.arange(index.start, index.stop, step) if step > 0 else None
            if chosen is None:
                chosen = torch.tensor(list(index), dtype=torch.int64)
            x = x.index_select(dim, chosen.to(x.device))
    return x


def _take(x: torch.Tensor, index: torch.Tensor, dim: int) -> torch.Tensor:
    """``numpy.take(x, index, dim)``; negative indices count from the end."""
    dim = dim % max(x.ndim, 1)
    flat = index.reshape(-1).long()
    flat = torch.where(flat < 0, flat + x.shape[dim], flat)
    return x.index_select(dim, flat).reshape([*x.shape[:dim], *index.shape, *x.shape[dim + 1 :]])


def _reshape(x: torch.Tensor, shape: list[int]) -> torch.Tensor:
    """A size of 0 keeps the input's at this place; one may be -1: what is left."""
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape)])


def _read_shape(settings: Settings) -> dict[str, Any]:
    shape = settings.integers("shape", least=-1)
    if shape.count(-1) > 1 or len(shape) > 8:
        raise settings.error("needs at most 8 sizes, one of which may be -1")
    return {"shape": list(shape)}


def _flatten_at(x: torch.Tensor, dim: int) -> torch.Tensor:
    """In two dimensions: all before `dim` and all from it on."""
    return x.reshape(math.prod(x.shape[:dim]), math.prod(x.shape[dim:]))


def _unsqueeze(x: torch.Tensor, dims: list[int]) -> torch.Tensor:
    rank = x.ndim + len(dims)
    for dim in sorted(d % rank for d in dims):
        x = x.unsqueeze(dim)
    return x


def _squeeze(x: torch.Tensor, dims: list[int]) -> torch.Tensor:
    for dim in sorted((d % max(x.ndim, 1) for d in dims), reverse=True):
        if x.shape[dim] != 1:
            raise ValueError(f"a dimension of {x.shape[dim]} cannot be squeezed")
        x = x.squeeze(dim)
    return x


def _pad(x: torch.Tensor, padding: list[int], mode: str, value: float) -> torch.Tensor:
    return F.pad(x, padding, mode, value) if mode == "constant" else F.pad(x, padding, mode)


def _read_pad(settings: Settings) -> dict[str, Any]:
    padding = settings.integers("padding")
    if len(padding) % 2 or len(padding) > 16:
        raise settings.error("needs a padding of two numbers for each dimension")
    mode = settings.choice("mode", ("constant", "reflect", "replicate", "circular"), "constant")
    # JSON has no infinity, and padding for a maximum is minus infinity.
    lowest = settings.flag("lowest")
    value = -math.inf if lowest else settings.number("value", 0.0)
    return {"padding": list(padding), "mode": mode, "value": value}


def _expand(x: torch.Tensor, shape: list[int]) -> torch.Tensor:
    """To the shape that both fit; a size of 0 keeps the input's at this place."""
    filled = [x.shape[i - len(shape)] if size == 0 else size for i, size in enumerate(shape)]
    return x.expand(np.broadcast_shapes(tuple(x.shape), tuple(filled)))


def _for_each(own: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """`own` (1, ...) once for each of the inputs in `x`."""
    return own.expand(x.shape[0], *own.shape[1:])


def _space_to_depth(x: torch.Tensor, block: int) -> torch.Tensor:
    n, c, h, w = x.shape
    x = x.reshape(n, c, h // block, block, w // block, block)
    return x.permute(0, 3, 5, 1, 2, 4).reshape(n, c * block**2, h // block, w // block)


def _depth_to_space(x: torch.Tensor, block: int) -> torch.Tensor:
    n, c, h, w = x.shape
    x = x.reshape(n, block, block, c // block**2, h, w)
    return x.permute(0, 3, 4, 1, 5, 2).reshape(n, c // block**2, h * block, w * block)


def _resample(x: torch.Tensor, *matrices: torch.Tensor) -> torch.Tensor:
    """Each spatial dimension, the first one first, times its matrix (out, in)."""
    for i, matrix in enumerate(matrices):
        dim = x.ndim - len(matrices) + i
        x = torch.tensordot(x, matrix, dims=([dim], [1])).movedim(-1, dim)
    return x


def _take_each(x: torch.Tensor, *indices: torch.Tensor) -> torch.Tensor:
    """From each spatial dimension, the first one first, the rows with these indices."""
    for i, index in enumerate(indices):
        x = x.index_select(x.ndim - len(indices) + i, index)
    return x


def _reduce(x: torch.Tensor, kind: str, dims: list[int], keepdim: bool) -> torch.Tensor:
    dims = dims or list(range(x.ndim))
    if kind == "l1":
        return x.abs().sum(dims, keepdim)
    if kind == "sum_of_squares":
        return (x * x).sum(dims, keepdim)
    if kind == "prod":
        for dim in sorted((d % x.ndim for d in dims), reverse=True):
            x = x.prod(dim, keepdim)
        return x
    if kind == "l2":
        squares: torch.Tensor = (x * x).sum(dims, keepdim)
        return squares.sqrt()
    if kind == "logsumexp":
        return torch.logsumexp(x, dims, keepdim)
    if kind == "mean":
        return x.mean(dims, keepdim)
    if kind == "sum":
        return x.sum(dims, keepdim)
    return x.amax(dims, keepdim) if kind == "max" else x.amin(dims, keepdim)


_REDUCTIONS = ("mean", "sum", "max", "min", "prod", "l1", "l2", "sum_of_squares", "logsumexp")


def _read_reduce(settings: Settings) -> dict[str, Any]:
    return {
        "kind": settings.choice("kind", _REDUCTIONS),
        "dims": list(settings.integers("dims", ())),
        "keepdim": settings.flag("keepdim"),
    }


def _sum(*values: torch.Tensor) -> torch.Tensor:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def _maximum(*values: torch.Tensor) -> torch.Tensor:
    largest = values[0]
    for value in values[1:]:
        largest = torch.maximum(largest, value)
    return largest


def _minimum(*values: torch.Tensor) -> torch.Tensor:
    smallest = values[0]
    for value in values[1:]:
        smallest = torch.minimum(smallest, value)
    return smallest


def _clamp(x: torch.Tensor, least: float | None, most: float | None) -> torch.Tensor:
    return x if least is None and most is None else torch.clamp(x, least, most)


def _read_clamp(settings: Settings) -> dict[str, Any]:
    has_least, has_most = settings.flag("has_least", True), settings.flag("has_most", True)
    return {
        "least": settings.number("least") if has_least else None,
        "most": settings.number("most") if has_most else None,
    }


def _cast(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return x.to(dtype)


def _einsum(*values: torch.Tensor, equation: str) -> torch.Tensor:
    return torch.einsum(equation, *values)


def _read_equation(settings: Settings) -> dict[str, Any]:
    equation = settings.text("equation", 60)
    if not set(equation) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,.-> "):
        raise settings.error("has an equation that is none")
    return {"equation": equation}


def _remainder(a: torch.Tensor, b: torch.Tensor, truncated: bool) -> torch.Tensor:
    return torch.fmod(a, b) if truncated else torch.remainder(a, b)


def _leaky(x: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    return torch.where(x < 0, x * slope, x)


def _swish(x: torch.Tensor, alpha: float) -> torch.Tensor:
    return x * torch.sigmoid(alpha * x)


def _hard_sigmoid(x: torch.Tensor, alpha: float, beta: float) -> torch.Tensor:
    return torch.clamp(alpha * x + beta, 0, 1)


def _scaled_elu(x: torch.Tensor, alpha: float, gamma: float) -> torch.Tensor:
    return gamma * torch.where(x > 0, x, alpha * (torch.exp(x) - 1))


def _above(x: torch.Tensor, threshold: float) -> torch.Tensor:
    return torch.where(x > threshold, x, torch.zeros_like(x))


def _shrink(x: torch.Tensor, threshold: float, bias: float) -> torch.Tensor:
    outside = torch.where(x < -threshold, x + bias, x - bias)
    return torch.where(x.abs() > threshold, outside, torch.zeros_like(x))


def _normalise(x: torch.Tensor, p: int, dim: int) -> torch.Tensor:
    norm = torch.linalg.vector_norm(x, p, dim, keepdim=True)
    return torch.where(norm == 0, torch.zeros_like(x), x / norm)


def _argument(x: torch.Tensor, kind: str, dim: int, keepdim: bool) -> torch.Tensor:
    return x.argmax(dim, keepdim) if kind == "max" else x.argmin(dim, keepdim)


def _numbers(*names: str) -> Reader:
    return lambda settings: {name: settings.number(name) for name in names}


def _integer(name: str, least: int = -8, most: int = 8) -> Reader:
    return lambda settings: {name: settings.integer(name, least=least, most=most)}


def _lists(*names: str) -> Reader:
    return lambda settings: {name: list(settings.integers(name)) for name in names}


def _read_slice(settings: Settings) -> dict[str, Any]:
    values = _lists("starts", "stops", "steps", "dims")(settings)
    if 0 in values["steps"] or len({len(v) for v in values.values()}) > 1:
        raise settings.error("needs as many starts as stops, steps and dims, and no step of 0")
    return values


def _one(call: Callable[..., torch.Tensor], read: Reader = lambda settings: {}) -> Function:
    return Function(call, 1, 1, read)


def _two(call: Callable[..., torch.Tensor]) -> Function:
    return Function(call, 2, 2)


_MANY = 4096

FUNCTIONS: dict[str, Function] = {
    "add": _two(torch.add),
    "subtract": _two(torch.sub),
    "multiply": _two(torch.mul),
    "divide": _two(_divide),
    "power": _two(torch.pow),
    "remainder": Function(
        _remainder, 2, 2, lambda settings: {"truncated": settings.flag("truncated")}
    ),
    "matmul": _two(torch.matmul),
    "sum": Function(_sum, 1, _MANY),
    "maximum": Function(_maximum, 1, _MANY),
    "minimum": Function(_minimum, 1, _MANY),
    "einsum": Function(_einsum, 1, 8, _read_equation),
    "equal": _two(torch.eq),
    "greater": _two(torch.gt),
    "greater_or_equal": _two(torch.ge),
    "less": _two(torch.lt),
    "less_or_equal": _two(torch.le),
    "and": _two(torch.logical_and),
    "or": _two(torch.logical_or),
    "xor": _two(torch.logical_xor),
    "not": _one(torch.logical_not),
    "where": Function(torch.where, 3, 3),
    "negate": _one(torch.neg),
    "absolute": _one(torch.abs),
    "exp": _one(torch.exp),
    "log": _one(torch.log),
    "sqrt": _one(torch.sqrt),
    "reciprocal": _one(torch.reciprocal),
    "erf": _one(torch.erf),
    "floor": _one(torch.floor),
    "ceil": _one(torch.ceil),
    "round": _one(torch.round),
    "sign": _one(torch.sign),
    "sin": _one(torch.sin),
    "cos": _one(torch.cos),
    "tan": _one(torch.tan),
    "atan": _one(torch.atan),
    "sinh": _one(torch.sinh),
    "cosh": _one(torch.cosh),
    "is_nan": _one(torch.isnan),
    "clamp": _one(_clamp, _read_clamp),
    "cast": _one(_cast, lambda settings: {"dtype": DTYPES[settings.choice("dtype", [*DTYPES])]}),
    "swish": _one(_swish, _numbers("alpha")),
    "scaled_hard_sigmoid": _one(_hard_sigmoid, _numbers("alpha", "beta")),
    "scaled_elu": _one(_scaled_elu, _numbers("alpha", "gamma")),
    "above": _one(_above, _numbers("threshold")),
    "shrink": _one(_shrink, _numbers("threshold", "bias")),
    "leaky": _two(_leaky),
    "concatenate": Function(_concatenate, 1, _MANY, _integer("dim")),
    "slice": _one(_slice, _read_slice),
    "take": Function(_take, 2, 2, _integer("dim")),
    "reshape": _one(_reshape, _read_shape),
    "flatten_at": _one(_flatten_at, _integer("dim", 0)),
    "squeeze": _one(_squeeze, _lists("dims")),
    "unsqueeze": _one(_unsqueeze, _lists("dims")),
    "permute": _one(torch.permute, _lists("dims")),
    "pad": _one(_pad, _read_pad),
    "expand": _one(_expand, lambda s: {"shape": list(s.integers("shape", least=0))}),
    "for_each": Function(_for_each, 2, 2),
    "tile": _one(torch.tile, lambda s: {"dims": s.integers("dims", least=0)}),
    "space_to_depth": _one(_space_to_depth, _integer("block", 1, 4096)),
    "depth_to_space": _one(_depth_to_space, _integer("block", 1, 4096)),
    "resample": Function(_resample, 2, 4),
    "take_each": Function(_take_each, 2, 4),
    "reduce": _one(_reduce, _read_reduce),
    "normalise": _one(
        _normalise,
        lambda s: {"p": s.integer("p", least=1, most=2), "dim": s.integer("dim", least=-8, most=8)},
    ),
    "argument": _one(
        _argument,
        lambda s: {
            "kind": s.choice("kind", ("max", "min")),
            "dim": s.integer("dim", least=-8, most=8),
            "keepdim": s.flag("keepdim"),
        },
    ),
}
