"""What a call was given besides its operands: settings, constants, trained numbers."""

from __future__ import annotations

from types import NoneType
from typing import Any

import torch
from torch import nn

from cnnviz.core.calls import Slot, nested_tensors
from cnnviz.core.keeping import kept_weight

_Tensor, _Parameter = torch.Tensor, nn.Parameter
# Types of settings that hold no tensor.
PLAIN = frozenset([int, float, bool, str, NoneType, torch.dtype, torch.device, slice])


def is_plain(values: Any) -> bool:
    """Whether a tuple or list holds plain settings alone."""
    return PLAIN.issuperset(map(type, values))


def _is_parameter(tensor: torch.Tensor) -> bool:
    # isinstance asks a Python function for this class alone.
    kind = type(tensor)
    return kind is _Parameter or (kind is not _Tensor and isinstance(tensor, _Parameter))


class Constants:
    """The constants of one run.

    Parameters
    ----------
    copies : bool
        Whether they are kept as copies, so that they may change afterwards.

    Attributes
    ----------
    trained : int
        Trained numbers in what was kept since this was last set; each parameter counts once.
    """

    def __init__(self, *, copies: bool) -> None:
        self.trained = 0
        self._copies = copies
        self._counted: set[int] = set()
        self._made: dict[int, tuple[torch.Tensor, frozenset[nn.Parameter]]] = {}

    def kept(self, value: Any, slots: dict[int, Slot]) -> Any:
        """An argument with slots in the place of operands, and constants as they are now."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if isinstance(value, _Tensor):
            found = slots.get(id(value))
            if found is not None:
                return found
            self.count(value)
            return kept_weight(value) if self._copies else value
        if kind is tuple or kind is list:
            if is_plain(value):
                return value if kind is tuple else list(value)
            return kind([self.kept(each, slots) for each in value])
        return value

    def count(self, tensor: torch.Tensor) -> None:
        """Count the trained numbers in a tensor, or behind it, that are met for the first time."""
        if _is_parameter(tensor):
            self._count(tensor)
        elif self._made and id(tensor) in self._made:
            for each in self._made[id(tensor)][1]:
                self._count(each)

    def _count(self, parameter: torch.Tensor) -> None:
        key = id(parameter)
        if key not in self._counted:
            self._counted.add(key)
            self.trained += parameter.numel()

    def made(self, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
        """Remember which parameters a constant was made of."""
        if not isinstance(result, torch.Tensor | tuple | list):
            return
        used: list[Any] = []
        for tensor in nested_tensors((*args, *kwargs.values())):
            if _is_parameter(tensor):
                used.append(tensor)
            elif id(tensor) in self._made:
                used += self._made[id(tensor)][1]
        if used:
            for tensor in nested_tensors((result,)):
                self._made[id(tensor)] = tensor, frozenset(used)
