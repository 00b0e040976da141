"""Steps of learning on one input, with copies of a network that nobody else uses."""

from __future__ import annotations

import torch
from torch import nn

from cnnviz.core.learning.backward import run_backwards, trainable_copy, weight_gradients
from cnnviz.core.learning.losses import check_answer
from cnnviz.core.learning.rules import LearningState, Rule, apply
from cnnviz.core.surgery.copies import copied_network
from cnnviz.core.trace import trace


def start(model: nn.Module) -> LearningState:
    """A network before its first step; copies of its numbers."""
    return LearningState(
        {name: each.detach().clone() for name, each in model.named_parameters()},
        {name: each.detach().clone() for name, each in model.named_buffers()},
    )


def with_weights(model: nn.Module, state: LearningState) -> nn.Module:
    """A copy of the network that has these numbers, in evaluation mode, and asks no gradients."""
    own = copied_network(model)
    _load(own, state)
    return own.requires_grad_(False)


def learn(
    model: nn.Module,
    state: LearningState,
    x: torch.Tensor,
    label: int,
    rule: Rule,
    rate: float,
    steps: int,
) -> LearningState:
    """Several steps on one input, as `backward` and `apply` in turn take them.

    Raises
    ------
    ValueError
        In one sentence, if the network cannot learn from it.
    """
    own = trainable_copy(model)
    _load(own, state)
    result = trace(own, x)
    check_answer(result, label, "cross_entropy")
    for _ in range(steps):
        _load(own, state)
        _, _, loss = run_backwards(own, x, label, result.head)
        if not loss.isfinite():
            raise ValueError("the loss is no number any more: the learning rate is too large")
        state = apply(state, weight_gradients(own), rule, rate)
    return state


def _load(model: nn.Module, state: LearningState) -> None:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(state.weights[name])
        for name, buffer in model.named_buffers():
            buffer.copy_(state.buffers[name])
