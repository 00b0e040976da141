"""New dense layers."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch

from cnnviz.core.digits.held_out import builtin_split, held_out_accuracy
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery import retraining
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    change,
)
from cnnviz.core.surgery.retraining import FeaturesEnd, retrain, with_fresh_dense
from cnnviz.core.trace import trace
from cnnviz.core.training.fit import BatchEnd, EpochEnd
from tests.core.surgery.networks import ZEROS, built, few


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
