"""Settings near one that does not work: every one that is offered does."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from torch import nn

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.images import Shape
from cnnviz.core.surgery import nearby
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edit_code import allowed_numbers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    change,
    edited_specs,
    settings_of,
)
from cnnviz.core.surgery.form import fits
from cnnviz.core.surgery.nearby import nearest_working
from tests.core.surgery.networks import NAMES, built, random_edit
from tests.core.surgery.zoo import ZOO, animal


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


@pytest.mark.parametrize("name", ZOO)
def test_all_that_is_near_is_found_and_works(name: str) -> None:
    """Against every single candidate, each built and run for itself."""
    model, shape = animal(name)
    layers = editable_layers(model, shape)
    rng, tried = random.Random(name), 0
    for _ in range(40):
        edit = random_edit(rng, layers)
        if tried == 2 or edit_network(model, edit, shape).misfit is None:
            continue
        tried += 1
        found = nearest_working(model, edit, shape, limit=1000, seconds=60)
        assert len(set(found)) == len(found)
        assert set(found) == set(all_working(model, shape, edit, layers))
        assert nearest_working(model, edit, shape) == found[:3]
    assert tried or name == "one convolution"


def all_working(
    model: nn.Module, shape: Shape, edit: NetworkEdit, layers: dict[str, WindowSpec]
) -> list[NetworkEdit]:
    working = []
    for layer, spec in edited_specs(edit, layers).items():
        for setting in {"stride", "padding", "kernel_size"} & set(settings_of(spec)):
            for value in allowed_numbers(spec, setting):
                if getattr(spec, setting) in ("same", (value, value)):
                    continue
                wanted: Any = {setting: value}
                try:
                    other = change(edit, layers, layer, **wanted)
                except ValueError:
                    continue
                if edit_network(model, other, shape).misfit is None:
                    working.append(other)
    return working


def test_a_large_network_is_tried_without_numbers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    model, shape = animal("grouped")
    edit = NetworkEdit((LayerEdit("conv2", stride=1),))
    expected = nearest_working(model, edit, shape)
    devices = []

    def noted(model: nn.Module, x: torch.Tensor, form: Any) -> bool:
        devices.append(x.device.type)
        return fits(model, x, form)

    monkeypatch.setattr(nearby, "fits", noted)
    monkeypatch.setattr(nearby, "_QUICK", 0.0)
    assert nearest_working(model, edit, shape) == expected and expected
    # Once to see how long it takes, and once for each that is offered.
    assert devices.count("cpu") == 1 + len(expected) < devices.count("meta")


def test_the_search_ends_when_its_time_is_over() -> None:
    model, shape = animal("grouped")
    edit = NetworkEdit((LayerEdit("conv2", stride=1),))
    assert nearest_working(model, edit, shape, seconds=0.0) == []
