"""Networks whose paths part and meet: sums, concatenations, several resolutions."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from tests.zoo.papers.plain import conv_norm


class _PreActivation(nn.Module):
    def __init__(self, inside: int, outside: int, stride: int) -> None:
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(inside), nn.BatchNorm2d(outside)
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outside, outside, 3, padding=1, bias=False)
        if stride != 1 or inside != outside:
            self.shortcut = nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = F.relu(self.bn1(x))
        shortcut = self.shortcut(out) if hasattr(self, "shortcut") else x
        out = self.conv1(out)
        out = self.conv2(F.relu(self.bn2(out)))
        out += shortcut
        return out


class PreActResNet(nn.Module):
    """He et al.: "Identity Mappings in Deep Residual Networks", arXiv:1603.05027."""

    def __init__(self, width: int = 1) -> None:
        super().__init__()
        sizes = [(16, 16 * width, 1), (16 * width, 32 * width, 2), (32 * width, 32 * width, 1)]
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.layers = nn.Sequential(*(_PreActivation(*size) for size in sizes))
        self.bn = nn.BatchNorm2d(32 * width)
        self.linear = nn.Linear(32 * width * 16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = F.relu(self.bn(self.layers(self.conv1(x))))
        out = F.avg_pool2d(out, 4)
        out = out.view(out.size(0), -1)
        return self.linear(out)


class PaddedShortcut(nn.Module):
    """He et al. (arXiv:1512.03385), CIFAR's variant A: sliced and zero-padded shortcuts."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.a, self.b = conv_norm(3, 16), conv_norm(16, 16), conv_norm(16, 32, stride=2)
        self.conv1 = nn.Conv2d(16, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        x = F.relu(x + self.conv1(self.a(x)))
        short = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 8, 8))
        x = F.relu(short.add(self.conv2(self.b(x))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1))


class DenseNetBC(nn.Module):
    """Huang et al.: "Densely Connected Convolutional Networks", arXiv:1608.06993."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        widths = [16 + 8 * i for i in range(4)]
        self.norms = nn.ModuleList(nn.BatchNorm2d(w) for w in widths)
        self.narrow = nn.ModuleList(nn.Conv2d(w, 32, 1, bias=False) for w in widths)
        self.grow = nn.ModuleList(nn.Conv2d(32, 8, 3, padding=1, bias=False) for _ in widths)
        self.trans = nn.Conv2d(48, 24, 1, bias=False)
        self.fc = nn.Linear(24, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = [self.conv(x)]
        for norm, narrow, grow in zip(self.norms, self.narrow, self.grow, strict=True):
            features.append(grow(torch.relu(narrow(norm(torch.cat(features, 1)).relu()))))
        x = nn.functional.avg_pool2d(self.trans(torch.cat(features, 1)), 2)
        return self.fc(torch.mean(x, dim=[2, 3]))


class Inception(nn.Module):
    """Szegedy et al.: "Going Deeper with Convolutions", arXiv:1409.4842; one auxiliary head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 16, stride=2)
        self.b1, self.b2 = conv_norm(16, 8, 1), nn.Sequential(conv_norm(16, 8, 1), conv_norm(8, 12))
        self.b3 = nn.Sequential(conv_norm(16, 4, 1), conv_norm(4, 8, 5))
        self.b4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), conv_norm(16, 8, 1))
        self.b5 = nn.Sequential(
            nn.Conv2d(36, 16, (1, 7), padding=(0, 3)), nn.Conv2d(16, 16, (7, 1), padding=(3, 0))
        )
        self.aux = nn.Linear(36, 10)
        self.fc = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        x = self.stem(x)
        x = torch.cat([branch(x) for branch in (self.b1, self.b2, self.b3, self.b4)], dim=1)
        aux = self.aux(x.mean((2, 3))) if self.training else None
        x = F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
        x = self.fc(F.dropout(self.b5(x).amax((2, 3)), training=self.training))
        return x if aux is None else (x, aux)


class Fractal(nn.Module):
    """Larsson, Maire, Shakhnarovich: "FractalNet", arXiv:1605.07648: paths are averaged."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 16)
        self.columns = nn.ModuleList(
            nn.ModuleList(conv_norm(16, 16) for _ in range(2**depth)) for depth in range(3)
        )
        self.fc = nn.Linear(16, 10)

    def path(self, depth: int, start: int, x: torch.Tensor) -> torch.Tensor:
        """A block, which holds two of itself one level below."""
        here: torch.Tensor = self.columns[depth][start](x)  # type: ignore[index]
        if depth == len(self.columns) - 1:
            return here
        below = self.path(depth + 1, 2 * start, x)
        below = self.path(depth + 1, 2 * start + 1, below)
        return torch.mean(torch.stack([here, below]), dim=0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(self.path(0, 0, self.stem(x)), 2)
        return self.fc(F.max_pool2d(x, x.size()[2:]).flatten(1))


class HighResolution(nn.Module):
    """Wang et al.: "Deep High-Resolution Representation Learning", arXiv:1908.07919."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.high, self.low = (
            conv_norm(3, 12),
            conv_norm(12, 12),
            conv_norm(12, 24, stride=2),
        )
        self.up, self.down = nn.Conv2d(24, 12, 1), nn.Conv2d(12, 24, 3, 2, 1)
        self.fc = nn.Linear(36, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        high, low = self.high(x), self.low(x)
        up = F.interpolate(self.up(low), scale_factor=2, mode="nearest")
        high, low = F.relu(high + up), F.relu(self.down(high) + low)
        up = F.interpolate(low, size=high.shape[-2:], mode="bilinear", align_corners=False)
        return self.fc(torch.cat([high, up], 1).mean((-2, -1)))


class UNetClassifier(nn.Module):
    """Ronneberger, Fischer, Brox: "U-Net", arXiv:1505.04597, with a classifier on its end."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.bottom = conv_norm(3, 8), conv_norm(8, 16), conv_norm(16, 32)
        self.up2, self.up1 = nn.ConvTranspose2d(32, 16, 2, 2), nn.ConvTranspose2d(16, 8, 4, 2, 1)
        self.join2, self.join1 = conv_norm(32, 16), conv_norm(16, 8)
        self.last = nn.Conv2d(8, 10, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        one = self.down1(x)
        two = self.down2(F.max_pool2d(one, 2))
        x = self.bottom(F.max_pool2d(two, 2))
        x = self.join2(torch.cat([self.up2(x), two], dim=1))
        x = self.join1(torch.cat([self.up1(x), one], dim=1))
        return self.last(x).flatten(2).mean(2)


class RepVGG(nn.Module):
    """Ding et al.: "RepVGG", arXiv:2101.03697, with the branches of its training."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 16, stride=2)
        self.wide = nn.ModuleList(nn.Conv2d(16, 16, 3, padding=1, bias=False) for _ in range(3))
        self.small = nn.ModuleList(nn.Conv2d(16, 16, 1, bias=False) for _ in range(3))
        self.norms = nn.ModuleList(nn.BatchNorm2d(16) for _ in range(9))
        self.fc = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        for i, (wide, small) in enumerate(zip(self.wide, self.small, strict=True)):
            one, two, three = self.norms[3 * i : 3 * i + 3]
            x = F.relu(one(wide(x)) + two(small(x)) + three(x), inplace=True)
        return self.fc(F.adaptive_avg_pool2d(x, (1, 1)).flatten(1))
