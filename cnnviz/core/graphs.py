"""A model as a graph (`torch.fx`), built once and kept as long as the model lives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import torch.nn.functional as F
from torch import fx, nn

_Graph = tuple[tuple[object, ...], fx.GraphModule]
_graphs: WeakKeyDictionary[nn.Module, _Graph] = WeakKeyDictionary()
_lock = threading.Lock()  # around every look at _graphs; held for a moment only
_building = threading.Lock()  # around `torch.fx` patching nn.Module; one thread at a time


class _Tracer(fx.Tracer):
    """Builds a graph in one thread and lets all others pass.

    While it builds, `torch.fx` replaces `nn.Module.__call__` and `__getattr__` for the whole
    process; what another thread calls or reads meanwhile must not land in this graph.
    """

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def call_module(
        self,
        m: nn.Module,
        forward: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:
        if threading.get_ident() != self._thread:
            return forward(*args, **kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        if threading.get_ident() != self._thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


def _signature(model: nn.Module) -> tuple[object, ...]:
    """Changes with everything a graph has built in: layers, modes, own tensors and numbers."""
    parts: list[object] = []
    for module in model.modules():
        parts += [id(module), type(module), module.training]
        # The layers of torch.nn are called anew each time; all others were written into the graph.
        if not type(module).__module__.startswith("torch.nn"):
            own = (*module._parameters.values(), *module._buffers.values())
            parts += map(id, own)
            parts += [
                (key, value)
                for key, value in vars(module).items()
                if isinstance(value, bool | int | float | str | tuple | None)
            ]
    return tuple(parts)


def _known(model: nn.Module, signature: tuple[object, ...]) -> fx.GraphModule | None:
    with _lock:
        known = _graphs.get(model)
    return known[1] if known is not None and known[0] == signature else None


def graph_of(model: nn.Module) -> fx.GraphModule:
    """The model's graph, made once and again whenever something built into it has changed."""
    signature = _signature(model)
    graph = _known(model, signature)
    if graph is not None:
        return graph
    with _building:
        graph = _known(model, signature)  # another thread may have been faster
        if graph is None:
            graph = _build(model)
            with _lock:
                _graphs[model] = (signature, graph)
    return graph


def _build(model: nn.Module) -> fx.GraphModule:
    # Checked only on a new graph: every flag is part of the signature.
    if any(_differs_in_training(module) for module in model.modules()):
        raise ValueError(_TRAINING)
    try:
        graph = fx.GraphModule(model, _Tracer().trace(model))
    except (fx.proxy.TraceError, TypeError, RuntimeError) as error:
        raise ValueError(f"the model's computation cannot be followed: {error}") from error
    if any(_drops_out(node) for node in graph.graph.nodes):
        raise ValueError(_TRAINING)
    return graph


_TRAINING = (
    "the model is in training mode, where dropout and batch norm answer differently "
    "every time: call model.eval() first"
)
_DROPOUTS = (F.dropout, F.dropout1d, F.dropout2d, F.dropout3d, F.alpha_dropout)


def _drops_out(node: fx.Node) -> bool:
    """Whether this is a functional dropout that is switched on (third argument)."""
    if node.target not in _DROPOUTS:
        return False
    default = node.args[2] if len(node.args) > 2 else node.target is not F.alpha_dropout
    return bool(node.kwargs.get("training", default))


def _differs_in_training(module: nn.Module) -> bool:
    kinds = (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._BatchNorm)
    return module.training and isinstance(module, kinds)
