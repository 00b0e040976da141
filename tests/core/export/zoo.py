"""Trainings of every kind that can be exported, each with all that needs care in conversion."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import torch
from torch import nn

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import ACTIVATIONS, Block, NetworkPlan
from cnnviz.core.training.config import (
    LIVE,
    NO_AUGMENTATION,
    AugmentSettings,
    TrainConfig,
    TrainingPlan,
)

DIGITS = tuple("0123456789")
TWENTY = tuple(f"kind {number}" for number in range(20))


def network(*blocks: Block, **settings: Any) -> TrainingPlan:
    plan = NetworkPlan(blocks=blocks, **({"dense": (12,)} | settings))
    return TrainingPlan("own" if plan.classes != 10 else "builtin", network=plan)


def _curve(name: str) -> TrainingPlan:
    return network(Block(4, 3, activation=name), dense_activation=name)


_colour = functools.partial(network, classes=20)

NETWORKS: dict[str, TrainingPlan] = {
    **{f"curve {name}": _curve(name) for name in ACTIVATIONS},
    **{name: TrainingPlan(network=NetworkPlan(architecture=name)) for name in ARCHITECTURES},
    "no blocks": network(dense=(20, 10)),
    "no blocks, no dense": network(dense=()),
    "colour, no blocks": _colour(input_shape=(3, 9, 7)),
    "average pool": network(Block(4, 5, pool="average", pool_size=3), Block(5, 3)),
    "pool of 3, with a rest": network(Block(4, 4, pool_size=3), Block(5, 2, pool_size=3)),
    "no pool, no dense": network(Block(4, 7, stride=3, pool="none"), dense=()),
    "batch norm": network(Block(4, 3, batch_norm=True), Block(6, 3, batch_norm=True)),
    "same padding": network(Block(4, 5, padding=2), Block(6, 3, padding=1)),
    "stride 2 with padding": network(Block(4, 3, stride=2, padding=1), Block(6, 5, 2, 2)),
    "even kernel with padding": network(Block(4, 4, padding=2), Block(6, 2, padding=1)),
    "too much padding": network(Block(4, 3, padding=5), Block(6, 1, padding=1)),
    "global average": network(Block(4, 3), Block(6, 3), ending="global_average"),
    "global maximum": network(Block(4, 3), ending="global_max", dense=()),
    "dropout": network(Block(4, 3), dense=(12, 9), dropout=0.3),
    "dropout, no dense": network(Block(4, 3), dense=(), dropout=0.5),
    "colour, oblong": _colour(
        Block(6, 3, 2, 1, batch_norm=True), Block(8, 4), input_shape=(3, 32, 40)
    ),
    "colour, one dense": _colour(Block(6, 3), input_shape=(3, 12, 17), dense=()),
}

# How to train, each once with everything.
CONFIGS: dict[str, TrainConfig] = {
    f"{optimizer} {schedule}": dataclasses.replace(
        LIVE,
        epochs=2,
        optimizer=optimizer,
        schedule=schedule,
        learning_rate=rate,
        weight_decay=0.02,
    )
    for optimizer, schedule, rate in (
        ("sgd", "constant", 0.1),
        ("sgd", "one_cycle", 0.1),
        ("momentum", "constant", 0.05),
        ("momentum", "step", 0.05),
        ("momentum", "one_cycle", 0.05),
        ("adam", "cosine", 0.002),
        ("adamw", "one_cycle", 0.005),
        ("adamw", "step", 0.005),
    )
} | {
    "no decay": dataclasses.replace(LIVE, epochs=2, optimizer="adamw"),
    "smoothed": dataclasses.replace(LIVE, epochs=2, label_smoothing=0.2),
    "averaged": dataclasses.replace(LIVE, epochs=2, average=0.9),
    "squared error": dataclasses.replace(LIVE, epochs=2, loss="squared_error", seed=5),
}

# What augmentation can be made of; the first is changed by all of them.
_EACH = {"rotation": 20, "shift": 2, "scale": 0.2, "shear": 15, "thickness": 0.5}
AUGMENTATIONS: dict[str, AugmentSettings] = {
    "all": AugmentSettings(noise=0.1),
    "as by default": AugmentSettings(),
    **{
        name: dataclasses.replace(NO_AUGMENTATION, **{name: value})
        for name, value in (_EACH | {"noise": 0.1, "elastic": 1.5}).items()
    },
    "turned and sheared": dataclasses.replace(NO_AUGMENTATION, rotation=9, shear=9),
    "turned and scaled": dataclasses.replace(NO_AUGMENTATION, rotation=9, scale=0.1),
    "scaled and sheared": dataclasses.replace(NO_AUGMENTATION, scale=0.1, shear=9),
    "shifted and bent": dataclasses.replace(NO_AUGMENTATION, shift=1, elastic=1),
}


def augmented(settings: AugmentSettings, data: str = "builtin") -> TrainingPlan:
    config = dataclasses.replace(LIVE, epochs=1, augmented=True)
    return TrainingPlan(data, config=config, augmentation=settings)


def classes_of(plan: TrainingPlan) -> tuple[str, ...]:
    return DIGITS if plan.network.classes == 10 else TWENTY


def trained(plan: TrainingPlan) -> nn.Module:
    """A module whose batch norms have seen something, and do something."""
    model = build(plan.network, seed=3)
    torch.manual_seed(4)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.normal_(module.bias)
    model.train()
    with torch.no_grad():
        for _ in range(5):
            model(pictures(plan))
    return model.eval()


def pictures(plan: TrainingPlan, count: int = 6) -> torch.Tensor:
    return torch.rand(count, *plan.network.input_shape)


def namespace(code: str, name: str = "script") -> dict[str, Any]:
    """What a script defines; its main is not run."""
    found: dict[str, Any] = {"__name__": name, "__doc__": ""}
    exec(compile(code, f"<{name}>", "exec"), found)
    return found
