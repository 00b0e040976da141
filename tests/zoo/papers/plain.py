"""Networks without branches: one layer after the other, each with a habit of its own."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn


def conv_norm(inside: int, outside: int, size: int = 3, **settings: Any) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    settings.setdefault("padding", size // 2)
    settings.setdefault("bias", False)
    conv = nn.Conv2d(inside, outside, size, **settings)
    return nn.Sequential(conv, nn.BatchNorm2d(outside), nn.ReLU(inplace=True))


def network_in_network() -> nn.Module:
    """Lin, Chen, Yan: "Network in Network", arXiv:1312.4400."""

    def block(inside: int, outside: int, size: int) -> list[nn.Module]:
        return [
            *(nn.Conv2d(inside, outside, size, padding=size // 2), nn.ReLU(inplace=True)),
            *(nn.Conv2d(outside, outside, 1), nn.ReLU(inplace=True)),
        ]

    return nn.Sequential(
        *(*block(3, 24, 5), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5, inplace=True)),
        *(*block(24, 32, 5), nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5, inplace=True)),
        *(*block(32, 10, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    )


def all_convolutional() -> nn.Module:
    """Springenberg et al.: "Striving for Simplicity", arXiv:1412.6806."""
    sizes = [(3, 24, 1), (24, 24, 2), (24, 48, 1), (48, 48, 2), (48, 48, 1)]
    layers: list[nn.Module] = [nn.Dropout2d(0.2)]
    for inside, outside, stride in sizes:
        layers += [nn.Conv2d(inside, outside, 3, stride, 1), nn.LeakyReLU(0.05)]
    return nn.Sequential(*layers, nn.Conv2d(48, 10, 1), nn.AvgPool2d(8), nn.Flatten(1))


class ResponseNormalised(nn.Module):
    """Krizhevsky, Sutskever, Hinton (2012): local response normalisation, overlapping pools."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5, padding=2)
        self.norm1 = nn.LocalResponseNorm(5, alpha=1e-2, k=2)
        self.conv2 = nn.Conv2d(32, 32, 5, padding=2, groups=2)
        self.fc = nn.Linear(32 * 7 * 7, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(self.norm1(F.relu(self.conv1(x))), 3, 2)
        x = F.local_response_norm(F.relu_(self.conv2(x)), 3, alpha=1e-2)
        x = F.max_pool2d(x, kernel_size=3, stride=2)
        return self.fc(x.view(-1, self.num_features(x)))

    def num_features(self, x: torch.Tensor) -> int:
        """As PyTorch's first tutorial did it."""
        features = 1
        for size in x.size()[1:]:
            features *= size
        return features


class Maxout(nn.Module):
    """Goodfellow et al.: "Maxout Networks", arXiv:1302.4389."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 5, padding=2) for i, o in [(3, 48), (24, 64)])
        self.fc = nn.Linear(32 * 8 * 8, 20)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            y = conv(x)
            pieces = y.view(y.shape[0], y.shape[1] // 2, 2, *y.shape[2:])
            x = F.max_pool2d(pieces.max(dim=2).values, 2)
        a, b = self.fc(torch.flatten(x, 1)).chunk(2, dim=1)
        return torch.max(a, b)


class ParametricReLU(nn.Module):
    """He et al.: "Delving Deep into Rectifiers", arXiv:1502.01852; one slope and one a map."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(3, 16, 5, 2, 2), nn.PReLU(), nn.Conv2d(16, 32, 3, padding=1)),
            *(nn.PReLU(32), nn.MaxPool2d(2), nn.Conv2d(32, 48, 3, dilation=2), nn.PReLU(48)),
        )
        self.head = nn.Sequential(nn.Linear(48 * 16, 40), nn.PReLU(40), nn.Linear(40, 10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(torch.flatten(self.body(x), start_dim=1))


class SpatialPyramid(nn.Module):
    """He et al.: "Spatial Pyramid Pooling", arXiv:1406.4729."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(conv_norm(3, 16, stride=2), conv_norm(16, 24), nn.ELU(0.7))
        self.head = nn.Linear(24 * (1 + 4 + 9) + 24 * 9, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        levels = [F.adaptive_max_pool2d(x, size).flatten(1) for size in (1, 2, 3)]
        levels.append(F.adaptive_avg_pool2d(x, (3, 3)).flatten(1))  # 16 cells into 3 windows
        return self.head(torch.cat(levels, 1))


class BlurPool(nn.Module):
    """Zhang: "Making Convolutional Networks Shift-Invariant Again", arXiv:1904.11486."""

    kernel: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        row = torch.tensor([1.0, 3, 3, 1])
        self.register_buffer("kernel", (row[:, None] * row)[None, None] / 64)
        self.convs = nn.ModuleList(conv_norm(i, o) for i, o in [(3, 16), (16, 32)])
        self.fc = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            x = F.max_pool2d(conv(x), 2, stride=1)
            padded = F.pad(x, (1, 2, 1, 2), mode="reflect")
            x = F.conv2d(
                padded, self.kernel.repeat(x.shape[1], 1, 1, 1), stride=2, groups=len(x[0])
            )
        return self.fc(x.mean(dim=(2, 3)))


class MobileNetV1(nn.Module):
    """Howard et al.: "MobileNets", arXiv:1704.04861."""

    def __init__(self) -> None:
        super().__init__()
        sizes = [(16, 24, 1), (24, 48, 2), (48, 48, 1), (48, 96, 2)]
        layers = [conv_norm(3, 16, stride=1)]
        for inside, outside, stride in sizes:
            layers += [conv_norm(inside, inside, stride=stride, groups=inside)]
            layers += [conv_norm(inside, outside, 1)]
        self.model = nn.Sequential(*layers, nn.AvgPool2d(8))
        self.fc = nn.Linear(96, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.model(x)
        x = x.view(-1, 96)
        return self.fc(x)


class SelfNormalising(nn.Module):
    """Klambauer et al.: "Self-Normalizing Neural Networks", arXiv:1706.02515."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 3, 2) for i, o in [(3, 16), (16, 32)])
        self.drop = nn.AlphaDropout(0.1)
        self.fc = nn.Linear(32 * 49, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            x = F.selu(conv(x))
        return F.log_softmax(self.fc(self.drop(x.reshape(x.size(0), -1))), dim=-1)


class CoordinateConvolution(nn.Module):
    """Liu et al.: "An Intriguing Failing ... CoordConv", arXiv:1807.03247; standardised weights."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(5, 16, 3, padding="same", padding_mode="circular")
        self.second = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.norm = nn.GroupNorm(4, 32)
        self.fc = nn.Conv2d(32, 10, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows, columns = x.shape[-2:]
        y = torch.linspace(-1, 1, rows).view(1, 1, -1, 1).expand(len(x), 1, rows, columns)
        z = torch.linspace(-1, 1, columns).expand(len(x), 1, rows, columns)
        x = torch.tanh(self.first(torch.cat((x, y, z), dim=1)))
        weight = self.second.weight
        weight = weight - weight.mean((1, 2, 3), keepdim=True)
        weight = weight / (weight.std((1, 2, 3), keepdim=True) + 1e-5)
        x = F.hardtanh(self.norm(F.conv2d(x, weight, self.second.bias, stride=2, padding=1)))
        return self.fc(x).mean(-1).mean(-1)
