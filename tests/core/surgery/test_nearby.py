"""Settings near one that does not work: every one that is offered does."""

from __future__ import annotations

import random

import pytest

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.nearby import nearest_working
from tests.core.surgery.networks import NAMES, built, random_edit


@pytest.mark.parametrize("name", NAMES)
def test_the_nearest_settings_do_work(name: str) -> None:
    rng, model = random.Random(name), built(name)
    layers = editable_layers(model, DIGIT_SHAPE)
    offered = 0
    for _ in range(12):
        edit = random_edit(rng, layers)
        if edit_network(model, edit, DIGIT_SHAPE).misfit is not None:
            for other in nearest_working(model, edit, DIGIT_SHAPE):
                assert edit_network(model, other, DIGIT_SHAPE).misfit is None
                offered += 1
    assert offered
