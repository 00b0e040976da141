"""VGG, small enough for a 28x28 digit."""

from __future__ import annotations

import torch
from torch import nn


class VGG(nn.Module):
    """Three blocks of two 3x3 convolutions with batch norm, a max pooling after each.

    After Simonyan, Zisserman: "Very Deep Convolutional Networks for Large-Scale Image
    Recognition", ICLR 2015. Departures, because a digit has 28x28 pixels of one colour: three
    blocks of two where the paper's configuration B has five; channels double 20-40-80 (64 to
    512 there); one hidden dense layer of 128 (two of 4096). Batch norm (Ioffe, Szegedy, 2015)
    came after the paper; with it these networks are trained today.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self, channels: tuple[int, int, int] = (20, 40, 80)) -> None:
        super().__init__()
        first, second, third = channels
        self.block1 = VGGBlock(1, first)
        self.block2 = VGGBlock(first, second)
        self.block3 = VGGBlock(second, third)
        self.flatten = nn.Flatten()
        self.dense1 = nn.Linear(channels[-1] * 3 * 3, 128)
        self.relu1 = nn.ReLU()
        self.output = nn.Linear(128, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.block3(self.block2(self.block1(x)))
        x = self.relu1(self.dense1(self.flatten(x)))
        logits: torch.Tensor = self.output(x)
        return logits


class VGGBlock(nn.Module):
    """Some 3x3 convolutions, each with batch norm and ReLU, then max pooling halves the size."""

    def __init__(self, before: int, after: int, convolutions: int = 2) -> None:
        super().__init__()
        for number in range(1, convolutions + 1):
            # Batch norm adds a bias of its own.
            conv = nn.Conv2d(before, after, kernel_size=3, padding=1, bias=False)
            self.add_module(f"conv{number}", conv)
            self.add_module(f"norm{number}", nn.BatchNorm2d(after))
            self.add_module(f"relu{number}", nn.ReLU())
            before = after
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps (N, after, H // 2, W // 2) for maps (N, before, H, W)."""
        for layer in self.children():
            x = layer(x)
        return x
