"""Run a model once and return every intermediate output as a value.

The model is never touched. It is turned into a graph once (`torch.fx`) and every call walks that
graph with an interpreter of its own, so any number of threads may trace one shared model.
"""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import torch
import torch.nn.functional as F
from torch import fx, nn

from cnnviz.core.windows import ConvSpec, PoolSpec

INPUT_NAME = "input"


class LayerKind(Enum):
    """What a layer does; the value is the field's term for it."""

    INPUT = "input"
    CONV = "convolution"
    BATCH_NORM = "batch norm"
    ACTIVATION = "activation"
    POOL = "pooling"
    GLOBAL_POOL = "global average pooling"
    ADD = "residual sum"
    FLATTEN = "flatten"
    DENSE = "dense"
    DROPOUT = "dropout"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class BatchNormSpec:
    """The numbers batch norm uses beside its weight and bias, one per channel (shape (C,)).

    ``output = (input - mean) / sqrt(variance + eps) * weight + bias``
    (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)
    """

    mean: torch.Tensor
    variance: torch.Tensor
    eps: float


@dataclass(frozen=True)
class ActivationSpec:
    """Which function an activation layer applies, by its PyTorch name in lower case."""

    function: str


LayerSpec = ConvSpec | PoolSpec | BatchNormSpec | ActivationSpec


