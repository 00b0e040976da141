"""Steps of learning are those of `torch.optim`."""

from __future__ import annotations

import random
import warnings

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.learning.backward import backward, trainable_copy
from cnnviz.core.learning.rules import LearningState, Rule, apply, update_of
from cnnviz.core.learning.stepping import learn, start, with_weights
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.shipped import shipped_network
from tests.core.learning.networks import LAYERS, built, picture
from tests.core.plain_call import traces_of
from tests.zoo.registry import cases

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
STEPS = 5


def _optimiser(rule: Rule, model: nn.Module, rate: float) -> torch.optim.Optimizer:
    if rule is Rule.ADAM:
        return torch.optim.Adam(model.parameters(), lr=rate)
    return torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9 * (rule is Rule.MOMENTUM))


def check_steps(model: nn.Module, x: torch.Tensor, rule: Rule, rate: float) -> None:
    """One by one, the optimiser given the same gradients; and the weights must have moved."""
    own = trainable_copy(model)
    optimiser = _optimiser(rule, own, rate)
    state = first = start(model)
    was = {name: each.clone() for name, each in first.weights.items()}
    for _ in range(STEPS):
        optimiser.zero_grad()
        F.cross_entropy(own(x), torch.tensor([1])).backward()
        for each in own.parameters():
            each.grad = torch.zeros_like(each) if each.grad is None else each.grad
        gradients = {name: each.grad.clone() for name, each in own.named_parameters()}  # type: ignore[union-attr]
        optimiser.step()
        state = apply(state, gradients, rule, rate)
        for name, each in own.named_parameters():
            torch.testing.assert_close(state.weights[name], each.detach(), rtol=1e-6, atol=1e-9)
    assert state.step == STEPS and first.step == 0
    for name, each in first.weights.items():
        assert each.equal(was[name])  # an undo finds the old numbers
    moved = [not state.weights[n].equal(was[n]) for n, g in gradients.items() if g.any()]
    assert moved and all(moved)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_shipped_networks(name: str, rule: Rule) -> None:
    network = shipped_network(name)
    torch.manual_seed(0)
    check_steps(network.model, torch.rand(1, *network.input_shape), rule, 1e-3)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("name", ["preact_resnet", "inception", "squeeze_excite", "transformer"])
def test_networks_written_from_papers(name: str, rule: Rule) -> None:
    case = cases()[f"papers/{name}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_steps(case.model(), case.picture(), rule, 1e-3)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("name", LAYERS)
def test_steps_in_one_go_are_steps_by_themselves(name: str, rule: Rule) -> None:
    """And both are what a plain loop with the optimiser does, but for its sums' roundings."""
    model, x = built(name, torch.float64), picture().double()
    before = traces_of(model)
    state = start(model)
    for _ in range(3):
        state = apply(state, backward(with_weights(model, state), x, 1).weights, rule, 1e-2)
    at_once = learn(model, start(model), x, 1, rule, 1e-2, 3)
    own = trainable_copy(model)
    optimiser = _optimiser(rule, own, 1e-2)
    for _ in range(3):
        optimiser.zero_grad()
        F.cross_entropy(own(x), torch.tensor([1])).backward()
        optimiser.step()
    for key, each in own.named_parameters():
        assert at_once.weights[key].equal(state.weights[key])
        # Adam divides what is nothing but rounding by its own size.
        atol = 2e-3 if rule is Rule.ADAM else 1e-9
        torch.testing.assert_close(at_once.weights[key], each.detach(), rtol=1e-7, atol=atol)
    assert traces_of(model) == before


@pytest.mark.parametrize("rule", Rule)
def test_the_numbers_of_one_weight_are_those_of_the_step(rule: Rule) -> None:
    model, x = shipped_network("lenet5").model, torch.rand(1, 1, 28, 28)
    state, choose = start(model), random.Random(0)
    for _ in range(4):
        gradients = backward(with_weights(model, state), x, 3).weights
        after = apply(state, gradients, rule, 0.01)
        for _ in range(50):
            name = choose.choice(list(gradients))
            place = tuple(choose.randrange(size) for size in gradients[name].shape)
            one = update_of(state, gradients, name, place, rule, 0.01)
            assert one.weight == float(state.weights[name][place])
            assert one.after == pytest.approx(float(after.weights[name][place]), 1e-6, 1e-9)
            assert one.after == pytest.approx(one.weight - one.change)
        state = after


def test_rules_by_hand() -> None:
    def step(state: LearningState, rule: Rule) -> LearningState:
        return apply(state, {"w": torch.tensor([0.5], dtype=torch.float64)}, rule, 0.1)

    begin = LearningState({"w": torch.tensor([1.0], dtype=torch.float64)}, {})
    assert float(step(begin, Rule.SGD).weights["w"]) == pytest.approx(0.95)
    once = step(begin, Rule.MOMENTUM)
    assert float(once.weights["w"]) == pytest.approx(0.95)
    # 0.9 * 0.5 + 0.5 = 0.95
    assert float(step(once, Rule.MOMENTUM).weights["w"]) == pytest.approx(0.95 - 0.095)
    # Adam's first step is the rate itself, whatever the size of the gradient.
    adam = step(begin, Rule.ADAM)
    assert float(adam.weights["w"]) == pytest.approx(0.9, abs=1e-7)
    assert adam.adam_steps == 1 and once.adam_steps == 0
    # A step of another rule leaves what one remembers.
    assert step(adam, Rule.SGD).mean is adam.mean


def test_a_rate_must_be_above_nothing_and_a_loss_a_number() -> None:
    model, x = built("convolution"), picture()
    with pytest.raises(ValueError, match="rate must be above 0"):
        apply(start(model), {}, Rule.SGD, 0.0)
    with pytest.raises(ValueError, match="the learning rate is too large"):
        learn(model, start(model), x, 1, Rule.SGD, 1e30, 5)


def test_a_stepped_copy_is_a_network_of_its_own() -> None:
    network = shipped_network("lenet5")
    x = torch.rand(1, 1, 28, 28)
    state = learn(network.model, start(network.model), x, 4, Rule.SGD, 0.01, 5)
    stepped = with_weights(network.model, state)
    assert not stepped.training and not any(p.requires_grad for p in stepped.parameters())
    assert backward(stepped, x, 4).loss < backward(network.model, x, 4).loss
    for name, each in network.model.named_parameters():
        assert each.equal(start(network.model).weights[name])
        assert not each.equal(stepped.get_parameter(name))
