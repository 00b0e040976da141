"""Convolution and pooling layers: which can be changed, how they are set, and how to set them."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import nn

from cnnviz.core.surgery.edits import WindowSpec
from cnnviz.core.trace import LayerRecord
from cnnviz.core.windows import ConvSpec, PoolSpec

_KINDS = (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)


def editable(model: nn.Module, records: tuple[LayerRecord, ...]) -> dict[str, WindowSpec]:
    """The settings of every layer that can be changed, by its path, in order of computation.

    These are the modules of PyTorch's own classes: a subclass that computes in its own way, or a
    function that is called without a module, has no settings that could be relied on. A module
    that is called several times stands here once, and is changed for all its calls.
    """
    calls: dict[str, list[LayerRecord]] = {}
    for record in records:
        if isinstance(record.spec, ConvSpec | PoolSpec):  # a hook may add other steps
            calls.setdefault(record.path, []).append(record)
    modules = dict(model.named_modules())
    found = {}
    for path, steps in calls.items():
        spec = module_spec(modules.get(path))
        if spec is not None and all(step.spec == spec for step in steps):
            found[path] = spec
    return found


def module_spec(module: nn.Module | None) -> WindowSpec | None:
    """How a convolution or pooling layer is set; None for any other module."""
    if module is None or not computes_as(module, _KINDS):
        return None
    given = cast(Any, module)
    sizes = (given.kernel_size, given.stride, given.padding)
    try:
        if isinstance(module, nn.Conv2d):
            padding = 0 if given.padding == "valid" else given.padding
            moves = (*sizes[:2], padding, given.dilation)
            return ConvSpec(*moves, given.padding_mode, given.groups)
        if isinstance(module, nn.MaxPool2d):
            if given.return_indices:  # the places of the maxima are used later
                return None
            return PoolSpec("max", *sizes, given.ceil_mode, given.dilation)
        counting = (given.count_include_pad, given.divisor_override)
        return PoolSpec("average", *sizes, given.ceil_mode, 1, *counting)
    except (TypeError, ValueError):  # settings that PyTorch would refuse only when it is called
        return None


def computes_as(module: nn.Module, classes: tuple[type[nn.Module], ...]) -> bool:
    """Whether a module computes what one of these classes of PyTorch does, and nothing else."""
    if "forward" in vars(module):
        return False
    for kind in classes:
        if isinstance(module, kind):
            own: Any = type(module)
            original: Any = kind
            inner = getattr(original, "_conv_forward", None)
            return own.forward is original.forward and getattr(own, "_conv_forward", None) is inner
    return False


def set_layer(module: nn.Module, spec: WindowSpec) -> None:
    """Set a layer as `spec` says, in place; weights, precision, device and hooks stay."""
    if isinstance(spec, ConvSpec):
        # PyTorch derives more from these settings than they say: it is asked, not imitated.
        padding: Any = spec.padding
        if cast(Any, module).padding == "valid" and padding == (0, 0):
            padding = "valid"
        moves = (spec.kernel, spec.steps, padding, spec.dilations)
        like: nn.Module = nn.Conv2d(1, 1, *moves, padding_mode=spec.padding_mode, device="meta")
        names = ["stride", "padding", "padding_mode", "_reversed_padding_repeated_twice"]
    else:
        like = _pool(spec)
        names = [name for name in vars(like) if name[0] != "_" and name != "training"]
        if not isinstance(module, type(like)):
            # A new object would have to be put into every place that holds the old one, lists of
            # the model's own included.
            module.__class__ = type(like)
    for name in names:
        setattr(module, name, getattr(like, name))


def _pool(spec: PoolSpec) -> nn.Module:
    """A pooling layer of PyTorch set so."""
    sizes = (spec.kernel, spec.steps, spec.padding)
    if spec.kind == "max":
        return nn.MaxPool2d(*sizes, spec.dilations, ceil_mode=spec.ceil_mode)
    return nn.AvgPool2d(*sizes, spec.ceil_mode, spec.count_include_pad, spec.divisor_override)


def is_plain(module: nn.Module) -> bool:
    """Whether a layer's weight and bias are its own parameters, not computed of others."""
    names = ("weight", "bias")
    return not nn.utils.parametrize.is_parametrized(module) and not any(
        name in vars(module) for name in names
    )


def make_plain(module: nn.Module, **weights: torch.Tensor) -> None:
    """Give a convolution or dense layer these weights, in place, as plain parameters.

    What computed the weights before (weight norm, spectral norm and other parametrizations) goes.
    """
    values = {
        name: weights.get(name, getattr(module, name))
        for name in ("weight", "bias")
        if getattr(module, name) is not None
    }
    if nn.utils.parametrize.is_parametrized(module):
        # Not `remove_parametrizations`: it changes the class, which the original model shares.
        del module._modules["parametrizations"]
        module.__class__ = type(module).__bases__[0]
    # The older ones are hooks that keep other parameters and buffers.
    for hooks in (module._forward_pre_hooks, module._state_dict_hooks):
        for key, hook in list(hooks.items()):
            if type(hook).__module__.startswith("torch.nn.utils."):
                del hooks[key]
    for tensors in (module._parameters, module._buffers):
        for name in [n for n in tensors if n.startswith(("weight_", "bias_"))]:
            del tensors[name]
    for name, value in values.items():
        vars(module).pop(name, None)
        module._buffers.pop(name, None)
        module._parameters[name] = nn.Parameter(value.detach().clone())
