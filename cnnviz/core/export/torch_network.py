"""Step 4, define, in PyTorch: the layers of a plan, or the class of an architecture."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable

from torch import nn

from cnnviz.core.export.values import Section, Subject
from cnnviz.core.export.writing import call, lines, list_of, quoted
from cnnviz.core.networks import architectures
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.build import build

_DEFINE = '''\
def define():
    """A network with its first, random weights."""
    torch.manual_seed(SEED)
'''


def define_section(subject: Subject) -> Section:
    """The network, layer by layer with the names it has in the app."""
    name = subject.plan.network.architecture
    # An impossible network is refused here.
    model = build(subject.plan.network)
    if name:
        spec = ARCHITECTURES[name]
        words = f"{spec.title}. After {spec.paper}."
        code = f"{_classes(type(model))}\n\n\n{_made_by(type(model).__name__)}"
    else:
        words = (
            "The layers, one after the other; each takes what the one before gives. The names "
            "are those in the app, so that weights downloaded there fit."
        )
        code = _layer_by_layer(model)
    return Section("4. Define", words, code, "model = define()\nprint(model)")


def _made_by(name: str) -> str:
    return f"{_DEFINE}    return {name}()"


def _layer_by_layer(model: nn.Module) -> str:
    rows = [
        f"({quoted(name)}, {call(f'nn.{type(module).__name__}', torch_arguments(module))})"
        for name, module in model.named_children()
    ]
    return lines(
        _DEFINE + list_of("layers = ", rows, indent=4),
        "    return nn.Sequential(OrderedDict(layers))",
    )


def torch_arguments(module: nn.Module) -> list[str]:
    """What a layer's constructor is given; only what differs from its defaults.

    Examples
    --------
    >>> torch_arguments(nn.Conv2d(1, 8, 5, stride=2))
    ['1', '8', 'kernel_size=5', 'stride=2']
    >>> torch_arguments(nn.ReLU())
    []
    """
    for kind, arguments in _ARGUMENTS.items():
        if isinstance(module, kind):
            return arguments(module)
    return []


def _conv(module: nn.Conv2d) -> list[str]:
    found = [str(module.in_channels), str(module.out_channels)]
    found.append(f"kernel_size={module.kernel_size[0]}")
    if module.stride[0] != 1:
        found.append(f"stride={module.stride[0]}")
    if module.padding[0]:
        found.append(f"padding={module.padding[0]}")
    return found


_ARGUMENTS: dict[type[nn.Module], Callable[..., list[str]]] = {
    nn.Conv2d: _conv,
    nn.BatchNorm2d: lambda m: [str(m.num_features)],
    nn.MaxPool2d: lambda m: [str(m.kernel_size)],
    nn.AvgPool2d: lambda m: [str(m.kernel_size)],
    nn.AdaptiveAvgPool2d: lambda m: ["1"],
    nn.AdaptiveMaxPool2d: lambda m: ["1"],
    nn.Dropout: lambda m: [repr(m.p)],
    nn.Linear: lambda m: [str(m.in_features), str(m.out_features)],
}


def _classes(kind: type[nn.Module]) -> str:
    """The source of an architecture's class, after those it is made of."""
    own = sys.modules[kind.__module__]
    # One architecture may be made of another one's blocks.
    others = [
        other
        for _, other in inspect.getmembers(own, inspect.isclass)
        if other.__module__.startswith(architectures.__name__) and other is not kind
    ]
    return "\n\n\n".join(inspect.getsource(each).rstrip() for each in (*others, kind))
