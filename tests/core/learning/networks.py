"""Networks that read pictures (3, 9, 11) or, where their names say so, others; one of each kind."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 5


class Headed(nn.Module):
    """A layer between a convolution and a head."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.stem, self.layer = nn.Conv2d(3, 4, 1), layer
        self.head = nn.LazyLinear(CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.head(self.layer(torch.tanh(self.stem(x))).flatten(1))
        return answer


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.norm(self.conv(x)))


class Concatenated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(4, 3, 3, padding=1), nn.Conv2d(4, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.one(x), x, self.two(x)], dim=1)


class Shared(nn.Module):
    """One convolution that runs three times."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(3):
            x = torch.tanh(self.conv(x))
        return x


class Tied(nn.Module):
    """Two layers that have one weight; one of them has it transposed."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(11, 11))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(torch.tanh(F.linear(x, self.weight)), self.weight.t())


class Positions(nn.Module):
    """Constants that are added, multiplied by, and taken away, repeated as needed."""

    def __init__(self) -> None:
        super().__init__()
        self.position = nn.Parameter(torch.randn(1, 9, 11))
        self.scale, self.shift = nn.Parameter(torch.randn(4, 1, 1)), nn.Parameter(torch.randn(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.shift - (x + self.position) * self.scale


class Attention(nn.Module):
    """Attention written out, with its four projections."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(4, 12), nn.Linear(4, 4)
        self.norm = nn.LayerNorm(4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        tokens = self.norm(x.flatten(2).transpose(1, 2))
        query, key, value = self.qkv(tokens).chunk(3, dim=-1)
        mixed = F.scaled_dot_product_attention(query, key, value)
        return tokens + self.out(mixed)


class Ready(nn.Module):
    """PyTorch's own attention, whose inside nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        tokens = x.flatten(2).transpose(1, 2)
        answer: torch.Tensor = self.attention(tokens, tokens, tokens)[0]
        return answer


class WrittenView(nn.Module):
    """Writes into a view whose old numbers were read before."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(x) * 1.0
        view = y[:, :2]
        before = view * 2.0
        view.relu_()
        return torch.cat([before, y], dim=1)


class Product(nn.Module):
    """`x @ weight`, without a layer for it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(11, 6))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight


def _conv(*args: object, **settings: object) -> Callable[[], nn.Module]:
    return lambda: nn.Conv2d(4, *args, **settings)  # type: ignore[arg-type]


def _turned(*args: object, **settings: object) -> Callable[[], nn.Module]:
    return lambda: nn.ConvTranspose2d(4, *args, **settings)  # type: ignore[arg-type]


LAYERS: dict[str, Callable[[], nn.Module]] = {
    "convolution": _conv(6, 3),
    "padded": _conv(6, 3, padding=(2, 1)),
    "strided": _conv(6, (3, 2), stride=(2, 3), padding=1),
    "stride over kernel": _conv(6, 2, stride=(3, 4)),
    "dilated": _conv(6, 3, dilation=(2, 3), padding=2),
    "grouped": _conv(6, 3, groups=2, padding=1),
    "depthwise": _conv(8, 3, groups=4, padding=1, stride=2),
    "even kernel, same": _conv(6, 4, padding="same"),
    "reflect": _conv(6, 3, padding=(2, 1), padding_mode="reflect"),
    "replicate": _conv(6, 3, padding=(3, 1), padding_mode="replicate", stride=2),
    "circular": _conv(6, 3, padding=2, padding_mode="circular", dilation=2),
    "reflect same": _conv(6, 3, padding="same", padding_mode="reflect"),
    "transposed": _turned(6, 3, stride=2, padding=1, output_padding=1),
    "transposed, grouped, dilated": _turned(6, (3, 2), stride=(2, 1), groups=2, dilation=2),
    "dense rows": lambda: nn.Linear(11, 6),
    "dense, no bias": lambda: nn.Sequential(nn.Flatten(), nn.Linear(396, 7, bias=False)),
    "batch norm": lambda: nn.BatchNorm2d(4, eps=0.1),
    "batch norm of numbers": lambda: nn.Sequential(nn.Flatten(), nn.BatchNorm1d(396)),
    "layer norm": lambda: nn.LayerNorm((9, 11)),
    "layer norm of rows": lambda: nn.LayerNorm(11),
    "rms norm": lambda: nn.RMSNorm(11),
    "group norm": lambda: nn.GroupNorm(2, 4),
    "instance norm": lambda: nn.InstanceNorm2d(4, affine=True),
    "prelu, one": nn.PReLU,
    "prelu, one a map": lambda: nn.PReLU(4),
    "positions": Positions,
    "product": Product,
    "attention": Attention,
    "pytorch's attention": Ready,
    "residual": Residual,
    "concatenation": Concatenated,
    "shared": Shared,
    "tied": Tied,
    "in place": lambda: nn.Sequential(_conv(6, 3)(), nn.ReLU(inplace=True), nn.Conv2d(6, 4, 1)),
    "written view": WrittenView,
    "max pool": lambda: nn.Sequential(_conv(5, 3)(), nn.MaxPool2d(3, 2, padding=1, ceil_mode=True)),
    "max pool, dilated": lambda: nn.Sequential(_conv(5, 3)(), nn.MaxPool2d(2, 1, dilation=2)),
    "average pool": lambda: nn.Sequential(_conv(5, 3)(), nn.AvgPool2d((3, 2), 2, padding=1)),
    "uneven pool": lambda: nn.Sequential(_conv(5, 3)(), nn.AdaptiveAvgPool2d((3, 4))),
    "global pool": lambda: nn.Sequential(_conv(5, 3)(), nn.AdaptiveAvgPool2d(1)),
    "global max pool": lambda: nn.Sequential(_conv(5, 3)(), nn.AdaptiveMaxPool2d(1)),
    "upsampling": lambda: nn.Sequential(_conv(5, 3)(), nn.Upsample(scale_factor=2)),
    "dropout": lambda: nn.Sequential(_conv(5, 3)(), nn.Dropout2d(), nn.Dropout()),
    **{
        name: lambda name=name: nn.Sequential(nn.Conv2d(4, 6, 3), getattr(nn, name)())  # type: ignore[misc]
        for name in ("ReLU", "LeakyReLU", "Sigmoid", "Tanh", "GELU", "SiLU", "ELU", "Hardswish")
    },
}


def built(name: str, dtype: torch.dtype = torch.float32) -> nn.Module:
    """One of them with a head, lively numbers everywhere."""
    torch.manual_seed(len(name))
    model = Headed(LAYERS[name]()).to(dtype).eval()
    with warnings.catch_warnings():
        # PyTorch says that it may copy the input here; that is no concern of ours.
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel")
        model(picture().to(dtype))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
        if isinstance(module, nn.BatchNorm2d | nn.GroupNorm | nn.LayerNorm | nn.InstanceNorm2d):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    return model.requires_grad_(False)


def picture(seed: int = 0) -> torch.Tensor:
    """A random picture (1, 3, 9, 11) of both signs."""
    return torch.randn(1, 3, 9, 11, generator=torch.Generator().manual_seed(seed))
