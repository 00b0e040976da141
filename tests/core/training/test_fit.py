"""Training: plain events, reproducible, stoppable at any moment."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.training.augment import augment
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
from cnnviz.core.training.optimisers import parameter_groups

TRAIN, CHECK = 200, 100


@pytest.fixture(scope="module")
def data() -> TrainingData:
    """200 built-in digits to train on, 100 others to check on; every class in both."""
    digits = load_dataset("builtin")

    def every(step: int, first: int, name: str) -> DigitSet:
        return DigitSet(name, digits.images[first::step], digits.labels[first::step])

    return TrainingData(every(25, 0, "train"), every(50, 1, "check"))


def _model(seed: int = 0) -> nn.Module:
    """A tiny network with all that needs care: convolution, batch norm, dropout."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=2),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(4 * 36, 10),
    )


def _run(
    model: nn.Module, data: TrainingData, config: TrainConfig
) -> tuple[list[BatchEnd], list[EpochEnd]]:
    events = list(fit(model, data, config))
    batches = [event for event in events if isinstance(event, BatchEnd)]
    return batches, [event for event in events if isinstance(event, EpochEnd)]


def _weights(model: nn.Module) -> torch.Tensor:
    """Parameters and buffers in one vector."""
    return torch.cat([value.flatten().double() for value in model.state_dict().values()]).clone()


@pytest.mark.parametrize("augmented", [False, True])
@pytest.mark.parametrize("average", [0.0, 0.9])
def test_training_lowers_the_loss_and_learns(
    data: TrainingData, average: float, augmented: bool
) -> None:
    config = TrainConfig(8, batch_size=40, learning_rate=0.02, average=average, augmented=augmented)
    model = _model()
    before = accuracy_on(model, data.check)
    batches, epochs = _run(model, data, config)
    assert epochs[-1].loss < 0.6 * batches[0].loss
    assert epochs[-1].check_accuracy > max(0.6, before + 0.3)
    assert epochs[-1].check_accuracy == accuracy_on(model, data.check)


def test_events_come_in_order_and_count_right(data: TrainingData) -> None:
    """200 digits in batches of 60 are four steps, the last with 20."""
    events = list(fit(_model(), data, TrainConfig(3, batch_size=60)))
    kinds = [type(event) for event in events]
    assert kinds == ([BatchEnd] * 4 + [EpochEnd]) * 3
    batches = [event for event in events if isinstance(event, BatchEnd)]
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert [event.step for event in batches] == list(range(1, 13))
    assert {event.steps for event in batches} == {12}
    assert [event.epoch for event in batches] == [1] * 4 + [2] * 4 + [3] * 4
    assert [(event.epoch, event.epochs) for event in epochs] == [(1, 3), (2, 3), (3, 3)]
    assert all(0 <= event.accuracy <= 1 and event.loss > 0 for event in batches)
    for number, event in enumerate(epochs):
        mean = np.mean([batch.loss for batch in batches[number * 4 : number * 4 + 4]])
        assert event.loss == pytest.approx(mean)
        assert 0 <= event.check_accuracy <= 1
    seconds = [event.seconds for event in epochs]
    assert seconds == sorted(seconds) and seconds[0] > 0
    plain = [value for event in events for value in vars(event).values()]
    assert {type(value) for value in plain} == {int, float}, "plain numbers, no tensors"


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_first_loss_is_that_of_the_untrained_model(
    data: TrainingData, smoothing: float
) -> None:
    """All digits in one batch, so their order does not matter."""
    model = _model()[:5].append(nn.Linear(144, 10))  # type: ignore[index]
    x, y = as_tensor(data.train.images), torch.from_numpy(data.train.labels.copy())
    with torch.no_grad():
        logits = model.train()(x)
    expected = F.cross_entropy(logits, y, label_smoothing=smoothing).item()
    config = TrainConfig(1, batch_size=TRAIN, augmented=False, label_smoothing=smoothing)
    first = next(iter(fit(model, data, config)))
    assert isinstance(first, BatchEnd)
    assert first.loss == pytest.approx(expected, rel=1e-5)
    assert first.accuracy == pytest.approx((logits.argmax(1) == y).float().mean().item())


@pytest.mark.parametrize("augmented", [False, True])
def test_the_same_seed_gives_the_same_weights(data: TrainingData, augmented: bool) -> None:
    results = []
    for noise in (0, 1):
        model = _model()
        torch.manual_seed(noise)  # whatever the caller drew before
        events = _run(model, data, TrainConfig(2, batch_size=50, augmented=augmented, seed=4))
        results.append((_weights(model), events[0]))
    assert torch.equal(results[0][0], results[1][0])
    assert results[0][1] == results[1][1]


