"""Networks that multiply, shuffle or mix: gates, products, permutations, tokens."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from tests.zoo.papers.plain import conv_norm


class SqueezeExcite(nn.Module):
    """Hu, Shen, Sun: "Squeeze-and-Excitation Networks", arXiv:1709.01507."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.conv = conv_norm(3, 16), conv_norm(16, 32, stride=2)
        self.fc1, self.fc2, self.head = nn.Linear(32, 8), nn.Linear(8, 32), nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(self.stem(x))
        b, c, _, _ = x.size()
        gate = F.adaptive_avg_pool2d(x, 1).view(b, c)
        gate = torch.sigmoid(self.fc2(F.relu(self.fc1(gate)))).view(b, c, 1, 1)
        x = x * gate.expand_as(x)
        return self.head(F.adaptive_avg_pool2d(x, 1).view(b, c))


class AttentionModule(nn.Module):
    """Woo et al.: "CBAM", arXiv:1807.06521: a gate over channels, then one over places."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 16, stride=2)
        self.mlp = nn.Sequential(nn.Linear(16, 4), nn.ReLU(), nn.Linear(4, 16))
        self.place = nn.Conv2d(2, 1, 7, padding=3, bias=False)
        self.head = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        gate = self.mlp(x.mean((2, 3))) + self.mlp(torch.amax(x, dim=(2, 3)))
        x = x * torch.sigmoid(gate)[:, :, None, None]
        seen = torch.cat([x.max(1, keepdim=True)[0], torch.mean(x, 1).unsqueeze(1)], dim=1)
        x = x.mul(self.place(seen).sigmoid())
        return self.head(x.mean(3).mean(2))


class Highway(nn.Module):
    """Srivastava, Greff, Schmidhuber: "Highway Networks", arXiv:1505.00387."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1)
        self.h = nn.ModuleList(nn.Conv2d(16, 16, 3, padding=1) for _ in range(3))
        self.t = nn.ModuleList(nn.Conv2d(16, 16, 3, padding=1) for _ in range(3))
        self.head = nn.Linear(16 * 64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        for h, t in zip(self.h, self.t, strict=True):
            gate = torch.sigmoid(t(x))
            x = F.relu(h(x)) * gate + x * (1 - gate)
        return self.head(F.max_pool2d(x, 2).flatten(1))


class GatedLinear(nn.Module):
    """Dauphin et al.: "Gated Convolutional Networks", arXiv:1612.08083, over pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 3, 2, 1) for i, o in [(3, 32), (16, 48)])
        self.norm = nn.InstanceNorm2d(24, affine=True)
        self.head = nn.Linear(24, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            x = F.glu(conv(x), dim=1)
        return self.head(F.softplus(self.norm(x)).sum((2, 3)) / 64)


class ShuffleNet(nn.Module):
    """Zhang et al.: "ShuffleNet", arXiv:1707.01083."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 24, stride=2)
        self.down = nn.ModuleList(nn.Conv2d(24, 24, 1, groups=3, bias=False) for _ in range(2))
        self.depth = nn.ModuleList(
            nn.Conv2d(24, 24, 3, 1 + i, 1, groups=24, bias=False) for i in range(2)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(24) for _ in range(4))
        self.head = nn.Linear(48, 10)

    def shuffle(self, x: torch.Tensor) -> torch.Tensor:
        """Regroup the channels."""
        n, c, h, w = x.size()
        return x.view(n, 3, c // 3, h, w).permute(0, 2, 1, 3, 4).contiguous().view(n, c, h, w)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        y = self.shuffle(F.relu(self.norms[0](self.down[0](x))))
        x = F.relu(x + self.norms[1](self.depth[0](y)))
        y = F.channel_shuffle(F.relu(self.norms[2](self.down[1](x))), 3)
        y = self.norms[3](self.depth[1](y))
        x = F.relu(torch.cat([F.avg_pool2d(x, 3, 2, 1), y], 1))
        return self.head(x.mean([2, 3]))


class MixedKernels(nn.Module):
    """Tan, Le: "MixConv", arXiv:1907.09595, and Han et al.: "GhostNet", arXiv:1911.11907."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 24, 3, 2, 1)
        self.mixed = nn.ModuleList(
            nn.Conv2d(8, 8, size, padding=size // 2, groups=8) for size in (3, 5, 7)
        )
        self.primary = nn.Conv2d(24, 20, 1)
        self.cheap = nn.Conv2d(20, 20, 3, padding=1, groups=20)
        self.head = nn.Linear(36, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.hardswish(self.stem(x))
        parts = torch.split(x, [8, 8, 8], dim=1)
        x = torch.cat([conv(part) for conv, part in zip(self.mixed, parts, strict=True)], dim=1)
        x = F.silu(x, inplace=True)
        first = F.relu6(self.primary(x))
        x = torch.cat([first, self.cheap(first)], dim=1)[:, :36, :, :]
        return self.head(F.hardsigmoid(x).mean((2, 3)))


class DynamicKernel(nn.Module):
    """Yang et al.: "CondConv", arXiv:1904.04971: the kernel is mixed for each picture."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv_norm(3, 8, stride=2)
        self.experts = nn.Parameter(torch.randn(4, 16, 8, 3, 3) * 0.1)
        self.route, self.head = nn.Linear(8, 4), nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        routing = torch.sigmoid(self.route(x.mean((2, 3))))
        weight = (routing @ self.experts.view(4, -1)).view(-1, 8, 3, 3)
        n, c, h, w = x.shape
        y = F.conv2d(x.reshape(1, n * c, h, w), weight, padding=1, groups=n)
        return self.head(F.relu(y.view(n, -1, h, w)).mean((2, 3)))


class PatchMixer(nn.Module):
    """Tolstikhin et al.: "MLP-Mixer", arXiv:2105.01601."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Conv2d(3, 32, 4, 4)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(32) for _ in range(3))
        self.tokens = nn.Sequential(nn.Linear(64, 48), nn.GELU(), nn.Linear(48, 64))
        self.channels = nn.Sequential(nn.Linear(32, 64), nn.GELU("tanh"), nn.Linear(64, 32))
        self.head = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x).flatten(2).transpose(1, 2)
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.norm2(x))
        return self.head(self.norm3(x).mean(dim=1))


class PatchConvolutions(nn.Module):
    """Trockman, Kolter: "Patches Are All You Need?", arXiv:2201.09792."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Sequential(nn.Conv2d(3, 32, 2, 2), nn.GELU(), nn.BatchNorm2d(32))
        self.depth = nn.Sequential(
            nn.Conv2d(32, 32, 5, groups=32, padding="same"), nn.GELU(), nn.BatchNorm2d(32)
        )
        self.point = nn.Sequential(nn.Conv2d(32, 32, 1), nn.GELU(), nn.BatchNorm2d(32))
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(32, 10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x)
        return self.head(self.point(self.depth(x) + x))


class TinyTransformer(nn.Module):
    """Dosovitskiy et al.: "An Image is Worth 16x16 Words", arXiv:2010.11929."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Conv2d(3, 24, 8, 8)
        self.token = nn.Parameter(torch.randn(1, 1, 24))
        self.places = nn.Parameter(torch.randn(1, 17, 24))
        self.norm1, self.norm2 = nn.LayerNorm(24), nn.LayerNorm(24)
        self.qkv, self.out = nn.Linear(24, 72), nn.Linear(24, 24)
        self.mlp = nn.Sequential(nn.Linear(24, 48), nn.GELU(), nn.Linear(48, 24))
        self.head = nn.Linear(24, 10)

    def attend(self, x: torch.Tensor) -> torch.Tensor:
        """Three heads of eight numbers."""
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, 3, 8).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * 8**-0.5).softmax(dim=-1)
        return self.out((weights @ v).transpose(1, 2).reshape(b, n, c))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.flatten(self.embed(x), 2).permute(0, 2, 1)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1) + self.places
        x = x + self.attend(self.norm1(x))
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0])


class SubPixel(nn.Module):
    """Shi et al.: "Sub-Pixel Convolutional Neural Network", arXiv:1609.05158; and back again."""

    def __init__(self) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(12, 16, 3, padding=1)
        self.wide = nn.Sequential(nn.PixelShuffle(2), nn.Mish(), nn.Upsample(scale_factor=2))
        self.last = nn.Conv2d(4, 10, 5, stride=3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.pixel_unshuffle(x, 2)
        x = self.wide(F.softsign(self.narrow(x)))
        return torch.logsumexp(self.last(x), dim=(2, 3))
