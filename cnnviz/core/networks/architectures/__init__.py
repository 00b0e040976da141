"""The architectures: one file each, one row each in `SHIPPED`.

`ARCHITECTURES` are those that read digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from cnnviz.core.networks.architectures.alexnet import AlexNet
from cnnviz.core.networks.architectures.lenet5 import LeNet5
from cnnviz.core.networks.architectures.mlp import MLP
from cnnviz.core.networks.architectures.resnet import ResNet
from cnnviz.core.networks.architectures.signnet import SIGNS, SignNet
from cnnviz.core.networks.architectures.simplenet import SimpleNet
from cnnviz.core.networks.architectures.vgg import VGG

Shape = tuple[int, int, int]
DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class ArchSpec:
    """One architecture.

    Attributes
    ----------
    name : str
        Key in `SHIPPED` and name of the weights file.
    title : str
        As shown on screen.
    build : callable
        Makes a freshly initialised model.
    input_shape : (channels, height, width)
    paper : str
        Where the architecture comes from.
    classes : tuple of str
        Names of the answers, in order.
    is_digits : bool
        Whether it reads single handwritten digits.
    """

    name: str
    title: str
    build: Callable[[], nn.Module]
    input_shape: Shape
    paper: str
    classes: tuple[str, ...] = DIGITS
    is_digits: bool = True


_SHAPE: Shape = (1, 28, 28)
_ROWS = (
    ArchSpec(
        "mlp",
        "MLP",
        MLP,
        _SHAPE,
        "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (1986)",
    ),
    ArchSpec(
        "lenet5",
        "LeNet-5",
        LeNet5,
        _SHAPE,
        "LeCun, Bottou, Bengio, Haffner: "
        "Gradient-Based Learning Applied to Document Recognition (1998)",
    ),
    ArchSpec(
        "alexnet",
        "AlexNet",
        AlexNet,
        _SHAPE,
        "Krizhevsky, Sutskever, Hinton: "
        "ImageNet Classification with Deep Convolutional Neural Networks (2012)",
    ),
    ArchSpec(
        "vgg",
        "VGG",
        VGG,
        _SHAPE,
        "Simonyan, Zisserman: "
        "Very Deep Convolutional Networks for Large-Scale Image Recognition (2015)",
    ),
    ArchSpec(
        "resnet",
        "ResNet",
        ResNet,
        _SHAPE,
        "He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition (2016)",
    ),
    ArchSpec(
        "simplenet",
        "SimpleNet",
        SimpleNet,
        _SHAPE,
        "Hasanpour, Rouhani, Fayyaz, Sabokrou: Lets keep it simple, "
        "Using simple architectures to outperform deeper and more complex architectures (2016)",
    ),
)

_COLOUR_ROWS = (
    ArchSpec(
        "signs",
        "SignNet",
        SignNet,
        (3, 32, 32),
        "No paper: 3x3 kernels and pooling as in Simonyan, Zisserman (2015), in three steps",
        classes=SIGNS,
        is_digits=False,
    ),
)

ARCHITECTURES: dict[str, ArchSpec] = {row.name: row for row in _ROWS}
SHIPPED: dict[str, ArchSpec] = {row.name: row for row in (*_ROWS, *_COLOUR_ROWS)}
