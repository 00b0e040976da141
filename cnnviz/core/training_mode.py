"""Refuses to follow a model in training mode where it would answer differently every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.instancenorm import _InstanceNorm

_MESSAGE = (
    "the model is in training mode, where dropout and batch norm answer differently "
    "every time: call model.eval() first"
)
# Name: place of the flag, and what it is if nobody says it.
_DROPOUTS = {
    **dict.fromkeys(("dropout", "dropout1d", "dropout2d", "dropout3d"), (2, True)),
    **dict.fromkeys(("alpha_dropout", "feature_alpha_dropout", "feature_dropout"), (2, False)),
}
_RANDOM = frozenset(
    [
        "bernoulli",
        "normal",
        "uniform",
        "rand_like",
        "randn_like",
        "random",
        "multinomial",
        "exponential",
        "cauchy",
        "geometric",
        "log_normal",
        "poisson",
        "randint_like",
    ]
)


def check_modules(modules: Iterable[nn.Module]) -> None:
    """ValueError if a layer is in training mode and would answer differently there.

    Asked before the run: some of these layers count their calls before they compute.
    """
    for module in modules:
        if module.training and _differs(module):
            raise ValueError(_MESSAGE)


def _differs(module: nn.Module) -> bool:
    if isinstance(module, _BatchNorm | _InstanceNorm):
        return module.running_mean is not None
    if isinstance(module, _DropoutNd):
        return module.p > 0
    if isinstance(module, nn.MultiheadAttention | nn.RNNBase):
        return module.dropout > 0
    return isinstance(module, nn.RReLU)


def check_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], training: bool) -> None:
    """ValueError if a call draws random numbers, or uses the batch's own statistics for others."""
    test = _TESTS.get(name)
    if test is not None and test(name, args, kwargs):
        raise ValueError(_MESSAGE)
    if training and name in _RANDOM:
        raise ValueError(_MESSAGE)


def _given(args: tuple[Any, ...], kwargs: dict[str, Any], place: int, name: str, rest: Any) -> Any:
    """An argument by its name, else by its place, else what it is if nobody says it."""
    return kwargs.get(name, args[place] if len(args) > place else rest)


def _drops_out(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    place, default = _DROPOUTS[name]
    flag = _given(args, kwargs, place, "training", kwargs.get("train", default))
    return bool(flag) and _given(args, kwargs, 1, "p", 0.5) > 0


def _normalises_anew(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether it uses this batch's statistics although it has kept others, which it changes."""
    default = kwargs.get("use_input_stats", name == "instance_norm")
    kept = kwargs.get("running_mean")
    if kept is None:
        kept = next((a for a in args[1:5] if _is_plain(a)), None)
    return bool(_given(args, kwargs, 5, "training", default)) and kept is not None


def _attends_at_random(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    if name == "scaled_dot_product_attention":
        return bool(_given(args, kwargs, 4, "dropout_p", 0.0) > 0)
    drops = _given(args, kwargs, 10, "dropout_p", 0.0) > 0
    return bool(drops and _given(args, kwargs, 13, "training", True))


def _slopes_at_random(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    return bool(_given(args, kwargs, 3, "training", False))


_TESTS: dict[str, Callable[[str, tuple[Any, ...], dict[str, Any]], bool]] = {
    **dict.fromkeys(_DROPOUTS, _drops_out),
    "batch_norm": _normalises_anew,
    "instance_norm": _normalises_anew,
    "multi_head_attention_forward": _attends_at_random,
    "scaled_dot_product_attention": _attends_at_random,
    "rrelu": _slopes_at_random,
}


def _is_plain(value: object) -> bool:
    """Whether this is a tensor that is no parameter, as running statistics are."""
    return isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter)
