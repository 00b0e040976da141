"""Outlines: the real module, built and traced, is the judge."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import torch

from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.layer_kinds import ActivationSpec
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.build import PlannedNetwork, build
from cnnviz.core.networks.plan.layers import BreakKind
from cnnviz.core.networks.plan.outline import Outline, outline
from cnnviz.core.networks.plan.starts import STARTS, for_pictures, start_of
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.trace import trace
from cnnviz.core.windows import ConvSpec, PoolSpec
from tests.core.networks.plan.plans import ZOO, large_plan, random_plan


def check_rows(found: Outline) -> None:
    """Each row is that layer of the real module's trace."""
    model = build(found.plan, seed=0).eval()
    result = trace(model, torch.zeros(1, *found.plan.input_shape))
    costs = layer_costs(result)
    assert len(costs) == len(found.rows)
    for row, cost, record in zip(found.rows, costs, result.records, strict=True):
        assert (row.name, row.kind, row.shape) == (cost.name, cost.kind, cost.shape)
        assert (row.parameters, row.multiply_adds) == (cost.parameters, cost.multiply_adds), row
        assert row.parents == record.parents
        asked = dict(row.settings)
        if isinstance(record.spec, ConvSpec):
            spec: ConvSpec | PoolSpec = ConvSpec(
                int(asked["kernel"]), int(asked["stride"]), int(asked["padding"])
            )
            assert record.spec == spec
        elif isinstance(record.spec, PoolSpec) and asked["size"] != "global":
            spec = PoolSpec(record.spec.kind, int(asked["size"]), int(asked["stride"]))
            assert record.spec.kind == asked["pool"]
            if not found.plan.architecture:
                assert record.spec == spec
        elif isinstance(record.spec, ActivationSpec):
            assert str(asked["activation"]).replace("_", "") == record.spec.function
    assert found.parameters == sum(parameter.numel() for parameter in model.parameters())
    assert result.logits.shape == (1, found.plan.classes)


def test_random_plans_are_outlined_as_they_are_built() -> None:
    chance, seen = random.Random(10), Counter[bool]()
    for _ in range(400):
        found = outline(random_plan(chance))
        seen[found.broken is None] += 1
        if found.broken is None:
            check_rows(found)
            continue
        assert found.broken.kind is BreakKind.WINDOW
        with pytest.raises(ValueError, match=rf"^{found.broken.layer}: "):
            build(found.plan)
        _refused_by_pytorch(found)
    assert min(seen.values()) > 100, seen


def _refused_by_pytorch(found: Outline) -> None:
    """Layers before the one that is named run; that one, as anybody would write it, does not."""
    plan, broken = found.plan, found.broken
    assert broken is not None and broken.block is not None
    block, x = plan.blocks[broken.block], torch.zeros(1, *plan.input_shape)
    before = PlannedNetwork(
        NetworkPlan(plan.input_shape, plan.classes, plan.blocks[: broken.block], dense=())
    )
    for layer in list(before.eval())[:-2]:
        x = layer(x)
    if broken.layer.startswith("conv"):
        arguments = (x.shape[1], block.filters, block.kernel, block.stride, block.padding)
        with pytest.raises(RuntimeError):
            torch.nn.Conv2d(*arguments)(x)
        return
    x = torch.nn.functional.conv2d(
        x, torch.zeros(1, x.shape[1], block.kernel, block.kernel), None, block.stride, block.padding
    )
    with pytest.raises(RuntimeError):
        torch.nn.MaxPool2d(block.pool_size)(x)


@pytest.mark.parametrize("name", ZOO)
def test_every_option_is_outlined_as_it_is_built(name: str) -> None:
    check_rows(outline(ZOO[name]))


@pytest.mark.parametrize("name", STARTS)
def test_every_start_is_outlined_as_it_is_built(name: str) -> None:
    check_rows(outline(STARTS[name]))
    assert start_of(STARTS[name]) == name
    coloured = for_pictures(STARTS[name], (3, 64, 48), 4)
    assert start_of(coloured) == name
    if not coloured.architecture:
        check_rows(outline(coloured))


