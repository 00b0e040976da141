"""PyTorch's optimisers, and how the learning rate goes up and down."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import nn

from cnnviz.core.training.config import MOMENTUM, TrainConfig

# Factor on the learning rate by the share of the training that is done, in [0, 1).
SHARES: dict[str, Callable[[float], float]] = {
    "constant": lambda share: 1.0,
    "cosine": lambda share: (1 + math.cos(math.pi * share)) / 2,
    "step": lambda share: 0.1 ** ((share >= 0.5) + (share >= 0.75)),
    # Up in the first tenth, then down.
    "warm_cosine": lambda share: min(1.0, 0.1 + 9 * share) * (1 + math.cos(math.pi * share)) / 2,
}


def make_optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    """The config's optimiser of the parameters that require gradients.

    Weight decay is for matrices and kernels; biases and norms get none.
    """
    groups, rate = parameter_groups(model, config), config.learning_rate
    if config.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=rate)
    if config.optimizer == "adam":
        return torch.optim.Adam(groups, lr=rate)
    momentum = MOMENTUM if config.optimizer == "momentum" else 0.0
    return torch.optim.SGD(groups, lr=rate, momentum=momentum)


def parameter_groups(model: nn.Module, config: TrainConfig) -> list[dict[str, object]]:
    """Weight decay on matrices and kernels, none on biases and norms."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    groups: list[dict[str, object]] = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


class Schedule:
    """Sets the learning rate of each step.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    config : TrainConfig
    steps : int
        How many there will be.
    """

    def __init__(self, optimizer: torch.optim.Optimizer, config: TrainConfig, steps: int) -> None:
        self._optimizer, self._rate, self._steps = optimizer, config.learning_rate, steps
        self._step = 0
        self._one_cycle = None
        if config.schedule == "one_cycle":
            # It moves Adam's beta and SGD's momentum as well; plain SGD has none.
            moves = config.optimizer != "sgd"
            self._one_cycle = torch.optim.lr_scheduler.OneCycleLR(
                optimizer, config.learning_rate, total_steps=steps + 1, cycle_momentum=moves
            )
        else:
            self._factor = SHARES[config.schedule]

    def before_step(self, share_of_time: float) -> None:
        """Set the rate of the step that comes; `share_of_time` is the part used up, or 0."""
        if self._one_cycle is None:
            share = min(1.0, max(self._step / self._steps, share_of_time))
            for group in self._optimizer.param_groups:
                group["lr"] = self._rate * self._factor(share)

    def after_step(self) -> None:
        """Count a step."""
        self._step += 1
        if self._one_cycle is not None:
            self._one_cycle.step()
