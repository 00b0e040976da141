"""Gradient ascent climbs, in every network, and leaves it alone."""

from __future__ import annotations

import copy
import threading

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.explore.ascent import GENTLE_RATE, AscentStep, ascend, noise_start
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import trace
from cnnviz.core.training.fit import predict_logits

DIGIT = (load_dataset("builtin").images[2500] / 255).astype(np.float32)


def mean_of(model: nn.Module, layer: str, channel: int, image: np.ndarray) -> float:
    output = trace(model, torch.from_numpy(image)[None, None]).record(layer).output[0]
    return float(output[channel].mean() if output.ndim == 3 else output.flatten()[channel])


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_every_layer_ends_higher_than_it_began(name: str) -> None:
    model = load_pretrained(name)
    for record in trace(model, torch.zeros(1, 1, 28, 28)).records:
        # None of these is dead, but some are closed for this start.
        channel = record.output.shape[1] // 3
        steps = list(ascend(model, record.name, channel, noise_start((28, 28), channel), steps=8))
        first, last = steps[0], steps[-1]
        if last.stuck:
            # Nothing but a bias: what is no digit leaves the units before it shut, at once or
            # after a step that won something.
            assert last.activation >= first.activation
            assert not first.stuck or last.activation == first.activation
        else:
            assert last.activation > first.activation, (record.name, channel)
        for step in (first, last):
            expected = mean_of(model, record.name, channel, step.image)
            assert step.activation == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_a_layer_that_is_closed_to_the_start_is_opened() -> None:
    """The channels that took longest to open of all that were tried."""
    for name, layer, channel in (("alexnet", "flatten", 40), ("lenet5", "relu4", 66)):
        steps = list(
            ascend(load_pretrained(name), layer, channel, noise_start((28, 28), channel), steps=64)
        )
        assert steps[0].stuck and steps[0].activation == 0, layer
        assert not steps[-1].stuck and steps[-1].activation > 0, layer


def test_inputs_found_from_noise_for_a_logit_are_read_as_that_digit() -> None:
    """Not all: the network learned to answer alike to all that is no digit, and there is no slope
    that leads from one digit's share of that to another's.
    """
    model = load_pretrained("lenet5")
    answers = predict_logits(model, load_dataset("builtin"))
    found = []
    for digit in range(10):
        *_, last = ascend(model, "output", digit, noise_start((28, 28), 1))
        logits = trace(model, torch.from_numpy(last.image)[None, None]).logits
        assert last.activation == pytest.approx(float(logits[0, digit]), rel=1e-5)
        # Then it excites the unit more than any digit does.
        if last.activation > float(answers[:, digit].max()):
            assert int(logits.argmax()) == digit
            found.append(digit)
    assert len(found) >= 4, found


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_what_is_found_for_a_logit_is_read_as_that_digit(name: str) -> None:
    """Begun with the mean of that digit's pictures: from noise, which the networks learned to
    answer evenly, no slope leads to some of the digits; and with long steps SimpleNet's 7 is lost.
    """
    model, digits = load_pretrained(name), load_dataset("builtin")
    answers = predict_logits(model, digits)
    for digit in range(10):
        start = digits.images[digits.labels == digit].mean(axis=0, dtype=np.float32) / 255
        *_, last = ascend(model, "output", digit, start, steps=48, rate=GENTLE_RATE)
        logits = trace(model, torch.from_numpy(last.image)[None, None]).logits
        assert last.activation == pytest.approx(float(logits[0, digit]), rel=1e-5)
        assert int(logits.argmax()) == digit
        assert last.activation > float(answers[:, digit].quantile(0.97)), digit


def test_what_a_step_holds() -> None:
    start = DIGIT.copy()
    steps = list(ascend(load_pretrained("lenet5"), "relu2", 3, start, steps=10))
    assert [step.step for step in steps] == list(range(11))
    np.testing.assert_array_equal(steps[0].image, DIGIT)
    np.testing.assert_array_equal(start, DIGIT)
    for step in steps:
        assert step.image.shape == (28, 28) and step.image.dtype == np.float32
        assert ((step.image >= 0) & (step.image <= 1)).all()
    assert not np.array_equal(steps[1].image, steps[2].image)


def test_a_seed_decides() -> None:
    def last(seed: int) -> AscentStep:
        *_, step = ascend(load_pretrained("lenet5"), "conv2", 1, DIGIT, steps=12, seed=seed)
        return step

    np.testing.assert_array_equal(last(0).image, last(0).image)
    assert not np.array_equal(last(0).image, last(1).image)
    np.testing.assert_array_equal(noise_start((28, 28), 3), noise_start((28, 28), 3))
    assert not np.array_equal(noise_start((28, 28), 3), noise_start((28, 28), 4))


