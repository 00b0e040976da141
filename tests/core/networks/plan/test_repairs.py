"""Every way out that is offered does work, and says truly what it changes."""

from __future__ import annotations

import dataclasses
import random

import pytest
import torch

from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.repairs import MOST_REPAIRS, PlanRepair, changed_plan, repairs
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from tests.core.networks.plan.plans import large_plan, random_plan


def _works(repair: PlanRepair, plan: NetworkPlan) -> None:
    assert repair.plan != plan
    assert outline(repair.plan).broken is None
    assert changed_plan(plan, repair.changes) == repair.plan
    for change in repair.changes:
        owner = plan if change.block is None else plan.blocks[change.block]
        now = getattr(owner, change.field)
        assert change.old == (len(now) if change.field == "blocks" else now) != change.new


def test_repairs_of_random_plans_work() -> None:
    chance, broken, fields = random.Random(11), 0, set[str]()
    while broken < 300:
        plan = random_plan(chance)
        found = repairs(plan)
        if outline(plan).broken is None:
            assert found == ()
            continue
        broken += 1
        assert 1 <= len(found) <= MOST_REPAIRS
        assert len({repair.plan for repair in found}) == len(found)
        for repair in found:
            _works(repair, plan)
            fields |= {change.field for change in repair.changes}
            with torch.no_grad():
                answer = build(repair.plan).eval()(torch.zeros(1, *plan.input_shape))
            assert answer.shape == (1, plan.classes)
    assert fields == {"padding", "kernel", "pool", "pool_size", "stride", "blocks"}


def test_repairs_of_plans_that_are_too_large_work() -> None:
    chance, fields, tried = random.Random(5), set[str](), 0
    while tried < 150:
        plan = large_plan(chance)
        found = repairs(plan)
        if outline(plan).broken is None:
            continue
        tried += 1
        assert 1 <= len({repair.plan for repair in found}) == len(found) <= MOST_REPAIRS
        for repair in found:
            _works(repair, plan)
            fields |= {change.field for change in repair.changes}
    assert {"filters", "dense", "ending", "pool", "stride"} <= fields


@pytest.mark.parametrize("shape", [(3, 256, 256), (1, 1, 1), (1, 1, 256)])
def test_there_is_always_a_way_out(shape: tuple[int, int, int]) -> None:
    worst = Block(128, 11, 1, 0, pool="none", batch_norm=True)
    for count in range(5):
        plan = NetworkPlan(shape, 1000, (worst,) * count, dense=(1024, 1024, 1024))
        if outline(plan).broken is not None:
            found = repairs(plan)
            assert found
            for repair in found:
                _works(repair, plan)


def test_the_smallest_change_that_is_enough_comes_first() -> None:
    # 28 -> 24 -> 3 cells: a kernel of 5 needs one more on each side, or a kernel of 3.
    plan = NetworkPlan(blocks=(Block(4, 5, pool_size=8), Block(4, 5, pool="none")))
    changes = [repair.changes for repair in repairs(plan)]
    assert [(c.field, c.block, c.old, c.new) for (c,) in changes] == [
        ("padding", 1, 0, 1),
        ("kernel", 1, 5, 3),
        ("pool_size", 0, 8, 4),
        ("blocks", None, 2, 1),
    ]


def test_out_of_an_architecture() -> None:
    plan = NetworkPlan((3, 32, 32), 10, architecture="lenet5")
    blocks, grey = repairs(plan)
    assert blocks.plan == dataclasses.replace(plan, architecture="")
    assert grey.plan == NetworkPlan(architecture="lenet5")
    assert len(repairs(dataclasses.replace(plan, classes=3))) == 1
    (only,) = repairs(NetworkPlan((1, 2, 2), architecture="gpt"))
    assert outline(only.plan).broken is None and only.plan.architecture == ""
