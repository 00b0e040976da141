"""Training on pictures in colour and of other sizes: the same loop, another augmentation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.images import ImageSet
from cnnviz.core.training.augment import augment, augment_colours
from cnnviz.core.training.evaluation import calibrate, judge, judgement_facts
from cnnviz.core.training.fit import (
    BatchEnd,
    EpochEnd,
    TrainConfig,
    TrainingData,
    accuracy_on,
    as_tensor,
    fit,
    predict_logits,
)

HUES = np.array([[200, 40, 40], [40, 200, 40], [40, 40, 200]])


def _patches(count: int, seed: int, size: tuple[int, int] = (9, 11)) -> ImageSet:
    """Noise tinted red, green or blue: only the colour tells."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.int64) % 3
    noise = rng.normal(0, 60, (count, *size, 3))
    images = (HUES[labels][:, None, None] + noise).clip(0, 255).astype(np.uint8)
    return ImageSet("patches", images, labels, ("red", "green", "blue"))


def _model(channels: int = 3) -> nn.Module:
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
    layers.append(nn.Flatten())
    layers.add_module("output", nn.Linear(4, 3))
    return layers


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_colours_become_channels_first() -> None:
    images = np.arange(2 * 4 * 5 * 3, dtype=np.uint8).reshape(2, 4, 5, 3)
    x = as_tensor(images)
    assert x.shape == (2, 3, 4, 5)
    assert x.dtype == torch.float32
    assert x[1, 2, 3, 4].item() == np.float32(images[1, 3, 4, 2]) / np.float32(255)


def test_grey_pictures_of_any_size_get_one_channel() -> None:
    x = as_tensor(np.full((2, 4, 5), 51, np.uint8))
    assert x.shape == (2, 1, 4, 5)
    assert torch.equal(x, torch.full((2, 1, 4, 5), 0.2))


@pytest.mark.parametrize("shape", [(28, 28), (2, 28, 28, 1), (2, 28, 28, 4), (1, 2, 28, 28, 3)])
def test_other_arrays_are_value_errors(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="images must be"):
        as_tensor(np.zeros(shape, np.uint8))


def test_the_loop_learns_colours() -> None:
    data = TrainingData(_patches(90, 0), _patches(60, 1))
    model = _model()
    config = TrainConfig(12, batch_size=30, learning_rate=0.05, average=0)
    events = list(fit(model, data, config))
    first = next(event for event in events if isinstance(event, BatchEnd))
    last = [event for event in events if isinstance(event, EpochEnd)][-1]
    assert last.loss < 0.5 * first.loss
    assert last.check_accuracy == accuracy_on(model, data.check) > 0.9


def test_the_same_seed_gives_the_same_weights_in_colour() -> None:
    data = TrainingData(_patches(60, 0), _patches(30, 1))
    models = [_model(), _model()]
    for model in models:
        list(fit(model, data, TrainConfig(1, batch_size=20)))
    first, second = (torch.cat([p.flatten() for p in m.parameters()]) for m in models)
    assert torch.equal(first, second)


@pytest.mark.parametrize("colour", [False, True])
def test_the_augmentation_follows_the_channels_unless_one_is_given(
    colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name, function in (("augment", augment), ("augment_colours", augment_colours)):

        def counted(
            images: torch.Tensor, generator: torch.Generator, name=name, function=function
        ) -> torch.Tensor:
            calls.append(name)
            return function(images, generator)

        monkeypatch.setattr(f"cnnviz.core.training.fit.{name}", counted)
    signs = _patches(30, 0)
    chosen = signs if colour else ImageSet("grey", signs.images[..., 0], signs.labels)
    data, config = TrainingData(chosen, chosen), TrainConfig(1, batch_size=30)
    list(fit(_model(3 if colour else 1), data, config))
    assert calls == ["augment_colours" if colour else "augment"]

    def own(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        calls.append("own")
        return images

    list(fit(_model(3 if colour else 1), data, config, own))
    assert calls[1:] == ["own"]


@pytest.mark.parametrize("shape", [(6, 3, 32, 32), (6, 3, 20, 28), (6, 1, 28, 28)])
def test_colour_augmentation_keeps_shape_range_and_input(shape: tuple[int, ...]) -> None:
    images = torch.rand(shape, generator=_generator(1))
    before = images.clone()
    changed = augment_colours(images, _generator())
    assert changed.shape == shape and changed.dtype == torch.float32
    assert changed.min() >= 0 and changed.max() <= 1
    assert torch.equal(images, before)
    assert torch.equal(changed, augment_colours(images, _generator()))
    assert (
        not torch.isclose(changed, augment_colours(images, _generator(2))).flatten(1).all(1).any()
    )


def test_colour_augmentation_keeps_hues_and_never_mirrors() -> None:
    """A picture that is brighter at its right stays so, and what has no red gets none."""
    ramp = torch.linspace(0.2, 0.6, 32).expand(64, 3, 32, 32).clone()
    ramp[:, 0] = 0
    changed = augment_colours(ramp, _generator())
    # Contrast is changed about the mean of all channels, so that 0 may rise a little.
    assert changed[:, 0].max() < 0.1
    assert (changed[:, 1, :, 24:].mean((1, 2)) > changed[:, 1, :, :8].mean((1, 2))).all()
    torch.testing.assert_close(changed[:, 1], changed[:, 2])


def test_colour_augmentation_is_mild_and_moves_things() -> None:
    spot = torch.zeros(200, 3, 32, 32)
    spot[:, :, 14:18, 14:18] = 1
    changed = augment_colours(spot, _generator())[:, 0].clamp(min=0.2) - 0.2
    index = torch.arange(32.0)
    columns = (changed.sum(1) @ index) / changed.sum((1, 2))
    assert (columns - 15.5).abs().max() < 3
    assert (columns - 15.5).std() > 0.5
    assert abs((columns - 15.5).mean()) < 0.3


def test_ink_augmentation_follows_the_pictures_size() -> None:
    assert augment(torch.rand(3, 1, 20, 36), _generator()).shape == (3, 1, 20, 36)


def test_judging_counts_right() -> None:
    check, test = _patches(90, 2), _patches(60, 3)
    model = _model()
    list(fit(model, TrainingData(check, check), TrainConfig(3, batch_size=30, average=0)))
    raw = predict_logits(model, test)
    temperature = calibrate(model, check)
    torch.testing.assert_close(predict_logits(model, test) * temperature, raw)
    result = judge(model, temperature, test)
    confusion = np.array(result.confusion)
    assert confusion.shape == (3, 3)
    np.testing.assert_array_equal(confusion.sum(axis=1), [20, 20, 20])
    assert result.accuracy == round(accuracy_on(model, test), 4)
    assert F.cross_entropy(raw / temperature, torch.from_numpy(test.labels)).isfinite()
    facts = judgement_facts({"patches": result}, temperature)
    assert facts["accuracy"] == {"patches": result.accuracy}
    assert facts["confusion"] == {"patches": result.confusion}
    assert facts["temperature"] == round(temperature, 4)
