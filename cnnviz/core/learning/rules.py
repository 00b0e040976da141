"""What becomes of the weights after a gradient: plain descent, momentum, Adam.

The rules are those of `torch.optim.SGD` and `torch.optim.Adam` with their defaults
(https://docs.pytorch.org/docs/stable/optim.html). Adam: Kingma, Ba, arXiv:1412.6980.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

import torch

MOMENTUM = 0.9
BETAS = (0.9, 0.999)
EPSILON = 1e-8
Tensors = Mapping[str, torch.Tensor]


class Rule(Enum):
    """How a gradient changes a weight; the value is the field's term for it."""

    SGD = "SGD"
    MOMENTUM = "momentum"
    ADAM = "Adam"


@dataclass(frozen=True, eq=False)
class LearningState:
    """A network's numbers between two steps, and what the rules remember of the steps before.

    Attributes
    ----------
    weights, buffers : mapping of str to torch.Tensor
        By their names in ``state_dict``. Nobody writes into them.
    step : int
        How many steps were taken.
    velocity : mapping of str to torch.Tensor
        Momentum's running sum; empty before its first step.
    mean, square : mapping of str to torch.Tensor
        Adam's running means of the gradient and of its square; empty before its first step.
    adam_steps : int
        How many of the steps were Adam's.
    """

    weights: Tensors
    buffers: Tensors
    step: int = 0
    velocity: Tensors = field(default_factory=dict)
    mean: Tensors = field(default_factory=dict)
    square: Tensors = field(default_factory=dict)
    adam_steps: int = 0

    def memory(self, name: str, place: tuple[int, ...]) -> tuple[float, float, float]:
        """Velocity, mean and square of one weight; 0 before the rule's first step."""
        kept = (self.velocity, self.mean, self.square)
        velocity, mean, square = (float(k[name][place]) if name in k else 0.0 for k in kept)
        return velocity, mean, square


@dataclass(frozen=True)
class Update:
    """One weight's step, every number of it.

    Attributes
    ----------
    rule : Rule
    rate : float
        The learning rate.
    weight, gradient : float
    velocity_before, velocity : float
        ``velocity = 0.9 * velocity_before + gradient``, for momentum.
    mean_before, square_before, mean, square : float
        ``mean = 0.9 * mean_before + 0.1 * gradient`` and ``square = 0.999 * square_before +
        0.001 * gradient ** 2``, for Adam.
    step : int
        Which of Adam's steps this is, from 1.
    mean_even, square_even : float
        ``mean / (1 - 0.9 ** step)`` and ``square / (1 - 0.999 ** step)``.
    change : float
        What is taken from the weight: ``rate * gradient``, ``rate * velocity``, or
        ``rate * mean_even / (sqrt(square_even) + 1e-8)``.
    after : float
        ``weight - change``.
    """

    rule: Rule
    rate: float
    weight: float
    gradient: float
    velocity_before: float = 0.0
    velocity: float = 0.0
    mean_before: float = 0.0
    square_before: float = 0.0
    mean: float = 0.0
    square: float = 0.0
    step: int = 1
    mean_even: float = 0.0
    square_even: float = 0.0
    change: float = 0.0
    after: float = 0.0


def apply(state: LearningState, gradients: Tensors, rule: Rule, rate: float) -> LearningState:
    """The state after one step; the old one stays as it is.

    Parameters
    ----------
    state : LearningState
    gradients : mapping of str to torch.Tensor
        By the weights' names; a weight without one stays.
    rule : Rule
    rate : float
        Above 0.
    """
    if not rate > 0:
        raise ValueError(f"rate must be above 0, got {rate}")
    weights, kept = dict(state.weights), state
    with torch.no_grad():
        if rule is Rule.SGD:
            directions = {name: each.clone() for name, each in gradients.items()}
        elif rule is Rule.MOMENTUM:
            directions = {
                name: state.velocity[name] * MOMENTUM + each
                if name in state.velocity
                else each.clone()
                for name, each in gradients.items()
            }
            kept = replace(state, velocity={**state.velocity, **directions})
        else:
            return _adam(state, gradients, rate)
        for name, each in directions.items():
            weights[name] = weights[name].add(each, alpha=-rate)
    return replace(kept, weights=weights, step=state.step + 1)


def _adam(state: LearningState, gradients: Tensors, rate: float) -> LearningState:
    first, second = BETAS
    step = state.adam_steps + 1
    weights, mean, square = dict(state.weights), dict(state.mean), dict(state.square)
    for name, each in gradients.items():
        before, squared = (
            kept[name] if name in kept else torch.zeros_like(each) for kept in (mean, square)
        )
        mean[name] = before.lerp(each, 1 - first)
        square[name] = (squared * second).addcmul(each, each, value=1 - second)
        spread = (square[name].sqrt() / math.sqrt(1 - second**step)).add(EPSILON)
        size = rate / (1 - first**step)
        weights[name] = weights[name].addcdiv(mean[name], spread, value=-size)
    return replace(
        state,
        weights=weights,
        step=state.step + 1,
        mean=mean,
        square=square,
        adam_steps=step,
    )


def update_of(
    state: LearningState,
    gradients: Tensors,
    name: str,
    place: tuple[int, ...],
    rule: Rule,
    rate: float,
) -> Update:
    """The numbers of one weight's next step."""
    weight, gradient = float(state.weights[name][place]), float(gradients[name][place])
    velocity, mean, square = state.memory(name, place)
    if rule is Rule.SGD:
        change = rate * gradient
        return Update(rule, rate, weight, gradient, change=change, after=weight - change)
    if rule is Rule.MOMENTUM:
        faster = MOMENTUM * velocity + gradient
        change = rate * faster
        return Update(
            *(rule, rate, weight, gradient, velocity, faster), change=change, after=weight - change
        )
    first, second = BETAS
    step = state.adam_steps + 1
    new_mean = first * mean + (1 - first) * gradient
    new_square = second * square + (1 - second) * gradient**2
    mean_even, square_even = new_mean / (1 - first**step), new_square / (1 - second**step)
    change = rate * mean_even / (math.sqrt(square_even) + EPSILON)
    return Update(
        *(rule, rate, weight, gradient, 0.0, 0.0, mean, square, new_mean, new_square),
        *(step, mean_even, square_even, change, weight - change),
    )
