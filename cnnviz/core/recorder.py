"""Follows one real run of a model and says what every step read and put out.

`torch.overrides.TorchFunctionMode` shows every call of PyTorch's Python API in this thread, and in
no other; nothing is put into the model, and nothing of the process is patched. Which module a call
belongs to is read from the stack of Python frames.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode

from cnnviz.core.describe import Description, describe
from cnnviz.core.layer_kinds import LayerKind, LayerSpec, OperationSpec, PlacesSpec
from cnnviz.core.native import NativeRun, is_native, is_native_layer
from cnnviz.core.training_mode import check_call, check_modules
from cnnviz.core.unwatched import unwatched
from cnnviz.core.windows.specs import ConvSpec
from cnnviz.core.writes import Writes

INPUT_NAME = "input"
_CALL = nn.Module.__call__.__code__
# Asked about a tensor, they answer with a number or a flag.
_QUESTIONS = frozenset(
    [
        "dim",
        "size",
        "stride",
        "numel",
        "nelement",
        "ndimension",
        "is_contiguous",
        "element_size",
        "is_floating_point",
        "is_complex",
        "storage_offset",
        "data_ptr",
        "item",
        "tolist",
        "type",
        "__len__",
        "__bool__",
        "__float__",
        "__int__",
        "__repr__",
        "__format__",
        "get_device",
        "untyped_storage",
        "storage",
        "__hash__",
        "is_same_size",
        "__contains__",
        "numpy",
        "requires_grad_",
        "retain_grad",
        "register_hook",
        "backward",
        "is_shared",
        "__array__",
        "_set_grad_enabled",
        "is_storage",
        "is_tensor",
        "is_nonzero",
        "result_type",
        "can_cast",
    ]
)
# Of a tensor they read its shape alone: what they make does not depend on the input.
_SHAPES = frozenset(
    [
        *("new_zeros", "new_ones", "new_empty", "new_full", "new_tensor"),
        *("zeros_like", "ones_like", "empty_like", "full_like"),
    ]
)
# They hand on what they are given; no layer of their own.
_PASSING = frozenset(["detach", "contiguous", "clone", "alias", "requires_grad_", "data", "cpu"])
_CASTS = frozenset(["to", "type_as", "float", "double", "half", "bfloat16", "type"])
# The place of `inplace` among positional arguments, where the function has one.
_INPLACE = {
    **dict.fromkeys(("relu", "relu6", "silu", "mish", "hardswish", "hardsigmoid", "selu"), 1),
    **dict.fromkeys(("elu", "celu", "leaky_relu"), 2),
    **dict.fromkeys(("hardtanh", "threshold", "dropout", "dropout1d", "dropout2d"), 3),
    **dict.fromkeys(("dropout3d", "alpha_dropout", "feature_alpha_dropout"), 3),
    "rrelu": 4,
}


@dataclass(frozen=True)
class _Slot:
    """Stands for an operand in the arguments of a call."""

    index: int


_SLOTS = tuple(_Slot(index) for index in range(64))


@dataclass(frozen=True, eq=False)
class Call:
    """A step as it was called, to be called again on other tensors.

    Attributes
    ----------
    function : callable
    args, kwargs
        Its arguments; a slot stands for each operand.
    operands : tuple of str
        The records the operands were, in order; one that is read twice stands there twice.
    pick : int or None
        Which of several results this is; None for the only one.
    written : int or None
        The operand that the function writes into, if any.
    ground : torch.Tensor or None
        What a constant held that the function writes into; it comes after the operands.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    operands: tuple[str, ...]
    pick: int | None = None
    written: int | None = None
    ground: torch.Tensor | None = None

    def __call__(self, *tensors: torch.Tensor) -> torch.Tensor:
        """The result for other operands, which are left as they are."""
        given = list(tensors)
        if self.ground is not None:
            given.append(self.ground.to(given[0].dtype, copy=True))
        if self.written is not None:
            given[self.written] = given[self.written].clone()
        args = [_filled(value, given) for value in self.args]
        kwargs = {key: _filled(value, given) for key, value in self.kwargs.items()}
        result = self.function(*args, **kwargs)
        if self.written is not None:
            return given[self.written]
        if self.pick is not None:
            result = result[self.pick]
        assert isinstance(result, torch.Tensor)
        return result

    def shapes(self, operands: list[torch.Size]) -> list[torch.Size]:
        """The shapes of all tensors that were given, constants too, operands having these."""
        return list(_shapes((*self.args, *self.kwargs.values()), operands))