@pytest.mark.parametrize("decides", ["order", "dropout"])
def test_another_seed_gives_other_weights(data: TrainingData, decides: str) -> None:
    """The order of different digits without dropout; dropout where all digits are the same."""
    one = DigitSet("one", data.train.images[:1].repeat(90, 0), data.train.labels[:1].repeat(90))
    chosen = TrainingData(one, data.check) if decides == "dropout" else data
    models = [_model(), _model()]
    for seed, model in enumerate(models):
        dropout: Any = model.get_submodule("5")
        dropout.p = 0.5 if decides == "dropout" else 0.0
        _run(model, chosen, TrainConfig(1, batch_size=30, augmented=False, average=0, seed=seed))
    difference = (_weights(models[0]) - _weights(models[1])).abs().max()
    assert difference > 1e-3, "more than another order of summation makes"


def test_what_the_caller_draws_between_events_changes_nothing(data: TrainingData) -> None:
    """Another session may draw random numbers at any moment: "config and data decide"."""
    models = [_model(), _model()]
    for model, draws in zip(models, (0, 3), strict=True):
        for _ in fit(model, data, TrainConfig(1, batch_size=50, average=0)):
            torch.rand(draws)
    assert torch.equal(_weights(models[0]), _weights(models[1]))


@pytest.mark.parametrize("average", [0.0, 0.999])
@pytest.mark.parametrize("steps", [1, 3, 5, 6])
def test_stopping_at_any_moment_leaves_a_usable_model(
    data: TrainingData, steps: int, average: float
) -> None:
    """Five batches an epoch: in the middle, at the last batch, at the end of the epoch."""
    model = _model().train()
    outside = torch.get_rng_state()
    run: Any = fit(model, data, TrainConfig(4, batch_size=40, average=average))
    for _ in range(steps):
        next(run)
    run.close()
    assert not any(module.training for module in model.modules())
    assert torch.isfinite(_weights(model)).all()
    assert torch.isfinite(predict_logits(model, data.check)).all()
    assert torch.equal(torch.get_rng_state(), outside)
    with pytest.raises(StopIteration):
        next(run)


def test_finishing_leaves_evaluation_mode_and_the_random_state(data: TrainingData) -> None:
    model = _model().train()
    outside = torch.get_rng_state()
    _run(model, data, TrainConfig(1))
    assert not any(module.training for module in model.modules())
    assert torch.equal(torch.get_rng_state(), outside)


def test_an_error_leaves_evaluation_mode_and_the_random_state(data: TrainingData) -> None:
    wrong = DigitSet("wrong", data.train.images, data.train.labels + 10)
    model = _model().train()
    before, outside = _weights(model), torch.get_rng_state()
    with pytest.raises(IndexError):
        _run(model, TrainingData(wrong, data.check), TrainConfig(1))
    assert not any(module.training for module in model.modules())
    assert torch.equal(torch.get_rng_state(), outside)
    assert torch.isfinite(_weights(model)).all()
    assert len(before) == len(_weights(model))


def test_each_batch_shows_the_weights_of_that_very_step(data: TrainingData) -> None:
    """While training runs, the model is not the average; at the end it is."""
    model, seen = _model(), []
    for event in fit(model, data, TrainConfig(1, batch_size=50, average=0.5)):
        if isinstance(event, BatchEnd):
            assert not model.training, "whoever looks in finds it as it answers"
            seen.append(dict(model.named_parameters())["6.weight"].detach().double().clone())
    average = seen[0]
    for weights in seen[1:]:
        assert not torch.equal(weights, average)
        average = 0.5 * average + 0.5 * weights
    kept = dict(model.named_parameters())["6.weight"].detach().double()
    torch.testing.assert_close(kept, average, atol=1e-6, rtol=0)
    assert not torch.equal(kept, seen[-1])


def test_without_an_average_the_last_step_is_kept(data: TrainingData) -> None:
    model, last = _model(), torch.zeros(0)
    for event in fit(model, data, TrainConfig(1, batch_size=50, average=0)):
        if isinstance(event, BatchEnd):
            last = _weights(model)
    assert torch.equal(_weights(model), last)


def test_the_data_are_left_alone(data: TrainingData) -> None:
    """And read-only arrays, as the built-in digits are, will do."""
    images, labels = data.train.images.copy(), data.train.labels.copy()
    assert not data.train.images.flags.writeable
    _run(_model(), data, TrainConfig(1))
    np.testing.assert_array_equal(data.train.images, images)
    np.testing.assert_array_equal(data.train.labels, labels)