@dataclass(frozen=True, eq=False)
class LayerRecord:
    """One step of the computation.

    Attributes
    ----------
    name : str
        The module's path in the model, or the operation's name; unique in the trace.
    kind : LayerKind
    spec : ConvSpec, PoolSpec, BatchNormSpec, ActivationSpec or None
    parents : tuple of str
        Names of the records this one was computed from, in order of the arguments.
    output : torch.Tensor
        A copy, on the CPU, batch dimension included: (N, C, H, W) or (N, features).
    weight, bias : torch.Tensor or None
        Copies: a convolution's weight is (out, in, kh, kw), a dense layer's (out, in).
    """

    name: str
    kind: LayerKind
    spec: LayerSpec | None
    parents: tuple[str, ...]
    output: torch.Tensor
    weight: torch.Tensor | None
    bias: torch.Tensor | None


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything that happened in one forward pass.

    Attributes
    ----------
    input : torch.Tensor
        A copy of what went in, (N, C, H, W).
    records : tuple of LayerRecord
        In order of computation; the first is the input itself.
    logits : torch.Tensor (N, classes)
        Bit for bit what ``model(x)`` returns.
    probabilities : torch.Tensor (N, classes)
        Softmax of the logits.
    """

    input: torch.Tensor
    records: tuple[LayerRecord, ...]
    logits: torch.Tensor
    probabilities: torch.Tensor

    def record(self, name: str) -> LayerRecord:
        """The record called `name`; KeyError if there is none."""
        for record in self.records:
            if record.name == name:
                return record
        raise KeyError(name)


def trace(model: nn.Module, x: torch.Tensor) -> Trace:
    """Run `model` on `x` and return every intermediate output.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode if it holds dropout or batch norm. It is left exactly as it was.
    x : torch.Tensor
        What the model takes, batch first.

    Returns
    -------
    Trace

    Raises
    ------
    ValueError
        If the model is in training mode and would answer differently there, or if its
        computation depends on its input in a way a graph cannot hold.

    References
    ----------
    https://docs.pytorch.org/docs/stable/fx.html#torch.fx.Interpreter

    Examples
    --------
    >>> result = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten()),
    ...                torch.zeros(1, 1, 4, 4))
    >>> [record.kind.value for record in result.records]
    ['input', 'convolution', 'activation', 'flatten']
    """
    recorder = _Recorder(_graph_of(model))
    with torch.no_grad():
        answer = recorder.run(x)
        if not isinstance(answer, torch.Tensor):
            raise ValueError(f"the model must return one tensor, got {type(answer).__name__}")
        # A copy: a model that ends in a view would hand out somebody else's memory.
        logits = _copy(answer)
        probabilities = torch.softmax(logits, dim=-1)
    records = tuple(recorder.records)
    return Trace(records[0].output, records, logits, probabilities)


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    # The clone must come at once: an in-place layer may write into this very memory next.
    # Called without gradients only, so it is detached from the model as well.
    copy = tensor.clone()
    return copy if copy.device.type == "cpu" else copy.cpu()


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


def _graph_of(model: nn.Module) -> fx.GraphModule:
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


class _Recorder(fx.Interpreter):
    """Walks the graph once and keeps a copy of every tensor on the way."""

    def __init__(self, graph: fx.GraphModule) -> None:
        super().__init__(graph, garbage_collect_values=False)
        self.records: list[LayerRecord] = []
        self._sources: dict[fx.Node, tuple[str, ...]] = {}
        self._names: set[str] = set()
        self._recorded: set[fx.Node] = set()

    def run_node(self, n: fx.Node) -> Any:
        """Run one node and record it, unless it only reads a size or an attribute."""
        result = super().run_node(n)
        parents = self._parents(n)
        if isinstance(result, torch.Tensor) and n.op not in ("output", "get_attr"):
            record = self._describe(n, result, parents)
            self.records.append(record)
            self._sources[n] = (record.name,)
            self._recorded.add(n)
            # An in-place layer returns the very tensor it was given: whoever reads that one
            # from now on reads this record's values.
            for earlier, value in self.env.items():
                if value is result:
                    self._sources[earlier] = (record.name,)
        else:
            self._sources[n] = parents
        return result

    def _parents(self, node: fx.Node) -> tuple[str, ...]:
        names = [name for source in node.all_input_nodes for name in self._sources[source]]
        return tuple(dict.fromkeys(names))

    def _describe(
        self, node: fx.Node, output: torch.Tensor, parents: tuple[str, ...]
    ) -> LayerRecord:
        module = self.submodules[str(node.target)] if node.op == "call_module" else None
        if node.op == "placeholder":
            kind, spec = LayerKind.INPUT, None
        elif module is not None:
            kind, spec = _describe_module(module)
        else:
            kind, spec = _describe_operation(node), _activation_spec(node)
            if kind is LayerKind.ADD and not self._adds_two_records(node):
                kind = LayerKind.OTHER
        weight, bias = (_parameter(module, name) for name in ("weight", "bias"))
        return LayerRecord(self._name(node), kind, spec, parents, _copy(output), weight, bias)

    def _adds_two_records(self, node: fx.Node) -> bool:
        """Whether it is a plain sum of two outputs: no constant, parameter, size or multiple."""
        recorded = [a for a in node.args if isinstance(a, fx.Node) and a in self._recorded]
        return len(set(recorded)) == len(node.args) == 2 and not node.kwargs

    def _name(self, node: fx.Node) -> str:
        if node.op == "placeholder":
            base = INPUT_NAME
        else:
            base = str(node.target) if node.op == "call_module" else node.name
        # One module may be called more than once; the second call is "relu_2".
        name, count = base, 1
        while name in self._names:
            count += 1
            name = f"{base}_{count}"
        self._names.add(name)
        return name


def _parameter(module: nn.Module | None, name: str) -> torch.Tensor | None:
    value = getattr(module, name, None)
    return _copy(value) if isinstance(value, torch.Tensor) else None


def _describe_module(module: nn.Module) -> tuple[LayerKind, LayerSpec | None]:
    """What a module of `torch.nn` is and how it is set."""
    if isinstance(module, nn.Conv2d) and module.groups == 1:
        padding = 0 if module.padding == "valid" else module.padding
        sizes = (module.kernel_size, module.stride, padding, module.dilation)
        return LayerKind.CONV, _conv_spec(*sizes, module.padding_mode)
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        return LayerKind.POOL, _pool_spec(module)
    if isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size in (1, (1, 1)):
        return LayerKind.GLOBAL_POOL, None
    if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
        assert module.running_var is not None
        mean, variance = _copy(module.running_mean), _copy(module.running_var)
        return LayerKind.BATCH_NORM, BatchNormSpec(mean, variance, module.eps)
    if isinstance(module, _ACTIVATIONS):
        return LayerKind.ACTIVATION, ActivationSpec(type(module).__name__.lower())
    for types, kind in _OTHER_MODULES:
        if isinstance(module, types):
            return kind, None
    return LayerKind.OTHER, None


_ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh, nn.GELU, nn.SiLU, nn.ELU)
_OTHER_MODULES: tuple[tuple[type[nn.Module], LayerKind], ...] = (
    (nn.Linear, LayerKind.DENSE),
    (nn.Flatten, LayerKind.FLATTEN),
    (nn.modules.dropout._DropoutNd, LayerKind.DROPOUT),
)


def _pool_spec(module: nn.MaxPool2d | nn.AvgPool2d) -> PoolSpec | None:
    """The spec, or None where the module is set in a way `PoolSpec` has no word for."""
    given = (module.kernel_size, module.stride, module.padding)
    # PyTorch takes lists, too; the cache of specs needs what can be hashed.
    sizes = (*(tuple(v) if isinstance(v, list) else v for v in given), module.ceil_mode)
    if isinstance(module, nn.MaxPool2d):
        return _sized_pool_spec("max", *sizes) if module.dilation in (1, (1, 1)) else None
    plain = module.count_include_pad and module.divisor_override is None
    return _sized_pool_spec("average", *sizes) if plain else None


# Checking a spec takes as long as running a small layer; the same few recur in every trace.
_conv_spec = lru_cache(maxsize=256)(ConvSpec)
_sized_pool_spec = lru_cache(maxsize=256)(PoolSpec)


_OPERATIONS: dict[Callable[..., Any] | str, LayerKind] = {
    operator.add: LayerKind.ADD,
    operator.iadd: LayerKind.ADD,
    torch.add: LayerKind.ADD,
    "add": LayerKind.ADD,
    "add_": LayerKind.ADD,
    torch.flatten: LayerKind.FLATTEN,
    "flatten": LayerKind.FLATTEN,
    "view": LayerKind.FLATTEN,
    "reshape": LayerKind.FLATTEN,
    F.dropout: LayerKind.DROPOUT,
    F.relu: LayerKind.ACTIVATION,
    torch.relu: LayerKind.ACTIVATION,
    torch.sigmoid: LayerKind.ACTIVATION,
    torch.tanh: LayerKind.ACTIVATION,
    "relu": LayerKind.ACTIVATION,
    "relu_": LayerKind.ACTIVATION,
}


def _describe_operation(node: fx.Node) -> LayerKind:
    return _OPERATIONS.get(node.target, LayerKind.OTHER)


def _activation_spec(node: fx.Node) -> ActivationSpec | None:
    if _describe_operation(node) is not LayerKind.ACTIVATION:
        return None
    return ActivationSpec(str(getattr(node.target, "__name__", node.target)).rstrip("_"))