def _shapes(values: Iterable[Any], operands: list[torch.Size]) -> Iterator[torch.Size]:
    for value in values:
        if isinstance(value, _Slot):
            if value.index < len(operands):
                yield operands[value.index]
        elif isinstance(value, torch.Tensor):
            yield value.shape
        elif type(value) in (list, tuple):
            yield from _shapes(value, operands)


def _filled(value: Any, tensors: list[torch.Tensor]) -> Any:
    if isinstance(value, _Slot):
        return tensors[value.index]
    if type(value) in (list, tuple):
        return type(value)(_filled(each, tensors) for each in value)
    if isinstance(value, torch.Tensor) and value.is_floating_point() and tensors:
        return value.to(tensors[0].dtype)  # a constant: in the precision that is asked for
    return value


@dataclass(frozen=True, eq=False)
class Step:
    """One call of PyTorch whose result depends on the model's input.

    Attributes
    ----------
    name : str
        The module's path in the model, or the operation's name; unique in the run.
    path : str
        Of the module that made the call; "" for the model itself.
    value : torch.Tensor
        The result itself, not a copy.
    description : Description
    parents : tuple of str
        Names of the steps that were read, each once, in order of the arguments.
    parameters : int
        Trained numbers used here and in no step before.
    call : Call or None
    """

    name: str
    path: str
    value: torch.Tensor
    description: Description
    parents: tuple[str, ...] = ()
    parameters: int = 0
    call: Call | None = None


@dataclass
class _Known:
    """A tensor of this run that depends on the input."""

    tensor: torch.Tensor
    step: str
    writes: int = 0
    # Padding that belongs to the convolution which reads it: its mode and its widths.
    padded: tuple[str, list[int]] | None = None


@dataclass(frozen=True)
class Failure:
    """The call that raised: its module, what it read, and PyTorch's words."""

    name: str
    module: nn.Module | None
    function: str
    parents: tuple[str, ...]
    message: str


@dataclass(eq=False)
class _Names:
    """Names for steps, each used once."""

    paths: dict[int, str]
    used: set[str] = field(default_factory=set)

    def new(self, base: str) -> str:
        name, count = base, 1
        while name in self.used:
            count += 1
            name = f"{base}_{count}"
        self.used.add(name)
        return name