def test_lenet_in_blocks_is_lenet_number_for_number() -> None:
    blocks, own = outline(STARTS["lenet_blocks"]), outline(STARTS["lenet5"])
    assert (blocks.parameters, blocks.multiply_adds) == (own.parameters, own.multiply_adds)
    assert blocks.parameters == 61_706
    model, lenet = build(STARTS["lenet_blocks"], seed=1), ARCHITECTURES["lenet5"].build()
    lenet.load_state_dict(model.state_dict())
    x = torch.rand(2, 1, 28, 28)
    assert torch.equal(model.eval()(x), lenet.eval()(x))


def test_what_breaks_says_what_was_asked_and_what_came() -> None:
    broken = outline(NetworkPlan(blocks=(Block(4, 5, pool_size=8), Block(4, 5, padding=0)))).broken
    assert broken is not None
    assert (broken.layer, broken.block, broken.size) == ("conv2", 1, (3, 3))
    assert broken.spec == ConvSpec(5)
    pooled = outline(NetworkPlan(blocks=(Block(4, 11, 4, pool="average", pool_size=6),))).broken
    assert pooled is not None
    assert (pooled.layer, pooled.size, pooled.spec) == ("pool1", (5, 5), PoolSpec("average", 6))


@pytest.mark.parametrize(
    ("plan", "kind", "layer", "cost"),
    [
        (
            NetworkPlan((3, 128, 128), blocks=(), dense=(1024,)),
            BreakKind.PARAMETERS,
            "dense1",
            3 * 128 * 128 * 1024 + 1024,
        ),
        (
            NetworkPlan((3, 64, 64), blocks=(Block(64, 3), Block(128, 11)), ending="global_max"),
            BreakKind.MULTIPLY_ADDS,
            "conv2",
            128 * 64 * 121 * 21 * 21,
        ),
        (
            NetworkPlan((1, 256, 256), blocks=(Block(64, 1, pool="none"),), ending="global_max"),
            BreakKind.VALUES,
            "conv1",
            64 * 256 * 256,
        ),
    ],
)
def test_what_is_too_large_is_named_at_the_layer_that_costs_most(
    plan: NetworkPlan, kind: BreakKind, layer: str, cost: int
) -> None:
    broken = outline(plan).broken
    assert broken is not None
    assert (broken.kind, broken.layer, broken.cost) == (kind, layer, cost)
    assert broken.total > broken.limit and broken.total >= cost
    with pytest.raises(ValueError, match=f"{layer}: {kind.value}, .* of at most {broken.limit:,}"):
        build(plan)


def test_outlines_about_the_limits_agree_with_what_is_built() -> None:
    chance, seen = random.Random(3), Counter[object]()
    for _ in range(300):
        plan = large_plan(chance)
        broken = outline(plan).broken
        seen[broken and broken.kind] += 1
        if broken is not None:
            with pytest.raises(ValueError, match=f"^{broken.layer}: "):
                build(plan)
    assert all(seen[kind] > 5 for kind in (None, *list(BreakKind)[:4])), seen


def test_an_architecture_reads_its_own_pictures_only() -> None:
    for shape, classes in (((3, 32, 32), 10), ((1, 28, 28), 3)):
        found = outline(NetworkPlan(shape, classes, architecture="vgg"))
        assert found.broken is not None and found.broken.kind is BreakKind.PICTURES
        assert (found.broken.layer, found.broken.reads, found.broken.classes) == (
            "VGG",
            (1, 28, 28),
            10,
        )
        with pytest.raises(ValueError, match="VGG reads 1 x 28 x 28 and knows 10 classes"):
            build(found.plan)
    found = outline(NetworkPlan(architecture="gpt"))
    assert found.broken is not None and found.broken.kind is BreakKind.UNKNOWN
    with pytest.raises(ValueError, match="architecture must be one of mlp, lenet5"):
        build(found.plan)


def test_outlines_draw_nothing_from_the_random_stream() -> None:
    before = torch.get_rng_state()
    for plan in STARTS.values():
        outline(plan)
    assert torch.equal(torch.get_rng_state(), before)