def test_a_frozen_layer_stays_frozen(data: TrainingData) -> None:
    model = _model()
    frozen = model.get_submodule("0").requires_grad_(False)
    before = _weights(frozen)
    _run(model, data, TrainConfig(1, batch_size=50, average=0))
    assert torch.equal(_weights(frozen), before)


def test_weight_decay_spares_biases_and_norms() -> None:
    model = _model()
    decayed, spared = parameter_groups(model, TrainConfig(1, weight_decay=0.3))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert (decayed["weight_decay"], spared["weight_decay"]) == (0.3, 0.0)
    parts: list[Any] = [decayed["params"], spared["params"]]
    assert [names[id(p)] for p in parts[0]] == ["0.weight", "6.weight"]
    assert [names[id(p)] for p in parts[1]] == ["0.bias", "1.weight", "1.bias", "6.bias"]


def test_augmentation_can_be_switched_off(
    data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        calls.append(len(images))
        return augment(images, generator)

    monkeypatch.setattr("cnnviz.core.training.fit.augment", counted)
    _run(_model(), data, TrainConfig(1, batch_size=60, augmented=False))
    assert calls == []
    _run(_model(), data, TrainConfig(1, batch_size=60))
    assert calls == [60, 60, 60, 20]


def test_half_precision_trains_float32_weights(data: TrainingData) -> None:
    config = TrainConfig(6, batch_size=40, learning_rate=0.02, average=0.5, half_precision=True)
    model = _model()
    batches, epochs = _run(model, data, config)
    assert all(p.dtype == torch.float32 for p in model.parameters())
    assert predict_logits(model, data.check).dtype == torch.float32
    assert epochs[-1].loss < 0.8 * batches[0].loss


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"epochs": 0}, "epochs"),
        ({"epochs": -1}, "epochs"),
        ({"batch_size": 0}, "batch_size"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"learning_rate": -0.1}, "learning_rate"),
        ({"average": 1.0}, "average"),
        ({"average": -0.1}, "average"),
    ],
)
def test_a_wrong_setting_is_named(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=rf"^{named} must .*, got {arguments[named]}$"):
        TrainConfig(**{"epochs": 1, **arguments})


def test_as_tensor_maps_bytes_to_zero_to_one() -> None:
    images = np.arange(784, dtype=np.uint32).astype(np.uint8).reshape(1, 28, 28)
    tensor = as_tensor(images)
    assert tensor.shape == (1, 1, 28, 28)
    assert tensor.dtype == torch.float32
    assert (tensor.min().item(), tensor.max().item()) == (0, 1)
    assert tensor[0, 0, 0, 3].item() == pytest.approx(3 / 255)


@pytest.mark.parametrize("training", [True, False])
def test_predicting_puts_the_mode_back(data: TrainingData, training: bool) -> None:
    model = _model().train(training)
    logits = predict_logits(model, data.check)
    assert all(module.training is training for module in model.modules())
    with torch.no_grad():
        expected = model.eval()(as_tensor(data.check.images))
    torch.testing.assert_close(logits, expected)
    assert not logits.requires_grad


def test_predicting_puts_the_mode_of_every_layer_back(data: TrainingData) -> None:
    """A frozen batch norm in a network that trains must stay frozen."""
    model = _model().train()
    model.get_submodule("1").eval()
    before = [module.training for module in model.modules()]
    predict_logits(model, data.check)
    assert [module.training for module in model.modules()] == before


def test_predicting_puts_the_mode_back_after_an_error() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(3, 10)).train()
    digits = DigitSet("one", np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.int64))
    with pytest.raises(RuntimeError):
        predict_logits(model, digits)
    assert model.training


@pytest.mark.parametrize("batch_size", [1, 33, 100, 1000])
def test_predicting_does_not_depend_on_the_batch_size(data: TrainingData, batch_size: int) -> None:
    model = _model().eval()
    logits = predict_logits(model, data.check, batch_size)
    assert logits.shape == (CHECK, 10)
    torch.testing.assert_close(logits, predict_logits(model, data.check), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("labels", "share"), [([3, 3, 3, 3], 1.0), ([3, 0, 1, 2], 0.25), ([0, 1, 2, 9], 0.0)]
)
def test_accuracy_is_the_share_read_right(labels: list[int], share: float) -> None:
    model: Any = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))  # always says three
    nn.init.zeros_(model[1].weight)
    model[1].bias.data = F.one_hot(torch.tensor(3), 10).float()
    digits = DigitSet("four", np.zeros((4, 28, 28), np.uint8), np.array(labels, np.int64))
    accuracy = accuracy_on(model, digits)
    assert accuracy == share
    assert type(accuracy) is float and not math.isnan(accuracy)
