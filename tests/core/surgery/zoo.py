"""Small networks of every unusual kind, with the shape of their input."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, prune

from cnnviz.core.images import Shape
from cnnviz.core.networks.architectures.signnet import SignNet


class Grouped(nn.Module):
    """Grouped, strided, dilated, padded in every way."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding="same", padding_mode="circular")
        self.conv2 = nn.Conv2d(8, 8, 3, stride=2, padding=2, dilation=2, groups=4)
        self.norm = nn.BatchNorm2d(8)
        self.conv3 = nn.Conv2d(8, 8, (3, 2), padding=(1, 0), padding_mode="reflect", groups=8)
        self.pool = nn.AvgPool2d(3, 2, 1, count_include_pad=False)
        self.dense = nn.Linear(8 * 4 * 4, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.norm(self.conv2(F.relu(self.conv1(x)))))
        return self.dense(self.pool(self.conv3(x)).flatten(1))


class Branches(nn.Module):
    """Two branches put one after the other, then two that are multiplied."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(1, 2, 1)
        self.gate, self.value = nn.Conv2d(5, 4, 3), nn.Conv2d(5, 4, 3)
        self.dense = nn.Linear(4 * 8 * 5, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.cat([self.left(x), self.right(x)], 1)
        return self.dense(torch.flatten(torch.sigmoid(self.gate(x)) * self.value(x), 1))


class Functions(nn.Module):
    """Everything that can be a function is one."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3)
        self.kernel = nn.Parameter(torch.randn(4, 6, 3, 3) / 3)
        self.fc1, self.fc2 = nn.Linear(4 * 3 * 3, 16), nn.Linear(16, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, self.kernel)), 2)
        x = F.relu(self.fc1(x.view(x.size(0), -1)), inplace=True)
        return self.fc2(F.dropout(x, 0.5, self.training))


class FixedView(nn.Module):
    """A view that counts numbers, not pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.pool, self.dense = nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Linear(64, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.pool(self.conv(x)).view(-1, 64))


class OnePool(nn.Module):
    """One pooling layer and one ReLU, each called twice, and the pool held in a list as well."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 6, 3, padding=1)
        self.pool, self.relu, self.drop = nn.MaxPool2d(2), nn.ReLU(), nn.Dropout(0.3)
        self.alias, self.held = self.pool, [self.pool]
        self.fc1, self.fc2 = nn.Linear(6 * 4 * 4, 12), nn.Linear(12, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(self.relu(self.conv1(x)))
        x = self.held[0](self.relu(self.conv2(x)))
        return self.fc2(self.drop(self.relu(self.fc1(x.flatten(1)))))


class OneConv(nn.Module):
    """One convolution called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.other = nn.Conv2d(2, 2, 3, padding=1), nn.Conv2d(2, 2, 3, padding=1)
        self.head = nn.Linear(2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.other(self.conv(F.relu(self.conv(x)))).mean((2, 3)))


class Excited(nn.Module):
    """A gate of one cell a map, and a sum that repeats one by design."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3, padding=1)
        self.squeeze = nn.Conv2d(4, 4, 1)
        self.dense = nn.Linear(4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = x + F.adaptive_avg_pool2d(x, 1)
        x = x * torch.sigmoid(self.squeeze(F.adaptive_avg_pool2d(x, 1)))
        x = x + self.conv2(x)
        return self.dense(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Differences(nn.Module):
    """Two branches of which the larger counts, less a third."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = (nn.Conv2d(1, 2, 3) for _ in range(3))
        self.pool, self.head = nn.AvgPool2d(2), nn.Linear(2 * 4 * 3, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.maximum(self.one(x), self.two(x)) - self.three(x)
        return self.head(self.pool(x).reshape(x.shape[0], -1))


class OneByOne(nn.Module):
    """Takes a single picture."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(1, 2, 3), nn.Linear(2 * 6 * 6, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.conv(x).reshape(1, 72))


class Refuses(nn.Module):
    """The model's own code checks a size, and adds places that fit one size only."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.places = nn.Conv2d(1, 4, 2, stride=2), nn.Parameter(torch.randn(4, 5, 5))
        self.pool, self.dense = nn.MaxPool2d(2), nn.Linear(16, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(self.conv(x) + self.places)
        if x.shape[-1] != 2:
            raise AssertionError("the map must be 2 cells wide")
        return self.dense(x.flatten(1))


class Same(nn.Conv2d):
    """A convolution that pads in its own way."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(F.pad(x, (0, 1, 0, 1)))


def normed(older: bool = False) -> nn.Module:
    norm: Any = parametrizations.weight_norm
    if older:
        norm = nn.utils.weight_norm
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # the older one is deprecated
        return nn.Sequential(
            norm(nn.Conv2d(1, 4, 3, padding=1, padding_mode="replicate")),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            norm(nn.Linear(4 * 5 * 5, 8)),
            nn.BatchNorm1d(8),
            nn.ReLU(),
            norm(nn.Linear(8, 3)),
        )


def plain(*last: nn.Module) -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2, ceil_mode=True), nn.Flatten()),
        *(nn.Linear(4 * 4 * 4, 3), *last),
    )


