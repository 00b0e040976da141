"""Sentences about plans: for whatever may be wrong, and whatever may mend it."""

from __future__ import annotations

import random
from dataclasses import fields

from cnnviz.core.networks.plan.layers import BreakKind
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.repairs import repairs
from cnnviz.core.networks.plan.starts import STARTS
from cnnviz.core.networks.plan.values import ACTIVATIONS, ENDINGS, POOLS, Block, NetworkPlan
from cnnviz.ui.words import plans as words
from tests.core.networks.plan.plans import large_plan, random_plan


def test_every_break_and_every_way_out_has_words() -> None:
    chance, kinds = random.Random(4), set[BreakKind]()
    plans = [make(chance) for make in (random_plan, large_plan) for _ in range(300)]
    plans += [NetworkPlan((3, 8, 8), 4, architecture=name) for name in ("vgg", "gpt")]
    for plan in plans:
        found = outline(plan)
        for row in found.rows:
            assert words.row_words(row)
        if found.broken is None:
            continue
        kinds.add(found.broken.kind)
        sentence = words.break_sentence(found.broken)
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 250
        assert found.broken.layer in sentence
        labels = [words.repair_words(repair) for repair in repairs(plan)]
        assert len(set(labels)) == len(labels)
        assert all(label and "None" not in label and "(" not in label for label in labels), labels
    assert kinds == set(BreakKind)


def test_what_is_said() -> None:
    pooled = outline(NetworkPlan(blocks=(Block(4, 11, 4, 1, pool="average", pool_size=8),))).broken
    padded = outline(NetworkPlan((1, 2, 3), blocks=(Block(4, 7, padding=1),))).broken
    large = outline(NetworkPlan((3, 64, 64), blocks=(), dense=(1024,))).broken
    assert pooled is not None and padded is not None and large is not None
    assert words.break_sentence(pooled) == (
        "pool1 cannot lay its 8 × 8 pooling window over maps of 5 × 5 cells: there is no room "
        "for it."
    )
    assert words.break_sentence(padded) == (
        "conv1 cannot lay its 7 × 7 kernel over maps of 2 × 3 cells (4 × 5 with padding): there "
        "is no room for it."
    )
    assert words.break_sentence(large) == (
        "This network is too large to train here: it has 12,594,186 parameters, 12,583,936 of "
        "them in dense1, and at most 5,000,000 are possible."
    )
    narrower = repairs(NetworkPlan((3, 64, 64), blocks=(), dense=(1024,)))[0]
    assert words.repair_words(narrower) == "Dense1 256 wide instead of 1,024"


def test_every_start_and_every_choice_has_a_name() -> None:
    titles = [words.start_title(name) for name in STARTS]
    assert len(set(titles)) == len(titles) and "LeNet-5" in titles
    for name in (*ACTIVATIONS, *POOLS, *ENDINGS):
        assert words.choice_title(name)
    for each in fields(Block):
        assert words.field_title(each.name) and words.field_help(each.name)
