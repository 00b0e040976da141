"""Follows one real run of a model and says what every step read and put out.

`torch.overrides.TorchFunctionMode` shows every call of PyTorch's Python API in this thread, and in
no other; nothing is put into the model, and nothing of the process is patched. Which module a call
belongs to is read from the stack of Python frames.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from cnnviz.core.calls import Call, nested_tensors, slot
from cnnviz.core.constants import PLAIN, Constants
from cnnviz.core.describe import Description
from cnnviz.core.drafts import Draft, Failure, Step, Steps, not_again
from cnnviz.core.functions import PASSING, QUESTIONS, SHAPES, plain_name, written
from cnnviz.core.layer_kinds import LayerKind, OperationSpec
from cnnviz.core.native import NativeRun, is_native
from cnnviz.core.operands import Known, Operands
from cnnviz.core.scopes import Scopes
from cnnviz.core.training_mode import check_call
from cnnviz.core.unwatched import unwatched

INPUT_NAME = "input"
_Tensor, _FIRST = torch.Tensor, slot(0)


class Watcher(Operands, TorchFunctionMode):
    """Watches a run and notes every step as soon as it has happened.

    Parameters
    ----------
    model : torch.nn.Module
    note : callable
        Called with each `Draft` and its result, which the next step may write into.
    about_to_write : callable, optional
        Called with a tensor before the model writes into its memory.
    copies : bool
        Whether constants are noted as copies, so that they may change afterwards.

    Attributes
    ----------
    failed : (Draft, module, message) or None
        The call that raised, if one did.
    """

    def __init__(
        self,
        model: nn.Module,
        note: Callable[[Draft, torch.Tensor], None],
        about_to_write: Callable[[torch.Tensor], None] | None = None,
        *,
        copies: bool = True,
    ) -> None:
        Operands.__init__(self, note)
        TorchFunctionMode.__init__(self)
        self.failed: tuple[Draft, nn.Module | None, str] | None = None
        self._model, self._about_to_write = model, about_to_write
        self._training = model.training
        self._scopes = Scopes(model)
        self._has_native, self._native = self._scopes.has_native, False
        self._copies, self._constants = copies, Constants(copies=copies)
        # Padding that belongs to the convolution which reads it: its mode and its widths.
        self._padded: dict[int, tuple[str, list[int]]] = {}
        self._answers: dict[int, int] = {}

    def run(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """The model's answer; every tensor among the inputs is a step."""
        for value in nested_tensors((*inputs, *named.values())):
            if id(value) not in self._known:
                draft = Draft(None, INPUT_NAME, (), {}, ())
                draft.what = Description(LayerKind.INPUT)
                self._note(value, draft)
        with self:
            answer = self._model(*inputs, **named)
        of_steps = self._known.keys() - self._behind.keys()
        known = [tensor for tensor in nested_tensors((answer,)) if id(tensor) in of_steps]
        self._answers = {id(tensor): self._step_of(tensor) for tensor in known}
        # The model's own tensors and everybody else's are let go.
        self._known, self._behind = {}, {}
        self._constants = Constants(copies=self._copies)
        return answer

    def number_of(self, tensor: torch.Tensor) -> int | None:
        """The step that made a tensor of the answer; None if it does not depend on the input."""
        return self._answers.get(id(tensor))

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        name = func.__name__
        if self._has_native and not self._native:
            self._look_for_native(sys._getframe(1))
        if name in QUESTIONS:
            return func(*args, **kwargs) if kwargs else func(*args)
        kwargs = kwargs or {}
        if name == "__get__":
            getter: Any = func
            name = getter.__self__.__name__
        operands = self._operands(args, kwargs)
        if not operands or name in SHAPES:
            return self._constant(func, name, args, kwargs)
        return self._step(func, name, args, kwargs, operands)

    # --- one call -----------------------------------------------------------------------------

    def _step(
        self,
        func: Callable[..., Any],
        raw: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        operands: list[torch.Tensor],
    ) -> Any:
        name = plain_name(raw)
        check_call(name, args, kwargs, self._training)
        target, ground = written(raw, args, kwargs), None
        draft = Draft(func, name, args, kwargs, self._steps_of(operands))
        if self._behind and not self._behind.keys().isdisjoint(map(id, operands)):
            draft.function = not_again
            draft.what = Description(LayerKind.OTHER, OperationSpec(name))
        if target is not None:
            if self._about_to_write is not None:
                self._about_to_write(target)
            if target is not kwargs.get("out") and id(target) not in self._known:
                ground = target.detach().clone()
        try:
            result = func(*args, **kwargs) if kwargs else func(*args)
        except Exception as error:
            self._fail(draft, error)
            raise
        if target is not None:
            if target.is_complex():
                self._complex(draft, target)
                return result
            self._set_written(draft, target, ground, operands)
            self._record(draft, operands, target)
            return result
        if isinstance(result, _Tensor):
            return self._single(draft, operands, result)
        if isinstance(result, tuple | list):
            self._several(draft, operands, result)
        return result

    def _single(
        self, draft: Draft, operands: list[torch.Tensor], result: torch.Tensor
    ) -> torch.Tensor:
        """Note a call with one result; whole numbers and truth values count as constants."""
        if not result.is_floating_point():
            if result.is_complex():
                self._complex(draft, result)
            return result
        first = operands[0]
        if draft.name in PASSING and result.shape == first.shape and result.dtype == first.dtype:
            step = draft.operands[0]
            self._known[id(result)] = Known(result, step, self._writes.count(result))
            return result
        if result is first:
            # The step is one of its own: who reads the operand later must not read this one.
            # (An alias keeps the strides, of axes of length 1 too: they choose the kernel.)
            result = first[...]
        if draft.name == "pad" and self._is_own_padding(draft):
            self._known[id(result)] = Known(result, draft.operands[0], self._writes.count(result))
            self._padded[id(result)] = (draft.kwargs["mode"], list(draft.args[1]))
            return result
        self._record(draft, operands, result)
        return result

    def _several(self, draft: Draft, operands: list[torch.Tensor], results: Any) -> None:
        first = True
        args, kwargs = draft.args, draft.kwargs
        for pick, part in enumerate(results):
            if isinstance(part, _Tensor) and part.is_floating_point():
                one = (
                    draft
                    if first
                    else Draft(draft.function, draft.name, args, kwargs, draft.operands)
                )
                one.pick, first = pick, False
                self._record(one, operands, part)
            elif isinstance(part, _Tensor) and part.is_complex():
                self._complex(draft, part)

    def _complex(self, draft: Draft, result: torch.Tensor) -> None:
        self._constants.made(draft.args, draft.kwargs, result)
        self._put_behind(draft, result)

    def _record(self, draft: Draft, operands: list[torch.Tensor], result: torch.Tensor) -> None:
        """Note what would change: the module, the constants, and what was padded."""
        module, draft.path = self._scopes.at(sys._getframe(3))
        if module is not None and not module._modules:
            draft.layer = type(module)
        if self._padded and id(operands[0]) in self._padded and isinstance(module, nn.Conv2d):
            draft.padding = (*self._padded[id(operands[0])], module.padding)
        if draft.function is torch.Tensor.as_strided and not operands[0].is_contiguous():
            draft.function = not_again
        if len(operands) == 1:
            slots = {id(operands[0]): _FIRST}
        else:
            slots = {id(operand): slot(at) for at, operand in enumerate(operands)}
        if draft.ground is not None and draft.written is not None:
            slots[id(result)] = slot(draft.written)
        constants, kwargs = self._constants, draft.kwargs
        constants.trained, kept = 0, constants.kept
        draft.args = tuple([v if type(v) in PLAIN else kept(v, slots) for v in draft.args])
        if kwargs:
            draft.kwargs = {k: kept(each, slots) for k, each in kwargs.items() if k != "out"}
        if self._behind:
            for operand in operands:
                constants.count(operand)
        draft.parameters = constants.trained
        if draft.written is not None or "out" in kwargs:
            self._writes.add(result, self._count)
        self._note(result, draft)

    def _set_written(
        self,
        draft: Draft,
        target: torch.Tensor,
        ground: torch.Tensor | None,
        operands: list[torch.Tensor],
    ) -> None:
        if draft.kwargs.get("out") is target:
            return
        places = [at for at, operand in enumerate(operands) if operand is target]
        draft.written, draft.ground = places[0] if places else len(operands), ground

    def _fail(self, draft: Draft, error: Exception) -> None:
        if self.failed is None:
            module, draft.path = self._scopes.at(sys._getframe(2))
            if module is not None and not module._modules:
                draft.layer = type(module)
            self.failed = draft, module, str(error).strip()

    # --- constants ---------------------------------------------------------------------------

    def _constant(
        self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """A call that does not depend on the input: remember which parameters it read."""
        if self._training:
            check_call(plain_name(name), args, kwargs, training=True)
        out = kwargs.get("out") if kwargs else None
        filled = isinstance(out, _Tensor) and id(out) in self._known
        if filled and self._about_to_write is not None:
            self._about_to_write(out)  # type: ignore[arg-type]
        result = func(*args, **kwargs) if kwargs else func(*args)
        self._constants.made(args, kwargs, result)
        if filled:
            # What depended on the input has been filled with something that does not.
            fill: Callable[..., Any] = torch.Tensor.copy_
            draft = Draft(fill, "copy", (out, result.detach().clone()), {}, (self._step_of(out),))  # type: ignore[arg-type]
            draft.written = 0
            self._record(draft, [out], out)  # type: ignore[list-item,arg-type]
        return result

    def _is_own_padding(self, draft: Draft) -> bool:
        """Whether this is the padding inside `torch.nn.Conv2d`, which is part of its step."""
        mode = draft.kwargs.get("mode", "constant")
        if mode == "constant":
            return False
        module, _ = self._scopes.at(sys._getframe(3))
        return (
            isinstance(module, nn.Conv2d)
            and module.padding_mode == mode
            and draft.args[1] is module._reversed_padding_repeated_twice
        )

    # --- modules that must not be watched -------------------------------------------------------

    def _look_for_native(self, frame: Any) -> None:
        """Take the mode off if this call comes from a layer that must not be watched."""
        if frame is not None and is_native(frame.f_code):
            self._native = True
            NativeRun(frame, self, self._end_native)

    def _end_native(
        self, module: nn.Module, read: list[torch.Tensor], given: dict[str, Any], result: Any
    ) -> None:
        """A module that ran unwatched has returned: one step for each of its results."""
        self._native = False
        operands = [tensor for tensor in read if id(tensor) in self._known]
        if not operands:
            return
        steps = tuple([self._step_of(operand) for operand in operands])
        path = self._scopes.paths.get(id(module), type(module).__name__.lower())
        unknown = Description(LayerKind.OTHER, OperationSpec(type(module).__name__))
        results = [t for t in nested_tensors((result,)) if t.is_floating_point()]
        for number, tensor in enumerate(results):
            draft = Draft(None, path or type(module).__name__.lower(), (), {}, steps)
            draft.path, draft.what = path, unknown
            if number == 0:  # attention's second result are its weights
                self._constants.trained = 0
                for parameter in module.parameters():
                    self._constants.count(parameter)
                draft.parameters = self._constants.trained
                if self._copies and len(operands) == len(read):
                    kind, spec, draft.function = unwatched(module, given)
                    draft.what = Description(kind, spec)
                    draft.args = tuple(slot(at) for at in range(len(read)))
            self._note(tensor, draft)


class Follower(Watcher):
    """Follows a run and hands every step to `see` as soon as it has happened.

    Parameters
    ----------
    model : torch.nn.Module
    see : callable
        Called with each `Step`; the value may be written into by the next one.
    """

    def __init__(self, model: nn.Module, see: Callable[[Step], None]) -> None:
        steps = Steps(light=True)
        super().__init__(model, lambda draft, value: see(steps.add(draft, value)), copies=False)


__all__ = ["INPUT_NAME", "Call", "Failure", "Follower", "Step", "Watcher", "nested_tensors"]