def hooked() -> nn.Module:
    model = plain()
    model[2].register_forward_hook(lambda module, args, result: result * 2)  # type: ignore[index, operator]
    return model


def masked() -> nn.Module:
    """Older parametrizations by hooks: some weights are held at 0, some bounded."""
    model = plain()
    nn.utils.spectral_norm(model[0])  # type: ignore[index]
    prune.random_unstructured(model[4], "bias", 0.4)  # type: ignore[index]
    prune.random_unstructured(model[4], "weight", 0.4)  # type: ignore[index]
    return model


def valid() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3, padding="valid", padding_mode="reflect"), nn.Flatten()),
        nn.Linear(4 * 8 * 8, 3),
    )


def along_a_line() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 4, (1, 5), stride=(1, 2)), nn.ReLU(), nn.MaxPool2d((1, 3), (1, 2))),
        *(nn.Conv2d(4, 5, (1, 4), padding="valid"), nn.Flatten(), nn.Linear(5 * 4, 4)),
    )


def padded_by_itself() -> nn.Module:
    return nn.Sequential(
        *(Same(1, 3, 2), nn.ReLU(), nn.Conv2d(3, 4, 3)), *(nn.Flatten(), nn.Linear(4 * 7 * 11, 3))
    )


ZOO: dict[str, tuple[Callable[[], nn.Module], Shape]] = {
    "signnet": (SignNet, (3, 32, 32)),
    "grouped": (Grouped, (3, 15, 16)),
    "branches": (Branches, (1, 10, 7)),
    "functions": (Functions, (3, 18, 18)),
    "fixed view": (FixedView, (1, 10, 10)),
    "one pool": (OnePool, (1, 16, 16)),
    "one convolution": (OneConv, (2, 9, 6)),
    "excited": (Excited, (1, 8, 9)),
    "differences": (Differences, (1, 10, 9)),
    "refuses": (Refuses, (1, 10, 10)),
    "weight norm": (normed, (1, 10, 10)),
    "older weight norm": (lambda: normed(older=True), (1, 10, 10)),
    "float64": (lambda: plain().double(), (1, 10, 10)),
    "bfloat16": (lambda: plain().bfloat16(), (1, 10, 10)),
    "softmax": (lambda: plain(nn.Softmax(1)), (1, 10, 10)),
    "log-softmax": (lambda: plain(nn.LogSoftmax(1)), (1, 10, 10)),
    "hooked": (hooked, (1, 10, 10)),
    "masked": (masked, (1, 10, 10)),
    "valid": (valid, (1, 10, 10)),
    "a line": (along_a_line, (1, 1, 33)),
    "pads itself": (padded_by_itself, (1, 9, 13)),
}


def animal(name: str) -> tuple[nn.Module, Shape]:
    """A network of the zoo with fixed random weights, and its input's shape."""
    build, shape = ZOO[name]
    torch.manual_seed(0)
    model = build().eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm1d):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 2)
        if isinstance(module, nn.Conv2d) and module.bias is not None:
            module.bias.detach().abs_()  # so that no ReLU after it is always zero
    return model, shape


def picture(model: nn.Module, shape: Shape, batch: int = 2) -> torch.Tensor:
    """Random inputs of the model's precision."""
    random = torch.Generator().manual_seed(1)
    return torch.rand(batch, *shape, generator=random).to(next(model.parameters()).dtype)
