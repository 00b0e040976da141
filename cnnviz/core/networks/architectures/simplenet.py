"""SimpleNet, small enough for a 28x28 digit."""

from __future__ import annotations

import torch
from torch import nn

from cnnviz.core.networks.architectures.vgg import VGGBlock


class SimpleNet(nn.Module):
    """Eight 3x3 convolutions with batch norm and ReLU, three max poolings, one dense layer.

    After Hasanpour, Rouhani, Fayyaz, Sabokrou: "Lets keep it simple, Using simple architectures
    to outperform deeper and more complex architectures", 2016 (https://arxiv.org/abs/1608.06037):
    nothing but plain 3x3 convolutions, deep rather than wide. Departures, because a digit has
    28x28 pixels of one colour and all should go through a browser: eight convolutions where the
    paper has thirteen, of 32-64-96 channels (64 to 2048 there); no 1x1 convolutions and no
    dropout. 332,586 parameters.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.block1 = VGGBlock(1, 32)
        self.block2 = VGGBlock(32, 64, 3)
        self.block3 = VGGBlock(64, 96, 3)
        self.flatten = nn.Flatten()
        self.output = nn.Linear(96 * 3 * 3, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.block3(self.block2(self.block1(x)))
        logits: torch.Tensor = self.output(self.flatten(x))
        return logits
