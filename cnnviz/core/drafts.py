"""Steps of a run as they were noted while it went on, and what is made of them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from cnnviz.core.calls import Call, filled, padded_convolution, replayed
from cnnviz.core.describe import Description, describe
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.scopes import Names, step_base
from cnnviz.core.windows.specs import ConvSpec


class Draft:
    """What is noted of a step while the model runs: all that may change afterwards, no more.

    Attributes
    ----------
    function : callable or None
    name : str
        Of the function; for the input and for mixed tensors the step's own.
    args, kwargs
        With slots in the place of operands, and constants that nobody writes into.
    operands : tuple of int
        Numbers of the steps that were read.
    path : str
        Of the module that made the call.
    layer : type or None
        Of that module, if it has no modules of its own.
    parameters : int
    what : Description or None
        If it is known beforehand.
    padding : (mode, widths, padding) or None
        What the module of a convolution put around its input.
    pick, written, ground
        As those of `Call`.
    """

    path = ""
    layer: type | None = None
    parameters = 0
    what: Description | None = None
    padding: tuple[str, list[int], Any] | None = None
    pick: int | None = None
    written: int | None = None
    ground: torch.Tensor | None = None

    def __init__(
        self,
        function: Callable[..., Any] | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        operands: tuple[int, ...],
    ) -> None:
        self.function, self.name, self.args, self.kwargs = function, name, args, kwargs
        self.operands = operands


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


@dataclass(frozen=True)
class Failure:
    """The call that raised: its module, what it read, and PyTorch's words."""

    name: str
    module: nn.Module | None
    function: str
    parents: tuple[str, ...]
    message: str


class Steps:
    """Makes steps of drafts, in order.

    Parameters
    ----------
    light : bool
        Keep no tensor but its shape.
    """

    def __init__(self, *, light: bool = False) -> None:
        self._light = light
        self.names: list[str] = []
        self._values: list[torch.Tensor] = []
        self._taken = Names()

    def add(self, draft: Draft, value: torch.Tensor) -> Step:
        """The next step; its value stays what it is until the next ones have been added."""
        names, what = self.names, draft.what
        keys = tuple([names[index] for index in draft.operands])
        if draft.function is not None and what is None:
            what = self._described(draft, keys, value)
        assert what is not None
        call = None if draft.function is None else _call(draft, keys)
        parents = keys if len(keys) < 2 else tuple(dict.fromkeys(keys))
        if draft.function is None or draft.what is not None:
            # A tensor that steps have written into is called after the first of them.
            base = names[draft.operands[0]] + draft.name if draft.name[0] == "." else draft.name
        else:
            base = step_base(draft.layer, draft.path, draft.name, what.kind)
        name = self._taken.new(base)
        names.append(name)
        self._values.append(torch.empty_like(value, device="meta") if self._light else value)
        return Step(name, draft.path, value, what, parents, draft.parameters, call)

    def failure(self, draft: Draft, module: nn.Module | None, message: str) -> Failure:
        """What is said of a call that raised."""
        base = step_base(draft.layer, draft.path, draft.name, LayerKind.OTHER)
        parents = tuple(dict.fromkeys(self.names[index] for index in draft.operands))
        return Failure(self._taken.new(base), module, draft.name, parents, message)

    def _described(self, draft: Draft, keys: tuple[str, ...], value: torch.Tensor) -> Description:
        # Two operands may be one record: as arguments they are two tensors all the same.
        operands = [
            self._values[index] if draft.operands.index(index) == at else self._values[index][...]
            for at, index in enumerate(draft.operands)
        ]
        given = operands if draft.ground is None else [*operands, draft.ground]
        args = tuple([filled(each, given) for each in draft.args])
        kwargs = {key: filled(each, given) for key, each in draft.kwargs.items()}
        entry = draft.name
        if entry in ("batch_norm", "instance_norm") and type(draft.function) is not type(describe):
            entry = f"torch_{entry}"
        found = describe(entry, args, kwargs, operands, keys, value)
        if draft.padding is None:
            return found
        spec, (mode, _, padding) = found.spec, draft.padding
        assert isinstance(spec, ConvSpec)
        padding = 0 if padding == "valid" else padding
        padded = ConvSpec(spec.kernel, spec.steps, padding, spec.dilations, mode, spec.groups)  # type: ignore[arg-type]
        return Description(found.kind, padded, found.weight, found.bias)


def _call(draft: Draft, keys: tuple[str, ...]) -> Call | None:
    """The call to be made again; None if it cannot be."""
    function = draft.function
    assert function is not None
    if function is not_again:
        return None
    if draft.padding is not None:
        function = partial(padded_convolution, *draft.padding[:2])
    function = replayed(function, draft.args)
    return Call(function, draft.args, draft.kwargs, keys, draft.pick, draft.written, draft.ground)


def not_again(*args: Any, **kwargs: Any) -> Any:
    """Stands for a function that does something else to tensors which lie otherwise in memory."""
    raise NotImplementedError
