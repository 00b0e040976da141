"""SignNet, a plain small network for pictures in colour."""

from __future__ import annotations

import torch
from torch import nn

SIGNS = (
    "stop",
    "no entry",
    "limit 30",
    "limit 80",
    "turn right",
    "turn left",
    "one way",
    "detour",
    "danger",
    "road works",
    "parking",
    "charging",
)


class SignNet(nn.Module):
    """Three convolutions with pooling, then two dense layers, in colour: 89,964 parameters.

    No paper's network, but what has been taught since LeNet-5 and AlexNet: 3x3 kernels whose
    number doubles where pooling halves the maps. Each kernel of the first layer has a slice for
    red, one for green and one for blue.

    Input (N, 3, 32, 32) in [0, 1]; output logits (N, 12).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.conv3 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.relu3 = nn.ReLU()
        self.pool3 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.dense1 = nn.Linear(64 * 4 * 4, 64)
        self.relu4 = nn.ReLU()
        self.output = nn.Linear(64, len(SIGNS))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 12) for pictures (N, 3, 32, 32)."""
        x = self.pool1(self.relu1(self.conv1(x)))
        x = self.pool2(self.relu2(self.conv2(x)))
        x = self.pool3(self.relu3(self.conv3(x)))
        x = self.relu4(self.dense1(self.flatten(x)))
        logits: torch.Tensor = self.output(x)
        return logits
