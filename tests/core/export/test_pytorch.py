"""The PyTorch script: the same network, the same training, to the last bit where it can be."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.export import pytorch_script
from cnnviz.core.export.values import Subject
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.augment import augmentation_of
from cnnviz.core.training.config import LIVE, TrainConfig, TrainingPlan
from cnnviz.core.training.fit import TrainingData, as_tensor, fit
from tests.core.export.zoo import (
    AUGMENTATIONS,
    CONFIGS,
    DIGITS,
    NETWORKS,
    TWENTY,
    augmented,
    classes_of,
    namespace,
    pictures,
    trained,
)

SMALL = NetworkPlan(blocks=(Block(4, 5, stride=2, batch_norm=True),), dense=(16,), dropout=0.2)


def script(plan: TrainingPlan) -> dict[str, Any]:
    return namespace(pytorch_script(plan, classes_of(plan)).code)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """201 digits to train on, so that with batches of 50 the last holds one; 100 to test on."""
    train, check = builtin_split().train, builtin_split().check
    step = slice(None, None, 20)
    return TrainingData(
        ImageSet("train", train.images[step][:201], train.labels[step][:201]),
        ImageSet("check", check.images[::10], check.labels[::10]),
    )


def fitted_by_script(plan: TrainingPlan, data: TrainingData) -> dict[str, torch.Tensor]:
    found = script(plan)
    model = found["define"]()
    x, x_test = (
        found["normalise"](found["reshape"](part.images)) for part in (data.train, data.check)
    )
    y, y_test = (torch.from_numpy(part.labels.copy()) for part in (data.train, data.check))
    found["fit"](model, x, y, x_test, y_test)
    assert not model.training
    state: dict[str, torch.Tensor] = model.state_dict()
    return state


def fitted_here(plan: TrainingPlan, data: TrainingData) -> dict[str, torch.Tensor]:
    model = build(plan.network, plan.config.seed)
    change = augmentation_of(plan.augmentation, is_ink=plan.data != "own")
    for _ in fit(model, data, plan.config, change):
        pass
    return dict(model.state_dict())


@pytest.mark.parametrize("name", NETWORKS)
def test_the_same_weights_give_the_same_outputs(name: str) -> None:
    plan = NETWORKS[name]
    ours, theirs = trained(plan), script(plan)["define"]()
    theirs.load_state_dict(ours.state_dict())
    x = pictures(plan)
    with torch.no_grad():
        torch.testing.assert_close(theirs.eval()(x), ours(x), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_begins_with_the_apps_first_weights(name: str) -> None:
    plan = NETWORKS[name]
    theirs = script(plan)["define"]().state_dict()
    ours = build(plan.network, plan.config.seed).state_dict()
    assert list(theirs) == list(ours)
    assert all(torch.equal(theirs[key], ours[key]) for key in ours)


@pytest.mark.parametrize("name", CONFIGS)
def test_it_trains_to_the_apps_weights(
    name: str, data: TrainingData, capsys: pytest.CaptureFixture[str]
) -> None:
    config = dataclasses.replace(CONFIGS[name], batch_size=50)
    plan = TrainingPlan(network=SMALL, config=config)
    theirs, ours = fitted_by_script(plan, data), fitted_here(plan, data)
    assert list(theirs) == list(ours)
    for key in ours:
        torch.testing.assert_close(theirs[key], ours[key], rtol=0, atol=1e-6)
    assert "epoch 2/2: loss" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["all", "as by default", "thickness", "noise"])
def test_with_augmentation_too(name: str, data: TrainingData) -> None:
    plan = dataclasses.replace(augmented(AUGMENTATIONS[name]), network=SMALL)
    theirs, ours = fitted_by_script(plan, data), fitted_here(plan, data)
    for key in ours:
        torch.testing.assert_close(theirs[key], ours[key], rtol=0, atol=1e-5)


def test_in_half_precision_too(data: TrainingData) -> None:
    config = TrainConfig(1, batch_size=64, augmented=False, half_precision=True)
    plan = TrainingPlan(network=SMALL, config=config)
    theirs, ours = fitted_by_script(plan, data), fitted_here(plan, data)
    for key in ours:
        torch.testing.assert_close(theirs[key], ours[key], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("kind", ["builtin", "own"])
def test_pictures_are_changed_as_in_the_app(name: str, kind: str) -> None:
    settings = AUGMENTATIONS[name]
    plan = augmented(settings, kind)
    found = script(plan)
    x = as_tensor(builtin_split().train.images[::400])
    if "augment" not in found:
        assert (name, kind) == ("thickness", "own")
        return
    theirs = found["augment"](x, torch.Generator().manual_seed(1))
    ours = augmentation_of(settings, is_ink=kind != "own")(x, torch.Generator().manual_seed(1))
    assert not torch.equal(theirs, x)
    alike = Subject(plan, DIGITS).draws_alike
    assert alike == (not any("others than" in n for n in pytorch_script(plan, DIGITS).notes))
    if alike:
        torch.testing.assert_close(theirs, ours, rtol=0, atol=1e-5)
    else:
        # Other numbers, of the same size.
        assert abs(float((theirs - x).abs().mean() / (ours - x).abs().mean()) - 1) < 0.5
    parts = {
        "radians": settings.rotation or settings.shear,
        "scale_x": settings.scale,
        "shift_x": settings.shift,
        "def bend": settings.elastic,
        "def change_thickness": settings.thickness and kind != "own",
        "randn(images.shape": settings.noise,
    }
    code = pytorch_script(plan, DIGITS).code
    assert {word for word in parts if word in code} == {word for word in parts if parts[word]}


def test_the_digits_are_the_apps() -> None:
    found = script(TrainingPlan())
    for (images, labels), part in zip(
        found["load"](), (builtin_split().train, builtin_split().check), strict=True
    ):
        np.testing.assert_array_equal(images, part.images)
        np.testing.assert_array_equal(labels, part.labels)
        assert labels.dtype == np.int64


@pytest.mark.parametrize("name", ["batch norm", "colour, oblong"])
def test_its_inputs_are_the_apps(name: str) -> None:
    plan = NETWORKS[name]
    channels, *size = plan.network.input_shape
    images = np.random.default_rng(0).integers(
        0, 256, (4, *size, *((3,) if channels == 3 else ())), np.uint8
    )
    found = script(plan)
    assert torch.equal(found["normalise"](found["reshape"](images)), as_tensor(images))


def test_impossible_networks_are_named_at_their_layer() -> None:
    plan = TrainingPlan(network=NetworkPlan(blocks=(Block(4, 11), Block(4, 11), Block(4, 11))))
    with pytest.raises(ValueError, match=r"^conv2|^conv3"):
        pytorch_script(plan, DIGITS)


def test_as_many_names_as_answers() -> None:
    with pytest.raises(ValueError, match="classes must be 10 names, got 20"):
        pytorch_script(TrainingPlan(), TWENTY)


@pytest.mark.parametrize(
    "name", ['"""\nimport os', "it's", "a\\b", '"; x = 1 #', "\u202eabc", "Füße", "x" * 200, "\n"]
)
def test_a_name_of_a_class_is_only_ever_a_text(name: str) -> None:
    classes = (name, 'a "b"')
    plan = TrainingPlan("own", network=NetworkPlan(classes=2), config=LIVE)
    assert script_classes(plan, classes) == (name.replace("/", "_"), 'a "b"')


def script_classes(plan: TrainingPlan, classes: tuple[str, ...]) -> tuple[str, ...]:
    found: tuple[str, ...] = namespace(pytorch_script(plan, classes).code)["CLASSES"]
    return found


def test_mnist_is_checked_against_the_sums_that_the_app_knows() -> None:
    found = script(TrainingPlan("mnist"))
    digits = Path(__file__).parents[3] / "cnnviz/core/digits"
    ours = "".join(path.read_text("utf-8") for path in digits.glob("*.py"))
    assert len(found["MNIST_FILES"]) == 4
    for name, digest in found["MNIST_FILES"].items():
        assert f'"{name}": "{digest}"' in ours
