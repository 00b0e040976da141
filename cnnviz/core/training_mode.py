"""Refuses to follow a model in training mode where it would answer differently every time."""

from __future__ import annotations

from collections.abc import Iterable
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
    if name in _DROPOUTS:
        place, default = _DROPOUTS[name]
        share = kwargs.get("p", args[1] if len(args) > 1 else 0.5)
        flag = kwargs.get("training", kwargs.get("train", default))
        flag = args[place] if len(args) > place else flag
        if flag and share > 0:
            raise ValueError(_MESSAGE)
    elif name in ("batch_norm", "instance_norm"):
        flag = kwargs.get("training", kwargs.get("use_input_stats", name == "instance_norm"))
        flag = args[5] if len(args) > 5 else flag
        # Statistics of its own that it would change.
        kept = kwargs.get("running_mean")
        if kept is None:
            kept = next((a for a in args[1:5] if _is_plain(a)), None)
        if flag and kept is not None:
            raise ValueError(_MESSAGE)
    elif name == "rrelu":
        if kwargs.get("training", args[3] if len(args) > 3 else False):
            raise ValueError(_MESSAGE)
    elif training and name in _RANDOM:
        raise ValueError(_MESSAGE)


def _is_plain(value: object) -> bool:
    """Whether this is a tensor that is no parameter, as running statistics are."""
    return isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter)
