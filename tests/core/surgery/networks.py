"""Networks to cut open: the shipped ones, and small ones with every unusual part."""

from __future__ import annotations

import random
from typing import Any

import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.surgery.edit_code import allowed_numbers
from cnnviz.core.surgery.edits import (
    NetworkEdit,
    WindowSpec,
    change,
    settings_of,
)
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.windows import PADDING_MODES, POOL_KINDS, PoolSpec

NAMES = [name for name in ARCHITECTURES if name != "mlp"]


ZEROS = torch.zeros(1, 1, 28, 28)


def built(name: str) -> nn.Module:
    torch.manual_seed(0)
    return ARCHITECTURES[name].build().eval()


def few(count: int = 400) -> TrainingData:
    split = builtin_split()
    rows = torch.linspace(0, len(split.train) - 1, count).long().numpy()
    check = torch.linspace(0, len(split.check) - 1, 100).long().numpy()
    return TrainingData(
        DigitSet("few", split.train.images[rows], split.train.labels[rows]),
        DigitSet("check", split.check.images[check], split.check.labels[check]),
    )


def random_edit(rng: random.Random, layers: dict[str, WindowSpec]) -> NetworkEdit:
    """Legal settings in one to three layers, as a person could choose them."""
    edit = NetworkEdit()
    for name in rng.sample(list(layers), rng.randint(1, min(3, len(layers)))):
        for setting in rng.sample(settings_of(layers[name]), rng.randint(1, 2)):
            choices: Any = {"kind": POOL_KINDS, "padding_mode": PADDING_MODES}.get(setting)
            value = rng.choice(choices or list(allowed_numbers(layers[name], setting)))
            if setting in ("stride", "padding") and rng.random() < 0.2:
                value = (value, rng.choice(list(allowed_numbers(layers[name], setting))))
            try:
                edit = change(edit, layers, name, **{setting: value})
            except ValueError:
                continue  # more padding than half the pooling window
    return edit


def built_so(name: str, specs: dict[str, WindowSpec]) -> nn.Module:
    """The network as somebody would write it with these settings, by PyTorch's own arguments."""
    model = built(name)
    weights = model.state_dict()
    for layer, spec in specs.items():
        old = model.get_submodule(layer)
        *path, last = layer.split(".")
        owner = model.get_submodule(".".join(path))
        if isinstance(spec, PoolSpec):
            kinds = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}
            new: nn.Module = kinds[spec.kind](spec.kernel_size, spec.stride, spec.padding)
        else:
            assert isinstance(old, nn.Conv2d)
            new = nn.Conv2d(
                old.in_channels,
                old.out_channels,
                spec.kernel_size,
                stride=spec.stride,
                padding=spec.padding,
                bias=old.bias is not None,
                padding_mode=spec.padding_mode,
            )
        setattr(owner, last, new)
    model.load_state_dict(weights)
    return model.eval()
