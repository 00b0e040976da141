"""ResNet, small enough for a 28x28 digit."""

from __future__ import annotations

import torch
from torch import nn


class ResNet(nn.Module):
    """Three residual blocks, then global average pooling and one dense layer.

    After He, Zhang, Ren, Sun: "Deep Residual Learning for Image Recognition", CVPR 2016.
    Departures, because a digit has 28x28 pixels of one colour: the first kernel is 5x5 without
    stride (7x7 with stride 2 there) and its pooling 2x2 (3x3); three blocks with 32-64-96
    channels where ResNet-18 has eight with 64 to 512. The first block's shortcut is the
    identity; the other two halve the size and project with a 1x1 convolution, as option B does.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=5, padding=2, bias=False)
        self.norm1 = nn.BatchNorm2d(32)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.block1 = ResidualBlock(32, 32, stride=1)
        self.block2 = ResidualBlock(32, 64, stride=2)
        self.block3 = ResidualBlock(64, 96, stride=2)
        self.pool2 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.output = nn.Linear(96, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.pool1(self.relu1(self.norm1(self.conv1(x))))
        x = self.block3(self.block2(self.block1(x)))
        logits: torch.Tensor = self.output(self.flatten(self.pool2(x)))
        return logits


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions whose result is added to the block's own input.

    Where the shape changes, the input is first projected by a 1x1 convolution with batch norm.
    """

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        self.projected = stride != 1 or before != after
        if self.projected:
            self.shortcut = nn.Conv2d(before, after, 1, stride=stride, bias=False)
            self.shortcut_norm = nn.BatchNorm2d(after)
        self.relu2 = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps (N, after, H / stride, W / stride) for maps (N, before, H, W)."""
        y = self.norm2(self.conv2(self.relu1(self.norm1(self.conv1(x)))))
        shortcut = self.shortcut_norm(self.shortcut(x)) if self.projected else x
        result: torch.Tensor = self.relu2(y + shortcut)
        return result
