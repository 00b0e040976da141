"""AlexNet, small enough for a 28x28 digit."""

from __future__ import annotations

import torch
from torch import nn


class AlexNet(nn.Module):
    """Five convolutions, overlapping max pooling, dropout before the dense layers.

    After Krizhevsky, Sutskever, Hinton: "ImageNet Classification with Deep Convolutional Neural
    Networks", NIPS 2012. Departures, because a digit has 28x28 pixels of one colour where the
    paper's photographs have 224x224 of three: the first kernel is 7x7 with stride 2 (11x11 with
    stride 4 there); there is no pooling right after it, so that enough pixels remain for the
    other four; 32-64-96-96-64 channels (96-256-384-384-256) and 256-128 dense units (4096-4096).
    Local response normalisation is left out, as in every later network: it helped nobody since.

    Input (N, 1, 28, 28) in [0, 1]; output logits (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=7, stride=2, padding=3)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(32, 64, kernel_size=5, padding=2)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(3, stride=2)
        self.conv3 = nn.Conv2d(64, 96, kernel_size=3, padding=1)
        self.relu3 = nn.ReLU()
        self.conv4 = nn.Conv2d(96, 96, kernel_size=3, padding=1)
        self.relu4 = nn.ReLU()
        self.conv5 = nn.Conv2d(96, 64, kernel_size=3, padding=1)
        self.relu5 = nn.ReLU()
        self.pool5 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.dropout1 = nn.Dropout(0.5)
        self.dense1 = nn.Linear(64 * 2 * 2, 256)
        self.relu6 = nn.ReLU()
        self.dropout2 = nn.Dropout(0.5)
        self.dense2 = nn.Linear(256, 128)
        self.relu7 = nn.ReLU()
        self.output = nn.Linear(128, 10)
        # The paper's own initialisation is far too small for these sizes; He's keeps the signal.
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                assert module.bias is not None
                nn.init.zeros_(module.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, 10) for digits (N, 1, 28, 28)."""
        x = self.relu1(self.conv1(x))
        x = self.pool2(self.relu2(self.conv2(x)))
        x = self.relu3(self.conv3(x))
        x = self.relu4(self.conv4(x))
        x = self.pool5(self.relu5(self.conv5(x)))
        x = self.flatten(x)
        x = self.relu6(self.dense1(self.dropout1(x)))
        x = self.relu7(self.dense2(self.dropout2(x)))
        logits: torch.Tensor = self.output(x)
        return logits
