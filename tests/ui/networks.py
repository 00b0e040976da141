"""Networks as people bring them along: small ones of every kind that the pages must take."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from cnnviz.core.images import Preparation
from cnnviz.core.networks.network import Network, Origin
from cnnviz.ui.own import named

FRUIT = ("apple", "banana", "cherry")


class Cumulated(nn.Module):
    """A layer that nobody has a description of."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return torch.cumsum(values, dim=-1)


class Dense(nn.Module):
    """A block whose layers read all that came before them."""

    def __init__(self, channels: int, growth: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(channels + growth * i),
                nn.ReLU(),
                nn.Conv2d(channels + growth * i, growth, 3, padding=1),
            )
            for i in range(layers)
        )

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            values = torch.cat([values, layer(values)], dim=1)
        return values


class Doubled(nn.Module):
    """Takes single precision and computes in double."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = colour().double()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.inner(values.double())
        return answer


def dense_net(blocks: int = 3, layers: int = 6, classes: int = 3) -> nn.Module:
    parts: list[nn.Module] = [nn.Conv2d(3, 4, 3, padding=1)]
    channels = 4
    for _ in range(blocks):
        parts += [Dense(channels, 2, layers), nn.AvgPool2d(2)]
        channels += 2 * layers
    return nn.Sequential(
        *parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)
    )


def grey_softmax() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 3, 5), nn.ReLU(), nn.MaxPool2d(4), nn.Flatten()),
        *(nn.Linear(3 * 36, 10), nn.Softmax(dim=1)),
    )


def colour(classes: int = 3) -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(3), nn.Flatten()),
        nn.Linear(4 * 36, classes),
    )


def maps() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 3, 1))


def unknown() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 2, 3), Cumulated(), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 18 * 18, 3))
    )


def network(
    build: Callable[[], nn.Module],
    shape: tuple[int, int, int],
    classes: tuple[str, ...] = (),
    key: str = "own0123456789",
    **more: tuple[float, ...],
) -> Network:
    """A network as if somebody had opened it."""
    torch.manual_seed(0)
    preparation = Preparation(shape, **more)
    given = Network(key, "Somebody's", build().eval(), preparation, classes, origin=Origin.ONNX)
    return named(given)


_NORMAL = {"mean": (0.5, 0.4, 0.3), "deviation": (0.2, 0.25, 0.3)}
OWN: dict[str, Callable[[], Network]] = {
    "grey digits ending in softmax": lambda: network(grey_softmax, (1, 28, 28)),
    "colour, 3 classes": lambda: network(colour, (3, 20, 20), FRUIT, **_NORMAL),
    "1,000 classes": lambda: network(lambda: colour(1000), (3, 20, 20)),
    "one logit": lambda: network(lambda: colour(1), (3, 20, 20), ("dog",)),
    "ends in maps": lambda: network(maps, (3, 16, 16), FRUIT),
    "unknown layer": lambda: network(unknown, (3, 20, 20), FRUIT),
    "float64": lambda: network(Doubled, (3, 20, 20), FRUIT),
    "many layers": lambda: network(dense_net, (3, 16, 16), FRUIT),
}
