"""Each layer of a network as a line of PyTorch and a line of Keras."""

from __future__ import annotations

import re
from dataclasses import dataclass

from torch import nn

from cnnviz.core.export.keras_network import KERAS_LAYERS, keras_layer
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.trace import LayerRecord, Trace

_PAIR = re.compile(r"\((\d+), \1\)")
# What is as PyTorch has it anyway.
_USUAL = re.compile(
    r", (stride=1|padding=0|dilation=1|ceil_mode=False|bias=True|inplace=True|"
    r"inplace=False|eps=1e-05|momentum=0\.1|affine=True|track_running_stats=True|start_dim=1|end_dim=-1)(?=[,)])"
)
_NAMES = re.compile(r"(in_features|out_features|kernel_size|output_size|p)=")


@dataclass(frozen=True)
class LayerCode:
    """One layer in both libraries.

    Attributes
    ----------
    layer : str
    shape : tuple of int
        Of what it puts out, without the batch dimension.
    pytorch, keras : str
        The line that makes it; "" where there is none.
    """

    layer: str
    shape: tuple[int, ...]
    pytorch: str
    keras: str


def layer_code(model: nn.Module, result: Trace) -> tuple[LayerCode, ...]:
    """The lines of all layers, in order of computation.

    Parameters
    ----------
    model : torch.nn.Module
    result : Trace
        Of an input through it.

    Returns
    -------
    tuple of LayerCode
        Keras has no line for a layer whose settings it does not have: padding in a pooling,
        windows that are not square, groups, other fillings than zeros.

    Examples
    --------
    >>> import torch
    >>> from cnnviz.core.trace import trace
    >>> model = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2))
    >>> for code in layer_code(model, trace(model, torch.zeros(1, 1, 8, 8)))[1:]:
    ...     print(code.pytorch, "|", code.keras)
    nn.Conv2d(1, 6, 5, padding=2) | layers.Conv2D(6, 5, padding="same")
    nn.MaxPool2d(2) | layers.MaxPooling2D(2)
    """
    modules = dict(model.named_modules())
    return tuple(_code(record, modules.get(record.path)) for record in result.records)


def _code(record: LayerRecord, module: nn.Module | None) -> LayerCode:
    shape = tuple(record.first.shape)
    if record.kind is LayerKind.INPUT and len(shape) == 3:
        channels, height, width = shape
        return LayerCode(record.name, shape, "", f"keras.Input(({height}, {width}, {channels}))")
    if record.kind is LayerKind.ADD and len(record.parents) == 2:
        return LayerCode(record.name, shape, "x + shortcut", "layers.Add()([x, shortcut])")
    if module is None or next(module.children(), None) is not None:
        return LayerCode(record.name, shape, "", "")
    return LayerCode(record.name, shape, _pytorch(module), _keras(module))


def _pytorch(module: nn.Module) -> str:
    """As its own text, but with what goes without saying left out."""
    text = _PAIR.sub(r"\1", " ".join(repr(module).split()))
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d) and module.stride == module.kernel_size:
        text = re.sub(r", stride=\d+", "", text)
    while (shorter := _USUAL.sub("", text)) != text:
        text = shorter
    text = text.replace("(inplace=True)", "()").replace("(start_dim=1, end_dim=-1)", "()")
    text = text.replace("(start_dim=1)", "()")
    known = type(module).__module__.startswith("torch.nn.")
    return ("nn." if known else "") + _NAMES.sub("", text)


def _keras(module: nn.Module) -> str:
    if type(module) is nn.Identity or type(module) not in KERAS_LAYERS or not _has_equal(module):
        return ""
    kind, arguments = keras_layer(module)
    line = f"{kind}({', '.join(arguments)})"
    if isinstance(module, nn.Conv2d) and module.padding[0] and 'padding="same"' not in arguments:
        return f"layers.ZeroPadding2D({module.padding[0]}), {line}"
    return line


def _has_equal(module: nn.Module) -> bool:
    """Whether Keras has a layer that computes the same."""
    if isinstance(module, nn.Conv2d):
        square = all(
            isinstance(pair, tuple) and len(set(pair)) == 1
            for pair in (module.kernel_size, module.stride, module.padding)
        )
        plain = set(module.dilation) == {1} and module.groups == 1
        return square and plain and module.padding_mode == "zeros"
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        simple = isinstance(module.kernel_size, int) and isinstance(module.stride, int)
        return simple and not module.padding and not module.ceil_mode
    if isinstance(module, nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d):
        return module.output_size in (1, (1, 1))
    if isinstance(module, nn.Linear):
        return module.bias is not None
    return True
