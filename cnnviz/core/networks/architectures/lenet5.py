"""LeNet-5, as it is taught today."""

from __future__ import annotations

import torch
from torch import nn


class LeNet5(nn.Module):
    """Two convolutions with pooling, then three dense layers: 61,706 parameters.

    After LeCun, Bottou, Bengio, Haffner: "Gradient-Based Learning Applied to Document
    Recognition", Proceedings of the IEEE 86(11), 1998. Departures, all of them today's custom:
    28x28 input with padding 2 in place of 32x32; ReLU in place of a scaled tanh; max pooling in
    place of trainable averaging; every second-layer filter sees all six maps; a dense output
    layer in place of radial basis functions.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.dense1 = nn.Linear(16 * 5 * 5, 120)
        self.relu3 = nn.ReLU()
        self.dense2 = nn.Linear(120, 84)
        self.relu4 = nn.ReLU()
        self.output = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.pool1(self.relu1(self.conv1(x)))
        x = self.pool2(self.relu2(self.conv2(x)))
        x = self.flatten(x)
        x = self.relu3(self.dense1(x))
        x = self.relu4(self.dense2(x))
        logits: torch.Tensor = self.output(x)
        return logits
