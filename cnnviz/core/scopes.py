"""Which module a call belongs to, read from the stack of Python frames; and names for steps."""

from __future__ import annotations

from types import FrameType

import torch.nn.modules.batchnorm
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.native import is_native_layer
from cnnviz.core.training_mode import check_modules

_CALL = nn.Module.__call__.__code__


class Scopes:
    """The modules of one model, by their paths.

    Raises
    ------
    ValueError
        If one of them is in training mode and would answer differently there.

    Attributes
    ----------
    has_native : bool
        Whether a layer is among them that must not be watched.
    """

    def __init__(self, model: nn.Module) -> None:
        self.paths: dict[int, str] = {}
        self.has_native = False
        self._training: list[nn.Module] = []
        self._walk(model, "")
        if self._training:
            check_modules(self._training)

    def _walk(self, module: nn.Module, path: str) -> None:
        self.paths[id(module)] = path
        if module.training:
            self._training.append(module)
        if not self.has_native and is_native_layer(module):
            self.has_native = True
        paths, lead = self.paths, path + "." if path else ""
        for name, child in module._modules.items():
            if child is not None and id(child) not in paths:
                self._walk(child, lead + name)

    def at(self, frame: FrameType | None) -> tuple[nn.Module | None, str]:
        """The innermost module that is being called there, and its path."""
        inner: nn.Module | None = None
        names: list[str] = []
        while frame is not None:
            if frame.f_code is _CALL:
                module = frame.f_locals["self"]
                inner = inner if inner is not None else module
                path = self.paths.get(id(module))
                if path is not None:
                    return inner, ".".join([path, *reversed(names)]) if names else path
                # A module made inside `forward` has no path of its own.
                names.append(type(module).__name__.lower())
            frame = frame.f_back
        return inner, ".".join(reversed(names))


def step_base(layer: type | None, path: str, name: str, kind: LayerKind) -> str:
    """The module's path for the step that a layer of `torch.nn` is, else the function's.

    Parameters
    ----------
    layer : type or None
        Of the module that made the call, if it has no modules of its own.
    path : str
        Of that module.
    name : str
        Of the function.
    kind : LayerKind
        Of the step.
    """
    if path and layer is not None:
        known, own = _layer(layer)
        # A subclass of `torch.nn.Conv2d` may pad its input, or put its weights through other
        # steps: these are part of what it does, not the step it is named for.
        if known and (own is None or kind in own):
            return path
    return f"{path}.{name}" if path else name


class Names:
    """Names for steps, each used once."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def new(self, base: str) -> str:
        """The base itself the first time, then with a number behind it."""
        used = self._used
        if base not in used:
            used[base] = 1
            return base
        count = used[base]
        name = base
        while name in used:
            count += 1
            name = f"{base}_{count}"
        used[base], used[name] = count, 1
        return name


_KNOWN: dict[type, tuple[bool, tuple[LayerKind, ...] | None]] = {}


def _layer(layer: type) -> tuple[bool, tuple[LayerKind, ...] | None]:
    """Whether a class is a layer of `torch.nn`, and the kinds of the step it is named for."""
    found = _KNOWN.get(layer)
    if found is None:
        is_layer = any(
            base.__module__.startswith("torch.nn.modules") and base is not nn.Module
            for base in layer.__mro__
        )
        own = next((kinds for types, kinds in _LAYERS if issubclass(layer, types)), None)
        found = _KNOWN[layer] = (is_layer, own)
    return found


_LAYERS: tuple[tuple[tuple[type, ...], tuple[LayerKind, ...]], ...] = (
    ((nn.Conv2d,), (LayerKind.CONV, LayerKind.OTHER)),
    ((nn.ConvTranspose2d,), (LayerKind.TRANSPOSED_CONV, LayerKind.OTHER)),
    ((nn.Linear,), (LayerKind.DENSE, LayerKind.OTHER)),
    (
        (torch.nn.modules.batchnorm._BatchNorm,),
        (LayerKind.BATCH_NORM, LayerKind.NORM, LayerKind.OTHER),
    ),
    ((nn.LayerNorm, nn.GroupNorm), (LayerKind.NORM, LayerKind.OTHER)),
    (
        (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d),
        (LayerKind.POOL, LayerKind.GLOBAL_POOL, LayerKind.OTHER),
    ),
)
