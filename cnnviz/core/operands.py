"""The tensors of one run that depend on its input, and the steps that their numbers are from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from cnnviz.core.calls import nested_tensors
from cnnviz.core.constants import PLAIN, is_plain
from cnnviz.core.describe import Description
from cnnviz.core.drafts import Draft
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.writes import Writes

_Tensor = torch.Tensor


class Known:
    """A tensor of this run that depends on the input, and the step it is from."""

    __slots__ = ("step", "tensor", "writes")

    def __init__(self, tensor: torch.Tensor, step: int, writes: int) -> None:
        self.tensor, self.step, self.writes = tensor, step, writes


class Operands:
    """What depends on the input, by the tensors themselves, which are held while the run lasts.

    Parameters
    ----------
    note : callable
        Called with the draft of each step and its result.
    """

    def __init__(self, note: Callable[[Draft, torch.Tensor], None]) -> None:
        self._hand_on = note
        self._known: dict[int, Known] = {}
        self._count, self._writes = 0, Writes()
        # Complex numbers have no picture: who reads one reads the steps that it was made of.
        self._behind: dict[int, tuple[int, ...]] = {}

    def _note(self, tensor: torch.Tensor, draft: Draft) -> None:
        self._known[id(tensor)] = Known(tensor, self._count, self._writes.count(tensor))
        self._count += 1
        self._hand_on(draft, tensor)

    def _operands(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[torch.Tensor]:
        """The arguments that depend on the input; each tensor once, in order."""
        known, found = self._known, []
        for value in args:
            if type(value) in PLAIN:
                continue
            if isinstance(value, _Tensor):
                if id(value) in known:
                    found.append(value)
            elif isinstance(value, (list, tuple)) and not is_plain(value):
                found += [t for t in nested_tensors(value) if id(t) in known]
        if kwargs:
            for key, value in kwargs.items():
                if type(value) not in PLAIN and key != "out":
                    found += [t for t in nested_tensors((value,)) if id(t) in known]
        if len(found) > 1:
            return list({id(tensor): tensor for tensor in found}.values())
        return found

    def _steps_of(self, operands: list[torch.Tensor]) -> tuple[int, ...]:
        """The steps that an operation reads, one for each operand."""
        if not self._behind:
            if len(operands) == 1:
                return (self._step_of(operands[0]),)
            return tuple([self._step_of(operand) for operand in operands])
        read: list[int] = []
        for operand in operands:
            read += self._behind.get(id(operand)) or (self._step_of(operand),)
        return tuple(read)

    def _put_behind(self, draft: Draft, result: torch.Tensor) -> None:
        """Go on with a complex result, which is no step of its own."""
        step = draft.operands[0]
        self._known[id(result)] = Known(result, step, self._writes.count(result))
        self._behind[id(result)] = tuple(dict.fromkeys(draft.operands))

    def _step_of(self, tensor: torch.Tensor) -> int:
        """The step whose values a tensor of this run holds now."""
        entry = self._known[id(tensor)]
        if self._writes.any and self._writes.count(tensor) > entry.writes:
            self._refresh(entry)
        return entry.step

    def _refresh(self, entry: Known) -> None:
        """Somebody wrote into the memory of a tensor since it was made."""
        tensor = entry.tensor
        sources = self._writes.sources(tensor, entry.step, entry.writes)
        entry.writes = self._writes.count(tensor)
        if isinstance(sources, int):
            entry.step = sources
            return
        steps, spec = sources
        draft = Draft(None, ".written", (), {}, steps)
        draft.what = Description(LayerKind.REARRANGE, spec)
        entry.step = self._count
        self._count += 1
        self._hand_on(draft, tensor)
