"""Small networks of other people's kinds, written for the tests, and how they are exported."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz import load_pretrained
from cnnviz.core.networks.architectures import ARCHITECTURES


class Squeeze(nn.Module):
    """Squeeze-and-excitation (Hu, Shen, Sun, 2018)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, 4, 1), nn.Conv2d(4, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gate = F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))
        return x * F.hardsigmoid(self.up(gate))


class MobileLike(nn.Module):
    """Depthwise convolutions and gates, as MobileNetV3 (Howard and others, 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish()
        )
        self.depthwise = nn.Conv2d(8, 8, 5, 2, 2, groups=8, bias=False)
        self.norm, self.squeeze = nn.BatchNorm2d(8), Squeeze(8)
        self.project = nn.Conv2d(8, 12, 1)
        self.head = nn.Sequential(nn.Linear(12, 20), nn.Hardswish(), nn.Dropout(0.2))
        self.classify = nn.Linear(20, 7)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu6(self.norm(self.depthwise(self.stem(x))))
        x = self.project(self.squeeze(x))
        return self.classify(self.head(x.mean((2, 3))))


class DenseLike(nn.Module):
    """Concatenation, as DenseNet (Huang and others, 2017)."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(8 + 6 * i) for i in range(3)])
        self.convs = nn.ModuleList([nn.Conv2d(8 + 6 * i, 6, 3, padding=1) for i in range(3)])
        self.classify = nn.Linear(26, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = [F.max_pool2d(F.relu(self.first(x)), 3, 2, 1)]
        for norm, conv in zip(self.norms, self.convs, strict=True):
            maps.append(conv(F.relu(norm(torch.cat(maps, 1)))))
        x = F.avg_pool2d(torch.cat(maps, 1), 2)
        return self.classify(F.adaptive_avg_pool2d(x, (1, 1)).flatten(1))


class ConvNextLike(nn.Module):
    """LayerNorm over channels and GELU, as ConvNeXt (Liu and others, 2022)."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.depthwise = nn.Conv2d(16, 16, 7, padding=3, groups=16)
        self.norm = nn.LayerNorm(16, eps=1e-6)
        self.wide, self.narrow = nn.Linear(16, 32), nn.Linear(32, 16)
        self.scale = nn.Parameter(torch.full((16,), 0.5))
        self.last, self.classify = nn.LayerNorm(16), nn.Linear(16, 6)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.patches(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.scale * self.narrow(F.gelu(self.wide(y)))
        x = x + y.permute(0, 3, 1, 2)
        return self.classify(self.last(x.mean((-2, -1))))


class ShuffleLike(nn.Module):
    """Split, shuffled channels, grouped convolution, as ShuffleNet (Ma and others, 2018)."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 12, 3, 2, 1)
        self.branch = nn.Conv2d(6, 6, 3, padding=1, groups=3)
        self.norm = nn.GroupNorm(2, 12)
        self.classify = nn.Linear(12, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        left, right = F.silu(self.first(x)).chunk(2, 1)
        x = torch.cat([left, self.branch(right)], 1)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.classify(self.norm(x).amax((2, 3)))


class UnetLike(nn.Module):
    """Down, up and across, as U-Net (Ronneberger and others, 2015), with an answer in classes."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2 = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 12, 3, padding=1)
        self.up = nn.ConvTranspose2d(12, 8, 3, 2, 1, 1)
        self.across = nn.Conv2d(16, 8, 3, padding=1, padding_mode="reflect")
        self.norm, self.classify = nn.InstanceNorm2d(8, affine=True), nn.Linear(8, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = F.leaky_relu(self.down1(x))
        second = F.elu(self.down2(F.max_pool2d(first, 2)))
        bilinear = F.interpolate(second[:, :8], scale_factor=2, mode="bilinear")
        x = torch.cat([first + bilinear, self.up(second)], 1)
        x = F.interpolate(self.norm(self.across(x)), scale_factor=2, mode="nearest")
        return torch.softmax(self.classify(F.adaptive_avg_pool2d(x, 1).flatten(1)), 1)


OTHERS: dict[str, type[nn.Module]] = {
    "mobile": MobileLike,
    "dense": DenseLike,
    "convnext": ConvNextLike,
    "shuffle": ShuffleLike,
    "unet": UnetLike,
}
NAMES = (*ARCHITECTURES, *OTHERS)


def network(name: str) -> tuple[nn.Module, tuple[int, int, int]]:
    """A network with weights and statistics that are not those of its birth, and its input."""
    if name in ARCHITECTURES:
        return load_pretrained(name), ARCHITECTURES[name].input_shape
    torch.manual_seed(NAMES.index(name))
    model = OTHERS[name]()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, 0, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 2)
    for parameter in model.parameters():
        if parameter.ndim == 1:
            parameter.data += 0.2 * torch.randn_like(parameter)
    return model.eval(), (3, 32, 32)


def exported(
    model: nn.Module, shape: tuple[int, int, int], any_batch: bool = True, **settings: object
) -> bytes:
    """The file that PyTorch's exporter writes today."""
    x = torch.zeros(2 if any_batch else 1, *shape)
    dynamic = ({0: torch.export.Dim("batch")},) if any_batch else None
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model, (x,), dynamo=True, dynamic_shapes=dynamic, verbose=False, **settings
        )
    assert program is not None
    content: bytes = program.model_proto.SerializeToString()
    return content
