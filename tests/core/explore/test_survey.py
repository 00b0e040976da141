"""Surveys against a brute-force search of all activations."""

from __future__ import annotations

import copy
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.explore.survey import Survey, SurveyProgress, survey
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import trace
from cnnviz.core.training.fit import as_tensor

IMAGES = load_dataset("builtin").images[::60]  # 84 digits of all classes


@cache
def surveyed(name: str) -> tuple[nn.Module, Survey]:
    model = load_pretrained(name)
    *progress, found = survey(model, IMAGES, batch=28)
    assert progress == [SurveyProgress(done, 84) for done in (28, 56, 84)]
    assert isinstance(found, Survey)
    return model, found


def brute_force(maps: np.ndarray, top: int) -> list[list[tuple[int, float]]]:
    """Digit and value, strongest first, for each channel of (N, C, cells)."""
    peaks = maps.max(axis=2)
    orders = [
        sorted(range(len(peaks)), key=lambda n: (-peaks[n, c], n)) for c in range(len(maps[0]))
    ]
    return [[(n, float(peaks[n, c])) for n in order[:top]] for c, order in enumerate(orders)]


@pytest.mark.parametrize("name", ["lenet5", "resnet"])
def test_winners_are_those_of_brute_force_in_every_layer(name: str) -> None:
    model, found = surveyed(name)
    # The same batches: PyTorch may round otherwise in others.
    parts = [trace(model, as_tensor(IMAGES[first : first + 28])) for first in (0, 28, 56)]
    assert found.layers == tuple(record.name for record in parts[0].records)
    assert found.digits == 84
    for layer in found.layers:
        output = torch.cat([part.record(layer).output for part in parts]).numpy()
        maps = output.reshape(*output.shape[:2], -1)
        assert found.channels(layer) == maps.shape[1]
        width = output.shape[3] if output.ndim == 4 else 1
        for channel, expected in enumerate(brute_force(maps, 12)):
            best = found.best(layer, channel)
            assert [(e.index, e.value) for e in best] == expected
            for e in best:
                plane = maps[e.index, channel]
                assert e.row * width + e.column == int(plane.argmax())
            assert found.is_dead(layer, channel) == (maps[:, channel].max() == 0)


@pytest.mark.parametrize("name", ["mlp", "lenet5", "alexnet", "vgg", "resnet"])
def test_every_value_is_that_cell_of_the_digits_trace(name: str) -> None:
    model, found = surveyed(name)
    traces = [trace(model, as_tensor(IMAGES[n : n + 1])) for n in range(len(IMAGES))]
    by_layer = [{r.name: r.output[0] for r in result.records} for result in traces]
    for layer in found.layers:
        for channel in range(0, found.channels(layer), 5):
            for e in found.best(layer, channel):
                values = by_layer[e.index][layer]
                maps = values if values.ndim == 3 else values.reshape(-1, 1, 1)
                cell = float(maps[channel, e.row, e.column])
                # Convolutions of one digit are summed in another order than those of a batch.
                assert cell == pytest.approx(e.value, rel=1e-4, abs=1e-4)
                assert cell == pytest.approx(float(maps[channel].max()), rel=1e-4, abs=1e-4)


def test_equals_come_in_order_of_index_whatever_the_batches() -> None:
    images = np.zeros((30, 28, 28), np.uint8)
    images[3::4, 2, 5] = 200
    images[7, 2, 6] = images[19, 9, 9] = 255
    for batch in (1, 4, 7, 30):
        *_, found = survey(nn.Sequential(nn.Identity()), images, top=9, batch=batch)
        assert isinstance(found, Survey)
        best = found.best("input", 0)
        assert [e.index for e in best] == [7, 19, 3, 11, 15, 23, 27, 0, 1]
        assert [(e.row, e.column) for e in best] == [(2, 6), (9, 9), *[(2, 5)] * 5, (0, 0), (0, 0)]
        assert len(found.best("input", 0)) == 9


def test_an_in_place_layer_does_not_hide_the_values_before_it() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True)).eval()
    with torch.no_grad():
        model[0].weight.fill_(1)
        model[0].bias.copy_(torch.tensor([-100.0, 0.5]))
    *_, found = survey(model, IMAGES[:4])
    assert isinstance(found, Survey)
    assert found.best("0", 0)[0].value < -90
    assert found.is_dead("1", 0) and not found.is_dead("1", 1) and not found.is_dead("0", 0)


def test_fewer_digits_than_places_and_wrong_arguments() -> None:
    *_, found = survey(nn.Sequential(nn.Flatten()), IMAGES[:3])
    assert isinstance(found, Survey)
    assert sorted(e.index for e in found.best("0", 400)) == [0, 1, 2]
    with pytest.raises(KeyError):
        found.best("nothing", 0)
    for channel in (-1, 784):
        with pytest.raises(IndexError, match="channel"):
            found.best("0", channel)
    for name, count, options in (
        ("images", 0, {}),
        ("top", 1, {"top": 0}),
        ("batch", 1, {"batch": 0}),
    ):
        with pytest.raises(ValueError, match=name):
            next(survey(nn.Sequential(nn.Flatten()), IMAGES[:count], **options))


def test_the_model_and_the_callers_gradients_are_left_alone() -> None:
    model, _ = surveyed("lenet5")
    state = copy.deepcopy(model.state_dict())
    steps = survey(model, IMAGES, batch=20)
    next(steps)
    assert torch.is_grad_enabled()
    steps.close()
    assert list(model.state_dict()) == list(state)
    assert all(torch.equal(model.state_dict()[key], state[key]) for key in state)
