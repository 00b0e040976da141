"""What may vary: every trial has a plan that can be built, or that is refused by name."""

from __future__ import annotations

from dataclasses import replace

import optuna
import pytest

from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import NO_AUGMENTATION, TrainingPlan
from cnnviz.core.training.search.space import (
    BATCH_SIZES,
    CAN_VARY,
    DEPTHS,
    FILTERS,
    LEARNING_RATES,
    POOLINGS,
    SearchSpace,
    can_vary,
    space_from_json,
)

LARGE = Block(8, 9, stride=3, pool="max", pool_size=4)


@pytest.mark.parametrize("first", [Block(), LARGE], ids=["usual", "hardly fits"])
def test_200_random_trials_can_be_built_or_are_named_where_they_break(first: Block) -> None:
    plan = TrainingPlan(network=NetworkPlan(blocks=(first,)))
    space = SearchSpace(plan, CAN_VARY, epochs=4)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    broken = 0
    for _ in range(200):
        values = space.suggest(study.ask())
        found = space.plan_with(values)
        assert LEARNING_RATES[0] <= found.config.learning_rate <= LEARNING_RATES[1]
        assert found.config.batch_size == values["batch_size"] in BATCH_SIZES
        assert found.config.epochs == 4
        blocks = found.network.blocks
        assert len(blocks) == values["depth"] in DEPTHS
        assert {block.pool for block in blocks} == {values["pooling"]} <= set(POOLINGS)
        assert [b.filters for b in blocks] == [
            values["filters"] * 2**place for place in range(len(blocks))
        ]
        assert values["filters"] in FILTERS
        strengths = vars(found.augmentation)
        for name, whole in vars(plan.augmentation).items():
            assert strengths[name] == pytest.approx(whole * values["augmentation"])
        about = outline(found.network)
        if about.broken is None:
            model = build(found.network)
            assert sum(p.numel() for p in model.parameters()) == about.parameters
        else:
            broken += 1
            assert about.broken.layer
    assert 0 < broken < 200


def test_what_does_not_vary_stays() -> None:
    plan = TrainingPlan(network=NetworkPlan(blocks=(Block(6, 5, pool="average"), Block(12))))
    assert SearchSpace(plan, ("batch_size",), 2).plan_with({"batch_size": 16}) == replace(
        plan, config=replace(plan.config, batch_size=16, epochs=2)
    )


def test_no_augmentation_is_none() -> None:
    found = SearchSpace(vary=("augmentation",)).plan_with({"augmentation": 0.0})
    assert found.augmentation == NO_AUGMENTATION and not found.config.augmented


def test_an_architecture_keeps_its_blocks() -> None:
    named = TrainingPlan(network=NetworkPlan(architecture="resnet"))
    assert can_vary(TrainingPlan()) == CAN_VARY
    assert can_vary(named) == ("learning_rate", "batch_size", "augmentation")
    with pytest.raises(ValueError, match="filters cannot vary"):
        SearchSpace(named, ("filters",))


@pytest.mark.parametrize(
    "written",
    [
        None,
        {},
        [],
        {"plan": {}, "vary": [], "epochs": 3},
        {"plan": {}, "vary": ["pooling", "pooling"], "epochs": 3},
        {"plan": {}, "vary": ["colour"], "epochs": 3},
        {"plan": {}, "vary": [["pooling"]], "epochs": 3},
        {"plan": {}, "vary": ["pooling"], "epochs": 0},
        {"plan": {}, "vary": ["pooling"], "epochs": "3"},
        {"plan": {}, "vary": ["pooling"], "epochs": True},
        {"plan": 3, "vary": ["pooling"], "epochs": 3},
        {"plan": {}, "vary": ["pooling"], "epochs": 3, "more": 1},
    ],
)
def test_what_strangers_write_is_refused_in_a_sentence(written: object) -> None:
    with pytest.raises(ValueError) as caught:
        space_from_json(written)
    assert 5 < len(str(caught.value)) < 200 and "\n" not in str(caught.value)


def test_a_search_is_written_and_read() -> None:
    space = SearchSpace(
        TrainingPlan(network=NetworkPlan(blocks=(LARGE,))), ("depth", "learning_rate"), 7
    )
    assert space_from_json(space.to_json()) == space
