"""New dense layers."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.held_out import builtin_split, held_out_accuracy
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.images import ImageSet, Preparation
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery import retraining
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.dense_part import DensePart
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    change,
)
from cnnviz.core.surgery.retraining import FeaturesEnd, retrain, with_fresh_dense
from cnnviz.core.trace import trace
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData, as_tensor
from tests.core.surgery.networks import ZEROS, built, few
from tests.core.surgery.zoo import OneByOne, animal, picture


@pytest.mark.parametrize(
    ("name", "layer", "settings"),
    [
        ("lenet5", "conv1", {"stride": 2, "padding": 4}),
        ("alexnet", "pool5", {"stride": 1}),
        ("vgg", "block3.pool", {"kernel_size": 3}),
        ("resnet", "pool1", {"kind": "average"}),
    ],
)
def test_retraining_makes_the_changed_network_answer(
    name: str, layer: str, settings: dict[str, Any]
) -> None:
    model = built(name)
    edited = edit_network(model, NetworkEdit((LayerEdit(layer, **settings),)), DIGIT_SHAPE)
    before = copy.deepcopy(edited.model.state_dict())
    fresh = with_fresh_dense(edited)
    data = few()
    with torch.no_grad():
        assert fresh.model(torch.rand(3, 1, 28, 28)).shape == (3, 10)
    events = list(retrain(fresh, data, epochs=10))
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert len(epochs) == 10 and epochs[-1].loss < epochs[0].loss
    last = next(event for event in reversed(events) if isinstance(event, FeaturesEnd))
    assert last.done == last.total == 500
    batches = [event.step for event in events if isinstance(event, BatchEnd)]
    assert batches == list(range(1, batches[-1] + 1)) and batches[-1] == 10 * 7
    # Everything before flatten is the trained network; what it was made from is untouched.
    after = edited.model.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
    for key, value in fresh.model.state_dict().items():
        if not key.startswith(("dense", "output")):
            assert torch.equal(value, before[key])
    # The score is that of the network as it now answers.
    pixels = torch.from_numpy(data.check.images.astype("float32") / 255)[:, None]
    answers = trace(fresh.model, pixels).logits.argmax(dim=1).numpy()
    assert epochs[-1].check_accuracy == pytest.approx((answers == data.check.labels).mean())


def test_retraining_is_repeatable_and_leaves_the_random_stream_alone() -> None:
    edited = edit_network(
        built("alexnet"), NetworkEdit((LayerEdit("pool5", stride=1),)), DIGIT_SHAPE
    )
    results = []
    stream = torch.get_rng_state()
    for _ in range(2):
        fresh = with_fresh_dense(edited, seed=3)
        list(retrain(fresh, few(100), epochs=2, seed=3))
        results.append(fresh.model.state_dict())
    assert torch.equal(torch.get_rng_state(), stream)
    assert all(torch.equal(results[0][key], results[1][key]) for key in results[0])


def test_a_stopped_retraining_leaves_a_network_that_answers() -> None:
    edited = edit_network(
        built("lenet5"), NetworkEdit((LayerEdit("conv2", padding=1),)), DIGIT_SHAPE
    )
    fresh = with_fresh_dense(edited)
    events = retrain(fresh, few())
    for event in events:
        assert not any(module.training for module in fresh.model.modules())
        if isinstance(event, BatchEnd) and event.step == 3:
            break
    events.close()
    assert trace(fresh.model, ZEROS).logits.isfinite().all()


def test_retraining_ends_when_its_time_is_over() -> None:
    edited = edit_network(
        built("lenet5"), NetworkEdit((LayerEdit("conv2", padding=1),)), DIGIT_SHAPE
    )
    events = list(retrain(with_fresh_dense(edited), few(), epochs=10_000, seconds=0.3))
    last = events[-1]
    assert isinstance(last, EpochEnd) and 0.3 <= last.seconds < 3


def test_very_many_features_are_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retraining, "MOST_KEPT", 100_000)
    layers = {"pool1": {"stride": 1}, "pool2": {"stride": 1}, "conv1": {"padding": 6}}
    edit = NetworkEdit()
    model = built("lenet5")
    for layer, settings in layers.items():
        edit = change(edit, editable_layers(model, DIGIT_SHAPE), layer, **settings)
    fresh = with_fresh_dense(edit_network(model, edit, DIGIT_SHAPE))
    events = list(retrain(fresh, few(100), epochs=1))
    assert not any(isinstance(event, FeaturesEnd) for event in events)
    assert isinstance(events[-1], EpochEnd)


def test_trained_dense_layers_are_never_fitted() -> None:
    edited = edit_network(
        built("lenet5"), NetworkEdit((LayerEdit("pool1", kind="average"),)), DIGIT_SHAPE
    )
    with pytest.raises(ValueError, match="with_fresh_dense"):
        retrain(edited, few(100))


def test_a_trained_network_is_good_again_after_retraining() -> None:
    model = load_pretrained("lenet5")
    edited = edit_network(model, NetworkEdit((LayerEdit("conv2", padding=1),)), DIGIT_SHAPE)
    fresh = with_fresh_dense(edited)
    at_first = held_out_accuracy(fresh.model)
    last = list(retrain(fresh, builtin_split(), epochs=2))[-1]
    assert isinstance(last, EpochEnd)
    assert at_first < 0.4 < 0.95 < last.check_accuracy == held_out_accuracy(fresh.model)


def coloured(shape: tuple[int, int, int], classes: int, count: int = 180) -> TrainingData:
    """Pictures whose class is where they are bright, and how bright."""
    random = np.random.default_rng(0)
    channels, height, width = shape
    labels = np.arange(count) % classes
    images = random.integers(0, 120, (count, height, width, channels), np.uint8)
    for image, label in zip(images, labels, strict=True):
        start = label * width // classes
        image[:, start : start + width // classes] += 120
        image //= np.uint8(1 + label)
    pictures = images[..., 0] if channels == 1 else images
    check = count // 3
    return TrainingData(
        ImageSet("train", pictures[check:], labels[check:]),
        ImageSet("check", pictures[:check], labels[:check]),
    )


RETRAINED = [
    *(("signnet", 12), ("grouped", 5), ("functions", 5), ("one pool", 3), ("branches", 4)),
    ("differences", 4),
    *(("excited", 3), ("weight norm", 3), ("older weight norm", 3), ("float64", 3)),
    *(
        ("bfloat16", 3),
        ("softmax", 3),
        ("log-softmax", 3),
        ("hooked", 3),
        ("masked", 3),
        ("valid", 3),
        ("a line", 4),
    ),
    *(("pads itself", 3), ("refuses", 3), ("fixed view", 3)),
]


@pytest.mark.parametrize(("name", "classes"), RETRAINED)
def test_any_network_learns_with_new_dense_layers(name: str, classes: int) -> None:
    model, shape = animal(name)
    layers = editable_layers(model, shape)
    edit = next(
        (
            edit
            for layer in reversed(layers)
            for settings in ({"padding": 1}, {"padding": 2}, {"stride": 2})
            if (edit := changed_or_none(layers, layer, settings))
            and edit_network(model, edit, shape).retrainable
        ),
        NetworkEdit(),
    )
    edited = edit_network(model, edit, shape)
    fresh = with_fresh_dense(edited)
    frozen = {r.name: r for r in trace(fresh.model, picture(model, shape))}
    data = coloured(shape, classes)
    epochs = [
        e
        for e in retrain(fresh, data, epochs=30 if name == "signnet" else 100)
        if isinstance(e, EpochEnd)
    ]
    assert epochs[-1].loss < epochs[0].loss
    assert epochs[-1].check_accuracy > 1.5 / classes
    assert isinstance(fresh.dense_part, DensePart)
    after = trace(fresh.model, picture(model, shape))
    flat = after.names.index(fresh.dense_part.flat)
    for record in after.records[: flat + 1]:
        assert torch.equal(record.output, frozen[record.name].output)
    assert not torch.equal(after.logits, frozen[after.names[-1]].output)
    assert accuracy_of(fresh.model, data.check) == pytest.approx(epochs[-1].check_accuracy)
    assert {p.dtype for p in fresh.model.parameters()} == {p.dtype for p in model.parameters()}


def changed_or_none(
    layers: dict[str, WindowSpec], layer: str, settings: dict[str, Any]
) -> NetworkEdit | None:
    try:
        return change(NetworkEdit(), layers, layer, **settings)
    except ValueError:
        return None


def accuracy_of(model: nn.Module, pictures: ImageSet) -> float:
    x = as_tensor(pictures.images).to(next(model.parameters()).dtype)
    with torch.no_grad():
        return float((model(x).argmax(dim=1).numpy() == pictures.labels).mean())


def test_dropout_and_batch_norm_after_flatten_are_trained_as_such() -> None:
    model, shape = animal("weight norm")
    fresh = with_fresh_dense(edit_network(model, NetworkEdit(), shape))
    before = copy.deepcopy(fresh.model[6].state_dict())  # type: ignore[index]
    frozen = copy.deepcopy(fresh.model[1].state_dict())  # type: ignore[index]
    list(retrain(fresh, coloured(shape, 3), epochs=1))
    assert not torch.equal(fresh.model[6].running_mean, before["running_mean"])  # type: ignore[index, arg-type]
    assert all(torch.equal(fresh.model[1].state_dict()[key], frozen[key]) for key in frozen)  # type: ignore[index]
    model, shape = animal("one pool")
    answers = []
    for probability in (0.0, 0.9):
        model.drop.p = probability  # type: ignore[union-attr, assignment]
        fresh = with_fresh_dense(edit_network(model, NetworkEdit(), shape))
        list(retrain(fresh, coloured(shape, 3), epochs=1))
        answers.append(fresh.model(picture(model, shape)))
    assert not torch.equal(*answers)


def test_a_preparation_is_applied_to_the_pictures() -> None:
    model, shape = animal("signnet")
    fresh = [with_fresh_dense(edit_network(model, NetworkEdit(), shape)) for _ in range(2)]
    data = coloured(shape, 3)
    preparation = Preparation(shape, (0.4, 0.5, 0.6), (0.2, 0.3, 0.25))
    losses = []
    for network, how in zip(fresh, (None, preparation), strict=True):
        events = retrain(network, data, epochs=1, preparation=how)
        losses.append(next(event.loss for event in events if isinstance(event, BatchEnd)))
    assert losses[0] != losses[1]
    pixels = torch.rand(2, *shape)
    expected = torch.cat([preparation.tensor(each.numpy()) for each in pixels])
    assert torch.equal(retraining.prepared(pixels, preparation), expected)


def test_what_cannot_be_retrained_is_refused_in_one_sentence() -> None:
    model, shape = animal("one convolution")
    assert edit_network(model, NetworkEdit(), shape).retrainable
    data = coloured((3, 32, 32), 3)
    whole = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(2)).eval()
    maps = edit_network(whole, NetworkEdit(), (3, 32, 32))
    assert not maps.retrainable
    with pytest.raises(ValueError, match="answers with maps"):
        with_fresh_dense(maps)
    gate = nn.Sequential(nn.Flatten(), nn.Linear(3072, 3), nn.Sigmoid()).eval()
    sigmoid = edit_network(gate, NetworkEdit(), (3, 32, 32))
    assert not sigmoid.retrainable
    with pytest.raises(ValueError, match="answers with sigmoid, not with one number for each"):
        with_fresh_dense(sigmoid)
    torch.manual_seed(0)
    single = edit_network(OneByOne().eval(), NetworkEdit(), (1, 8, 8))
    assert single.misfit is None and not single.retrainable
    with pytest.raises(ValueError, match="cannot take two pictures at once: shape"):
        with_fresh_dense(single)
    few_classes = nn.Sequential(nn.Flatten(), nn.Linear(3072, 2)).eval()
    fresh = with_fresh_dense(edit_network(few_classes, NetworkEdit(), (3, 32, 32)))
    with pytest.raises(ValueError, match=r"labels must be in 0..1"):
        retrain(fresh, data)
    with pytest.raises(ValueError, match="pictures of shape"):
        retrain(fresh, few(10))
