"""Plans of every kind, at random and one for each option."""

from __future__ import annotations

import random

from cnnviz.core.networks.plan.values import (
    ACTIVATIONS,
    ENDINGS,
    MOST_BLOCKS,
    MOST_DENSE,
    POOLS,
    Block,
    NetworkPlan,
)


def random_block(chance: random.Random) -> Block:
    return Block(
        filters=chance.choice((1, 2, 3, 5, 8)),
        kernel=chance.choice((1, 2, 3, 3, 5, 7, 11)),
        stride=chance.choice((1, 1, 1, 2, 3, 4)),
        padding=chance.choice((0, 0, 1, 2, 5)),
        activation=chance.choice(ACTIVATIONS),
        pool=chance.choice(POOLS),
        pool_size=chance.choice((1, 2, 2, 3, 8)),
        batch_norm=chance.random() < 0.3,
    )


def random_plan(chance: random.Random, sides: tuple[int, ...] = (1, 5, 12, 28, 33)) -> NetworkPlan:
    """Small enough to be run in a moment; some fit together, some do not."""
    return NetworkPlan(
        input_shape=(chance.choice((1, 3)), chance.choice(sides), chance.choice(sides)),
        classes=chance.choice((2, 3, 10)),
        blocks=tuple(random_block(chance) for _ in range(chance.randint(0, MOST_BLOCKS))),
        ending=chance.choice(ENDINGS),
        dense=tuple(chance.choice((1, 4, 9)) for _ in range(chance.randint(0, MOST_DENSE))),
        dense_activation=chance.choice(ACTIVATIONS),
        dropout=chance.choice((0.0, 0.0, 0.3)),
    )


def large_plan(chance: random.Random) -> NetworkPlan:
    """About the limits, on either side."""
    blocks = tuple(
        Block(
            chance.choice((8, 64, 128)),
            chance.choice((3, 5, 11)),
            chance.choice((1, 1, 2)),
            chance.choice((0, 2)),
            pool=chance.choice(POOLS),
            batch_norm=chance.random() < 0.3,
        )
        for _ in range(chance.randint(0, MOST_BLOCKS))
    )
    return NetworkPlan(
        input_shape=(chance.choice((1, 3)), *[chance.choice((28, 64, 128, 256))] * 2),
        classes=chance.choice((10, 1000)),
        blocks=blocks,
        ending=chance.choice(ENDINGS),
        dense=tuple(chance.choice((64, 1024)) for _ in range(chance.randint(0, MOST_DENSE))),
    )


# One network a setting: each reads (3, 12, 11) and is small enough for every cell to be looked at.
_TWO = (Block(3, 3, 1, 1), Block(4, 3, pool="average"))
ZOO: dict[str, NetworkPlan] = {
    **{
        f"{name} curve": NetworkPlan(
            (3, 12, 11),
            3,
            tuple(Block(3, 3, activation=name) for _ in range(2)),
            dense=(5,),
            dense_activation=name,
        )
        for name in ACTIVATIONS
    },
    **{
        f"{name} pool": NetworkPlan(
            (3, 12, 11),
            3,
            (Block(3, 3, pool=name), Block(3, 2, pool=name, pool_size=3)),
            dense=(4,),
        )
        for name in POOLS
    },
    **{
        f"ending {name}": NetworkPlan((3, 12, 11), 3, _TWO, ending=name, dense=(5,))
        for name in ENDINGS
    },
    "global max of single cells": NetworkPlan((3, 3, 3), 3, (Block(3, 2),), ending="global_max"),
    "batch norm": NetworkPlan(
        (3, 12, 11), 3, (Block(3, 3, batch_norm=True), Block(4, 3, batch_norm=True, pool="none"))
    ),
    "batch norm without a curve": NetworkPlan(
        (3, 12, 11), 3, (Block(3, 3, batch_norm=True, activation="none"),), dense=()
    ),
    "dropout": NetworkPlan((3, 12, 11), 3, _TWO, dense=(6, 5, 4), dropout=0.5),
    "dropout before the output": NetworkPlan((3, 12, 11), 3, _TWO, dense=(), dropout=0.5),
    "strides": NetworkPlan((3, 12, 11), 3, (Block(3, 3, 2, 2), Block(3, 2, 3, pool="none"))),
    "stride over kernel": NetworkPlan((3, 12, 11), 3, (Block(3, 1, 3, pool_size=1),)),
    "far padding": NetworkPlan((3, 12, 11), 3, (Block(3, 3, 2, 5), Block(3, 4, 4, 3))),
    "four blocks": NetworkPlan((3, 12, 11), 3, tuple(Block(3, 3, padding=1) for _ in range(3))),
    "no block": NetworkPlan((3, 12, 11), 3, (), dense=(6, 5)),
    "no block, pooled at once": NetworkPlan((3, 12, 11), 3, (), ending="global_max", dense=()),
}
