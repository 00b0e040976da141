"""A training as plain values: limits, JSON, and the address."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import (
    AugmentSettings,
    TrainConfig,
    TrainingPlan,
    training_plan_from_json,
    training_plan_from_text,
)

PLANS = [
    TrainingPlan(),
    TrainingPlan(network=NetworkPlan(blocks=(), dense=(), dropout=0.25)),
    TrainingPlan("own", True, NetworkPlan((3, 32, 40), 7, (Block(4, pool="none"),), "global_max")),
    TrainingPlan(network=NetworkPlan(architecture="resnet")),
    TrainingPlan(config=TrainConfig(3, optimizer="sgd", schedule="step", loss="squared_error")),
    TrainingPlan(augmentation=AugmentSettings(noise=0.25, elastic=0)),
]


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_comes_back_from_json_and_from_an_address(plan: TrainingPlan) -> None:
    assert training_plan_from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert training_plan_from_text(plan.to_text()) == plan


def test_the_address_of_what_is_as_by_default_is_empty() -> None:
    assert TrainingPlan().to_text() == ""
    changed = TrainingPlan(config=replace(TrainingPlan().config, epochs=3))
    assert changed.to_text() == '{"config":{"epochs":3}}'


STRANGE: list[Any] = [
    [],
    7,
    {"data": "stolen"},
    {"rate": 1},
    {"config": {"epochs": 0}},
    {"config": {"epochs": "three"}},
    {"config": {"learning_rate": "fast"}},
    {"config": {"learning_rate": None}},
    {"config": {"optimizer": ["adam"]}},
    {"config": {"lr": 1}},
    {"network": {"blocks": 4}},
    {"network": {"blocks": [{"filters": 0}]}},
    {"network": {"blocks": [{"filters": 1e9}]}},
    {"network": {"blocks": [{}] * 5}},
    {"network": {"input_shape": [1, 28]}},
    {"network": {"input_shape": [1, "a", 3]}},
    {"network": {"classes": True}},
    {"network": {"dense": [[3]]}},
    {"network": {"dropout": "half"}},
    {"network": {"architecture": 3}},
    {"augmentation": {"rotation": 400}},
    {"augmentation": {"rotation": True}},
]


@pytest.mark.parametrize("written", STRANGE)
def test_what_is_no_plan_is_refused_in_one_line(written: Any) -> None:
    with pytest.raises(ValueError) as error:
        training_plan_from_json(written)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["{", "[" * 10_000, '{"config":', "NaN", '"a"'])
def test_a_damaged_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        training_plan_from_text(text)