class Follower(TorchFunctionMode):
    """Follows a run and hands every step to `see` as soon as it has happened.

    Parameters
    ----------
    model : torch.nn.Module
    see : callable
        Called with each `Step`; the value may be written into by the next one.
    about_to_write : callable, optional
        Called with a tensor before the model writes into its memory.

    Attributes
    ----------
    failure : Failure or None
        The call that raised, if one did.
    """

    def __init__(
        self,
        model: nn.Module,
        see: Callable[[Step], None],
        about_to_write: Callable[[torch.Tensor], None] | None = None,
    ) -> None:
        super().__init__()
        self.failure: Failure | None = None
        self._model, self._see, self._about_to_write = model, see, about_to_write
        self._known: dict[int, _Known] = {}
        self._constants: dict[int, tuple[torch.Tensor, frozenset[nn.Parameter]]] = {}
        self._counted: set[int] = set()
        self._writes = Writes()
        self._native: NativeRun | None = None
        modules = dict(model.named_modules())
        self._names = _Names({id(module): path for path, module in modules.items()})
        check_modules(modules.values())
        self._has_native = any(is_native_layer(module) for module in modules.values())

    # --- running ------------------------------------------------------------------------------

    def run(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """The model's answer; every tensor among the inputs is a step."""
        for value in nested_tensors((*inputs, *named.values())):
            if id(value) not in self._known:
                name = self._names.new(INPUT_NAME)
                self._note(value, Step(name, "", value, Description(LayerKind.INPUT)))
        with self:
            answer = self._model(*inputs, **named)
        # The model's own tensors and everybody else's are let go.
        self._answers = {
            id(t): self._name_of(t) for t in nested_tensors((answer,)) if id(t) in self._known
        }
        self._known.clear()
        self._constants.clear()
        return answer

    def step_of(self, tensor: torch.Tensor) -> str | None:
        """The step that made a tensor of the answer; None if it does not depend on the input."""
        return self._answers.get(id(tensor))

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        name = func.__name__
        if self._has_native and self._native is None:
            frame = _frame_of_native(sys._getframe(1))
            if frame is not None:
                self._native = NativeRun(frame, self, self._end_native)
        if name in _QUESTIONS:
            return func(*args, **kwargs)
        if name == "__get__":
            value = func(*args, **kwargs)
            if not isinstance(value, torch.Tensor) or not args:
                return value
            getter: Any = func
            return self._seen(func, getter.__self__.__name__, args, kwargs, lambda: value)
        return self._seen(func, name, args, kwargs, lambda: func(*args, **kwargs))

    # --- one call -----------------------------------------------------------------------------

    def _seen(
        self,
        func: Callable[..., Any],
        raw: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        run: Callable[[], Any],
    ) -> Any:
        operands = self._operands(args, kwargs)
        if not operands or raw in _SHAPES:
            if self._model.training:
                check_call(raw.strip("_"), args, kwargs, training=True)
            return self._constant(func, args, kwargs, run())
        name = raw.strip("_") if raw[-1] == "_" or raw[0] == "_" else raw
        check_call(name, args, kwargs, self._model.training)
        written = self._written(func, raw, name, args, kwargs)
        if written is not None and self._about_to_write is not None:
            self._about_to_write(written)
        keys = tuple(self._name_of(operand) for operand in operands)
        ground = None
        if written is not None and written is not kwargs.get("out"):
            ground = None if id(written) in self._known else written.detach().clone()
        try:
            result = run()
        except Exception as error:
            self._fail(name, keys, error)
            raise
        if written is not None:
            self._record(func, name, args, kwargs, operands, keys, written, None, (written, ground))
            return result
        if isinstance(result, torch.Tensor):
            return self._single(func, name, args, kwargs, operands, keys, result)
        if isinstance(result, tuple | list):
            for pick, part in enumerate(result):
                if isinstance(part, torch.Tensor) and part.is_floating_point():
                    self._record(func, name, args, kwargs, operands, keys, part, pick, None)
        return result

    def _single(
        self,
        func: Callable[..., Any],
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        operands: list[torch.Tensor],
        keys: tuple[str, ...],
        result: torch.Tensor,
    ) -> torch.Tensor:
        """Record a call with one result; whole numbers and truth values count as constants."""
        if not result.is_floating_point():
            return result
        first = operands[0]
        same_kind = result.shape == first.shape and result.dtype == first.dtype
        if same_kind and (name in _PASSING or name in _CASTS):
            self._known[id(result)] = _Known(result, keys[0], self._writes.count(result))
            return result
        if result is first:
            # The step is one of its own: who reads the operand later must not read this one.
            # (An alias keeps the strides, of axes of length 1 too: they choose the kernel.)
            result = first[...]
        if self._is_own_padding(name, args, kwargs):
            known = _Known(result, keys[0], self._writes.count(result))
            known.padded = (kwargs["mode"], list(args[1]))
            self._known[id(result)] = known
            return result
        self._record(func, name, args, kwargs, operands, keys, result, None, None)
        return result

    def _record(
        self,
        func: Callable[..., Any],
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        operands: list[torch.Tensor],
        keys: tuple[str, ...],
        result: torch.Tensor,
        pick: int | None,
        written: tuple[torch.Tensor, torch.Tensor | None] | None,
    ) -> None:
        module, path = self._scope(sys._getframe(3))
        entry = name
        if name in ("batch_norm", "instance_norm") and type(func) is not type(nested_tensors):
            entry = f"torch_{name}"
        padded = self._known[id(operands[0])].padded
        described = describe(entry, args, kwargs, operands, keys, result)
        if padded is not None and isinstance(module, nn.Conv2d):
            described = _with_padding(described, module)
            func = partial(_padded_convolution, *padded)
        call = _call_of(func, args, kwargs, operands, keys, pick, written)
        parents = tuple(dict.fromkeys(keys))
        count = self._count((*args, *kwargs.values()))
        step_name = self._names.new(self._base(module, path, name, described))
        step = Step(step_name, path, result, described, parents, count, call)
        if written is not None:
            self._writes.add(result, step_name)
        self._note(result, step)

    def _note(self, tensor: torch.Tensor, step: Step) -> None:
        self._known[id(tensor)] = _Known(tensor, step.name, self._writes.count(tensor))
        self._see(step)

    # --- operands -----------------------------------------------------------------------------

    def _operands(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[torch.Tensor]:
        """The arguments that depend on the input; each tensor once, in order."""
        known, found = self._known, []
        for value in args:
            if isinstance(value, torch.Tensor):
                if id(value) in known:
                    found.append(value)
            elif isinstance(value, list | tuple):
                found += [t for t in nested_tensors(value) if id(t) in known]
        for key, value in kwargs.items():
            if key != "out" and isinstance(value, torch.Tensor | list | tuple):
                found += [t for t in nested_tensors((value,)) if id(t) in known]
        if len(found) > 1:
            return list({id(tensor): tensor for tensor in found}.values())
        return found

    def _name_of(self, tensor: torch.Tensor) -> str:
        """The step whose values a tensor of this run holds now."""
        entry = self._known[id(tensor)]
        if self._writes and self._writes.count(tensor) > entry.writes:
            self._refresh(entry)
        return entry.step

    def _refresh(self, entry: _Known) -> None:
        """Somebody wrote into the memory of a tensor since it was made."""
        tensor = entry.tensor
        sources = self._writes.sources(tensor, entry.step, entry.writes)
        entry.writes = self._writes.count(tensor)
        if isinstance(sources, str):
            entry.step = sources
            return
        names, spec = sources
        base = f"{names[0]}.written"
        step = Step(
            self._names.new(base),
            "",
            tensor,
            Description(LayerKind.REARRANGE, spec),
            names,
        )
        entry.step = step.name
        self._see(step)

    def _written(
        self,
        func: Callable[..., Any],
        raw: str,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> torch.Tensor | None:
        """The tensor that a call writes into, if it does."""
        out = kwargs.get("out")
        if isinstance(out, torch.Tensor):
            return out
        if (raw[-1] == "_" and raw[-2:] != "__") or raw == "__setitem__" or raw[:3] == "__i":
            first = args[0] if args else next(iter(kwargs.values()), None)
            is_operator = raw[:3] != "__i" or raw[3:-2] in _OPERATORS or raw == "__setitem__"
            return first if isinstance(first, torch.Tensor) and is_operator else None
        inplace = kwargs.get("inplace", False)
        place = _INPLACE.get(name)
        if not inplace and place is not None and len(args) > place:
            inplace = args[place]
        return args[0] if inplace and args else None

    # --- constants and parameters -------------------------------------------------------------

    def _constant(
        self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> Any:
        """Remember which parameters a constant was made of."""
        out = kwargs.get("out")
        if isinstance(out, torch.Tensor) and id(out) in self._known:
            # What depended on the input has been filled with something that does not.
            fill, written = torch.Tensor.copy_, (out, None)
            pair = (out, result.detach().clone())
            self._record(fill, "copy", pair, {}, [out], (self._name_of(out),), out, None, written)
            return result
        if isinstance(result, torch.Tensor | tuple | list):
            used = self._parameters((*args, *kwargs.values()))
            if used:
                for tensor in nested_tensors((result,)):
                    self._constants[id(tensor)] = (tensor, used)
        return result

    def _parameters(self, values: tuple[Any, ...]) -> frozenset[nn.Parameter]:
        found: list[nn.Parameter] = []
        for tensor in nested_tensors(values):
            if isinstance(tensor, nn.Parameter):
                found.append(tensor)
            elif id(tensor) in self._constants:
                found += self._constants[id(tensor)][1]
        return frozenset(found)

    def _count(self, values: tuple[Any, ...]) -> int:
        total = 0
        for parameter in self._parameters(values):
            if id(parameter) not in self._counted:
                self._counted.add(id(parameter))
                total += parameter.numel()
        return total

    # --- names --------------------------------------------------------------------------------

    def _scope(self, frame: FrameType | None) -> tuple[nn.Module | None, str]:
        """The innermost module that is being called, and its path."""
        inner: nn.Module | None = None
        names: list[str] = []
        while frame is not None:
            if frame.f_code is _CALL:
                module = frame.f_locals["self"]
                inner = inner if inner is not None else module
                path = self._names.paths.get(id(module))
                if path is not None:
                    return inner, ".".join([path, *reversed(names)]) if names else path
                # A module made inside `forward` has no path of its own.
                names.append(type(module).__name__.lower())
            frame = frame.f_back
        return inner, ".".join(reversed(names))

    def _base(self, module: nn.Module | None, path: str, name: str, what: Description) -> str:
        """The module's path for the step that a layer of `torch.nn` is, else the function's."""
        is_leaf = bool(path) and module is not None and not module._modules
        if is_leaf and _is_layer(module) and not _is_part(module, what):
            return path
        return f"{path}.{name}" if path else name

    def _is_own_padding(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether this is the padding inside `torch.nn.Conv2d`, which is part of its step."""
        if name != "pad" or "mode" not in kwargs or kwargs["mode"] == "constant":
            return False
        module, _ = self._scope(sys._getframe(3))
        return (
            isinstance(module, nn.Conv2d)
            and module.padding_mode == kwargs["mode"]
            and args[1] is module._reversed_padding_repeated_twice
        )

    def _fail(self, name: str, keys: tuple[str, ...], error: Exception) -> None:
        if self.failure is None:
            module, path = self._scope(sys._getframe(2))
            step = self._names.new(self._base(module, path, name, Description(LayerKind.OTHER)))
            parents = tuple(dict.fromkeys(keys))
            self.failure = Failure(step, module, name, parents, str(error).strip())

    # --- modules that must not be watched -------------------------------------------------------

    def _end_native(
        self, module: nn.Module, read: list[torch.Tensor], given: dict[str, Any], result: Any
    ) -> None:
        """A module that ran unwatched has returned: one step for each of its results."""
        self._native = None
        operands = [tensor for tensor in read if id(tensor) in self._known]
        if not operands:
            return
        keys = tuple(self._name_of(operand) for operand in operands)
        call, what = None, Description(LayerKind.OTHER, OperationSpec(type(module).__name__))
        if len(operands) == len(read):
            kind, spec, again = unwatched(module, given)
            if again is not None:
                call, what = Call(again, _SLOTS[: len(read)], {}, keys), Description(kind, spec)
        path = self._names.paths.get(id(module), type(module).__name__.lower())
        count = self._count(tuple(module.parameters()))
        for tensor in nested_tensors((result,)):
            if tensor.is_floating_point():
                name = self._names.new(path or type(module).__name__.lower())
                parents = tuple(dict.fromkeys(keys))
                self._note(tensor, Step(name, path, tensor, what, parents, count, call))
                # Attention's second result are its weights.
                count, call = 0, None
                what = Description(LayerKind.OTHER, OperationSpec(type(module).__name__))


def _frame_of_native(frame: FrameType | None) -> FrameType | None:
    """The call of a layer's `forward` that must not be watched, if this call comes from one."""
    return frame if frame is not None and is_native(frame.f_code) else None


_OPERATORS = frozenset(
    [
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "and",
        "or",
        "xor",
        "matmul",
        "lshift",
        "rshift",
    ]
)


def nested_tensors(values: Any) -> Iterator[torch.Tensor]:
    """The tensors in nested tuples, lists and dicts, in order."""
    for value in values.values() if isinstance(values, Mapping) else values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, tuple | list):
            yield from nested_tensors(value)
        elif isinstance(value, dict):
            yield from nested_tensors(value.values())


def _call_of(
    func: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    operands: list[torch.Tensor],
    keys: tuple[str, ...],
    pick: int | None,
    written: tuple[torch.Tensor, torch.Tensor | None] | None,
) -> Call | None:
    """The call with its operands taken out; None if there are too many."""
    if len(operands) >= len(_SLOTS):
        return None
    slots = {id(operand): _SLOTS[at] for at, operand in enumerate(operands)}
    place = ground = None
    if written is not None:
        target, ground = written
        if kwargs.get("out") is target:
            kwargs = {key: value for key, value in kwargs.items() if key != "out"}
        else:
            place = slots.setdefault(id(target), _SLOTS[len(operands)]).index
    slotted = {key: _slotted(value, slots) for key, value in kwargs.items()}
    given = tuple([_slotted(value, slots) for value in args])
    if func is torch.Tensor.view and not isinstance(args[-1], torch.dtype):
        func = torch.Tensor.reshape  # other tensors may lie otherwise in memory
    if func is torch.Tensor.view_as:
        func = torch.Tensor.reshape_as
    if func is torch.Tensor.as_strided and not operands[0].is_contiguous():
        return None
    return Call(func, given, slotted, keys, pick, place, ground)


def _slotted(value: Any, slots: dict[int, _Slot]) -> Any:
    if isinstance(value, torch.Tensor):
        return slots.get(id(value), value)
    if type(value) in (list, tuple):
        return type(value)([_slotted(each, slots) for each in value])
    return value


def _padded_convolution(
    mode: str, widths: list[int], x: torch.Tensor, *args: Any, **kwargs: Any
) -> torch.Tensor:
    return F.conv2d(F.pad(x, widths, mode), *args, **kwargs)


def _with_padding(described: Description, module: nn.Conv2d) -> Description:
    """A convolution's description with the padding that its module put around the input."""
    spec = described.spec
    assert isinstance(spec, ConvSpec)
    padding: Any = 0 if module.padding == "valid" else module.padding
    mode: Any = module.padding_mode
    padded = ConvSpec(spec.kernel, spec.steps, padding, spec.dilations, mode, spec.groups)
    return Description(described.kind, padded, described.weight, described.bias)


def _is_layer(module: nn.Module | None) -> bool:
    """Whether its class, or one that it extends, is a layer of `torch.nn`."""
    return any(
        base.__module__.startswith("torch.nn.modules") and base is not nn.Module
        for base in type(module).__mro__
    )


def _is_part(module: nn.Module | None, what: Description) -> bool:
    """Whether a step is only part of what a layer with weights does: not the one it is named for.

    A subclass of `torch.nn.Conv2d` may pad its input, or put its weights through other steps.
    """
    own = next((kind for types, kind in _LAYERS if isinstance(module, types)), None)
    return own is not None and what.kind not in own


_LAYERS: tuple[tuple[Any, tuple[LayerKind, ...]], ...] = (
    (nn.Conv2d, (LayerKind.CONV, LayerKind.OTHER)),
    (nn.ConvTranspose2d, (LayerKind.TRANSPOSED_CONV, LayerKind.OTHER)),
    (nn.Linear, (LayerKind.DENSE, LayerKind.OTHER)),
    (nn.modules.batchnorm._BatchNorm, (LayerKind.BATCH_NORM, LayerKind.NORM, LayerKind.OTHER)),
    ((nn.LayerNorm, nn.GroupNorm), (LayerKind.NORM, LayerKind.OTHER)),
    (
        (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d),
        (LayerKind.POOL, LayerKind.GLOBAL_POOL, LayerKind.OTHER),
    ),
)

__all__ = [
    "INPUT_NAME",
    "Call",
    "Failure",
    "Follower",
    "LayerSpec",
    "PlacesSpec",
    "Step",
    "nested_tensors",
]
