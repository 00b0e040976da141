"""Operations that are functions of tensors, by the name they have in a definition file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from cnnviz.core.networks.graph import formulas
from cnnviz.core.networks.graph.settings import Settings

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
        return self.function(*self.arguments(*values), **self.settings)

    def arguments(self, *values: torch.Tensor) -> list[torch.Tensor]:
        """What the function is called with."""
        arguments = list(values)
        for place in self.places:
            arguments.insert(place, getattr(self, f"input_{place}"))
        return arguments

    def extra_repr(self) -> str:
        """What `repr` shows."""
        given = [f"{name}={value}" for name, value in self.settings.items()]
        return ", ".join([getattr(self.function, "__name__", "function").strip("_"), *given])


def _read_shape(settings: Settings) -> dict[str, Any]:
    shape = settings.integers("shape", least=-1)
    if shape.count(-1) > 1 or len(shape) > 8:
        raise settings.error("needs at most 8 sizes, one of which may be -1")
    return {"shape": list(shape)}


def _read_pad(settings: Settings) -> dict[str, Any]:
    padding = settings.integers("padding")
    if len(padding) % 2 or len(padding) > 16:
        raise settings.error("needs a padding of two numbers for each dimension")
    mode = settings.choice("mode", ("constant", "reflect", "replicate", "circular"), "constant")
    # JSON has no infinity, and padding for a maximum is minus infinity.
    lowest = settings.flag("lowest")
    value = -math.inf if lowest else settings.number("value", 0.0)
    return {"padding": list(padding), "mode": mode, "value": value}


_REDUCTIONS = ("mean", "sum", "max", "min", "prod", "l1", "l2", "sum_of_squares", "logsumexp")


def _read_reduce(settings: Settings) -> dict[str, Any]:
    return {
        "kind": settings.choice("kind", _REDUCTIONS),
        "dims": list(settings.integers("dims", ())),
        "keepdim": settings.flag("keepdim"),
    }


def _read_clamp(settings: Settings) -> dict[str, Any]:
    has_least, has_most = settings.flag("has_least", True), settings.flag("has_most", True)
    return {
        "least": settings.number("least") if has_least else None,
        "most": settings.number("most") if has_most else None,
    }


def _read_equation(settings: Settings) -> dict[str, Any]:
    equation = settings.text("equation", 60)
    if not set(equation) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,.-> "):
        raise settings.error("has an equation that is none")
    return {"equation": equation}


def _numbers(*names: str) -> Reader:
    return lambda settings: {name: settings.number(name) for name in names}


def _integer(name: str, least: int = -8, most: int = 8) -> Reader:
    return lambda settings: {name: settings.integer(name, least=least, most=most)}


def _lists(*names: str) -> Reader:
    return lambda settings: {name: list(settings.integers(name)) for name in names}


def _read_slice(settings: Settings) -> dict[str, Any]:
    values = _lists("starts", "stops", "steps")(settings)
    values["dims"] = list(settings.integers("dims", least=0))
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
    "divide": _two(formulas.divide),
    "power": _two(torch.pow),
    "remainder": Function(
        formulas.remainder, 2, 2, lambda settings: {"truncated": settings.flag("truncated")}
    ),
    "matmul": _two(torch.matmul),
    "sum": Function(formulas.sum_, 1, _MANY),
    "maximum": Function(formulas.maximum, 1, _MANY),
    "minimum": Function(formulas.minimum, 1, _MANY),
    "einsum": Function(formulas.einsum, 1, 8, _read_equation),
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
    "clamp": _one(formulas.clamp, _read_clamp),
    "cast": _one(
        formulas.cast, lambda settings: {"dtype": DTYPES[settings.choice("dtype", [*DTYPES])]}
    ),
    "swish": _one(formulas.swish, _numbers("alpha")),
    "scaled_hard_sigmoid": _one(formulas.hard_sigmoid, _numbers("alpha", "beta")),
    "scaled_elu": _one(formulas.scaled_elu, _numbers("alpha", "gamma")),
    "above": _one(formulas.above, _numbers("threshold")),
    "shrink": _one(formulas.shrink, _numbers("threshold", "bias")),
    "leaky": _two(formulas.leaky),
    "concatenate": Function(formulas.concatenate, 1, _MANY, _integer("dim")),
    "slice": _one(formulas.slice_, _read_slice),
    "take": Function(formulas.take, 2, 2, _integer("dim")),
    "reshape": _one(formulas.reshape, _read_shape),
    "flatten_at": _one(formulas.flatten_at, _integer("dim", 0)),
    "squeeze": _one(formulas.squeeze, _lists("dims")),
    "unsqueeze": _one(formulas.unsqueeze, _lists("dims")),
    "permute": _one(torch.permute, _lists("dims")),
    "pad": _one(formulas.pad, _read_pad),
    "expand": _one(formulas.expand, lambda s: {"shape": list(s.integers("shape", least=0))}),
    "for_each": Function(formulas.for_each, 2, 2),
    "tile": _one(torch.tile, lambda s: {"dims": s.integers("dims", least=0)}),
    "space_to_depth": _one(formulas.space_to_depth, _integer("block", 1, 4096)),
    "depth_to_space": _one(formulas.depth_to_space, _integer("block", 1, 4096)),
    "resample": Function(formulas.resample, 2, 4),
    "take_each": Function(formulas.take_each, 2, 4),
    "reduce": _one(formulas.reduce, _read_reduce),
    "normalise": _one(
        formulas.normalise,
        lambda s: {"p": s.integer("p", least=1, most=2), "dim": s.integer("dim", least=-8, most=8)},
    ),
    "argument": _one(
        formulas.argument,
        lambda s: {
            "kind": s.choice("kind", ("max", "min")),
            "dim": s.integer("dim", least=-8, most=8),
            "keepdim": s.flag("keepdim"),
        },
    ),
}
