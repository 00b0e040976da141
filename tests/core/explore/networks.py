"""Traces to explore: the shipped networks, and small ones with every unusual setting."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import torch
from torch import nn

from cnnviz import load_dataset, load_pretrained
from cnnviz.core.trace import Trace, trace

INPUTS = ("digit", "zeros", "ones")


@cache
def shipped(name: str, inputs: str) -> Trace:
    """A shipped network's trace of a real digit, an empty or a full picture."""
    if inputs == "digit":
        image = torch.tensor(load_dataset("builtin").images[2_345]) / 255
    else:
        image = torch.full((28, 28), float(inputs == "ones"))
    return trace(load_pretrained(name), image.reshape(1, 1, 28, 28))


class PlusSmaller(nn.Module):
    """A sum whose second argument PyTorch repeats: one number a map."""

    def __init__(self) -> None:
        super().__init__()
        self.squeeze = nn.AdaptiveAvgPool2d(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.squeeze(x)


class PlusOneMap(nn.Module):
    """A sum whose second argument has one map, added to each of the first's."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv(x)


class PlusItselfInPlace(nn.Module):
    """An in-place layer makes both arguments of the sum one record."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu = nn.Conv2d(3, 3, 1), nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(x)
        return y + self.relu(y)


class Regrouped(nn.Module):
    """Numbers put into other maps, added as rows without maps, and reshaped by another's size."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.sigmoid(x)
        rows = x.flatten(1).view(y.size(0), -1)
        return (rows + y.flatten(1)).reshape(x.size(0), 4, 9, 3)


def _conv(*args: int, **settings: object) -> Callable[[], nn.Module]:
    return lambda: nn.Conv2d(3, *args, **settings)  # type: ignore[arg-type]


# Each reads maps (3, 6, 6) of both signs.
UNUSUAL: dict[str, Callable[[], nn.Module]] = {
    "dilation": _conv(2, 3, dilation=(2, 1), padding=(1, 2)),
    "stride over kernel": _conv(2, 2, stride=(3, 4)),
    "not square": _conv(4, (3, 2), stride=(1, 2), padding=(2, 0)),  # type: ignore[arg-type]
    "even kernel, same": _conv(2, 4, padding="same"),
    "dilated same": _conv(2, (2, 3), padding="same", dilation=(3, 1)),  # type: ignore[arg-type]
    "reflect": _conv(2, 3, padding=(2, 1), padding_mode="reflect"),
    "replicate": _conv(2, 3, padding=(3, 1), padding_mode="replicate", stride=2),
    "circular": _conv(2, 3, padding=2, padding_mode="circular"),
    "reflect same": _conv(2, 4, padding="same", padding_mode="reflect"),
    "no bias": _conv(2, 3, bias=False),
    "valid": _conv(2, 3, padding="valid"),
    "max pool": lambda: nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0)),
    "max pool, ceil": lambda: nn.MaxPool2d(3, stride=(2, 5), padding=(1, 0), ceil_mode=True),
    "average pool": lambda: nn.AvgPool2d((3, 2), stride=1, padding=(1, 1)),
    "average pool, ceil": lambda: nn.AvgPool2d(3, stride=(2, 5), padding=(1, 0), ceil_mode=True),
    "average pool, far over the edge": lambda: nn.AvgPool2d(4, stride=3, ceil_mode=True),
    "batch norm": lambda: nn.BatchNorm2d(3, eps=0.1),
    "bare batch norm": lambda: nn.BatchNorm2d(3, affine=False),
    "relu": nn.ReLU,
    "leaky relu": lambda: nn.LeakyReLU(0.2),
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "gelu": nn.GELU,
    "gelu by tanh": lambda: nn.GELU("tanh"),
    "silu": nn.SiLU,
    "elu": nn.ELU,
    "elu, alpha": lambda: nn.ELU(0.3),
    "sum, repeated": PlusSmaller,
    "sum, one map": PlusOneMap,
    "sum with itself": PlusItselfInPlace,
    "regrouped": Regrouped,
    "flatten, dropout, dense": lambda: nn.Sequential(
        nn.Dropout2d(), nn.Flatten(), nn.Dropout(), nn.Linear(108, 4)
    ),
    "dense, no bias": lambda: nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 5, bias=False), nn.Linear(5, 2)
    ),
}


@cache
def unusual(name: str) -> Trace:
    """Two pictures (1, 6, 6), three maps of both signs each, and then the unusual layer."""
    torch.manual_seed(len(name))
    model = nn.Sequential(nn.Conv2d(1, 3, 1), UNUSUAL[name]())
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
            if module.affine:
                nn.init.normal_(module.weight)
                nn.init.normal_(module.bias)
    with warnings.catch_warnings():
        # PyTorch says that it may copy the input here; that is no concern of ours.
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel")
        return trace(model.eval(), torch.randn(2, 1, 6, 6) * 2)