def test_one_cell_of_a_linear_layer_finds_its_own_filter() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 5, bias=False)).eval()
    kernel = model[0].weight[1, 0].detach().numpy()
    *_, last = ascend(model, "0", 1, noise_start((28, 28)), cell=(10, 10), smoothness=0, shift=0)
    patch, outside = last.image[10:15, 10:15], last.image.copy()
    outside[10:15, 10:15] = 0
    # White where the filter is clearly positive, black where it is negative; elsewhere decay.
    assert (patch[kernel > 0.1] > 0.95).all() and (patch[kernel < 0] == 0).all()
    assert outside.max() < 0.05


def closed(bias: float) -> nn.Module:
    """One filter behind a ReLU that opens only where the pixels under it are bright enough."""
    model = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten())
    with torch.no_grad():
        model[0].weight.fill_(1)
        model[0].bias.fill_(bias)
    return model.eval()


@pytest.mark.parametrize("layer", ["1", "2", "3"])
def test_a_closed_relu_is_opened_through_the_numbers_before_it(layer: str) -> None:
    steps = list(ascend(closed(-5.0), layer, 0, noise_start((28, 28)), steps=128))
    assert steps[0].stuck and steps[0].activation == 0
    assert not steps[-1].stuck and steps[-1].activation > 0


def test_what_can_never_open_is_said_to_be_stuck() -> None:
    steps = list(ascend(closed(-9.5), "1", 0, noise_start((28, 28)), steps=40))
    assert all(step.stuck and step.activation == 0 for step in steps)
    # No gradient anywhere: nothing moves.
    flat = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU()).eval()
    with torch.no_grad():
        flat[0].weight.zero_()
    *_, last = ascend(flat, "1", 0, DIGIT, steps=3)
    assert last.stuck
    np.testing.assert_array_equal(last.image, DIGIT)


def test_the_model_is_left_alone_also_by_threads() -> None:
    model = load_pretrained("resnet")
    state = copy.deepcopy(model.state_dict())
    expected = [s.activation for s in ascend(model, "block2.relu1", 5, DIGIT, steps=4)]
    found: dict[int, list[float]] = {}

    def run(thread: int) -> None:
        found[thread] = [s.activation for s in ascend(model, "block2.relu1", 5, DIGIT, steps=4)]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[n] == pytest.approx(expected, rel=1e-5) for n in range(4))
    assert all(p.grad is None and p.requires_grad for p in model.parameters())
    assert all(torch.equal(model.state_dict()[key], state[key]) for key in state)
    for module in model.modules():
        assert not module._forward_hooks and not module._backward_hooks and not module.training


def test_it_works_where_gradients_are_off_and_leaves_them_off() -> None:
    with torch.no_grad():
        steps = ascend(load_pretrained("lenet5"), "conv1", 0, noise_start((28, 28)), steps=2)
        assert next(steps).step == 0 and not torch.is_grad_enabled()
        assert next(steps).step == 1 and not torch.is_grad_enabled()
    steps = ascend(load_pretrained("lenet5"), "conv1", 0, noise_start((28, 28)), steps=2)
    next(steps)
    assert torch.is_grad_enabled()
    steps.close()


@pytest.mark.parametrize(
    ("layer", "channel", "cell", "start", "words"),
    [
        ("nothing", 0, None, DIGIT, "layer 'nothing'"),
        ("conv1", 6, None, DIGIT, "channel"),
        ("conv1", -1, None, DIGIT, "channel"),
        ("output", 10, None, DIGIT, "channel"),
        ("conv1", 0, (28, 0), DIGIT, "cell"),
        ("conv1", 0, None, DIGIT[:5], "start"),
        ("conv1", 0, None, DIGIT + 1, "start"),
        ("conv1", 0, None, DIGIT * np.float32("nan"), "start"),
    ],
)
def test_what_is_not_there_is_refused(
    layer: str, channel: int, cell: tuple[int, int] | None, start: np.ndarray, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        next(ascend(load_pretrained("lenet5"), layer, channel, start, cell=cell))


def test_the_frame_is_left_alone() -> None:
    """Zeros around a picture make an edge of every bright pixel at its border."""
    model, start = load_pretrained("lenet5"), noise_start((28, 28))
    frames = []
    for border in (None, 0):
        *_, last = ascend(model, "relu2", 1, start, steps=48, border=border)
        image = last.image
        edges = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        frames.append(edges.mean() / image.mean())
    assert frames[0] < 0.4
    assert frames[1] > 1.5 * frames[0]
