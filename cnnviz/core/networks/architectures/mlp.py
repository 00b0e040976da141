"""A network without convolutions: the ordinary neural network (ANN) of the textbooks."""

from __future__ import annotations

import torch
from torch import nn


class MLP(nn.Module):
    """A multilayer perceptron, 784-128-64-10 with ReLU: 109,386 parameters.

    After Rumelhart, Hinton, Williams: "Learning representations by back-propagating errors",
    Nature 323, 1986. Departures: ReLU in place of the logistic function and a softmax on the
    outputs, as is usual today.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.dense1 = nn.Linear(28 * 28, 128)
        self.relu1 = nn.ReLU()
        self.dense2 = nn.Linear(128, 64)
        self.relu2 = nn.ReLU()
        self.output = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.flatten(x)
        x = self.relu1(self.dense1(x))
        x = self.relu2(self.dense2(x))
        logits: torch.Tensor = self.output(x)
        return logits
