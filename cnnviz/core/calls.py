"""A call of PyTorch, taken apart so that it can be made again on other tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Slot:
    """Stands for an operand in the arguments of a call."""

    index: int


_SLOTS = tuple(Slot(index) for index in range(64))


def slot(index: int) -> Slot:
    """The slot of that number."""
    return _SLOTS[index] if index < len(_SLOTS) else Slot(index)


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
        args = [filled(value, given, cast=True) for value in self.args]
        kwargs = {key: filled(value, given, cast=True) for key, value in self.kwargs.items()}
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
        if isinstance(value, Slot):
            if value.index < len(operands):
                yield operands[value.index]
        elif isinstance(value, torch.Tensor):
            yield value.shape
        elif type(value) in (list, tuple):
            yield from _shapes(value, operands)


def filled(value: Any, tensors: list[torch.Tensor], *, cast: bool = False) -> Any:
    """An argument with tensors in its slots; `cast`: constants in the precision of these."""
    if isinstance(value, Slot):
        return tensors[value.index]
    if type(value) in (list, tuple):
        return type(value)(filled(each, tensors, cast=cast) for each in value)
    if cast and isinstance(value, torch.Tensor) and value.is_floating_point() and tensors:
        return value.to(tensors[0].dtype)
    return value


def nested_tensors(values: Any) -> Iterator[torch.Tensor]:
    """The tensors in nested tuples, lists and dicts, in order."""
    for value in values.values() if isinstance(values, Mapping) else values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, tuple | list):
            yield from nested_tensors(value)
        elif isinstance(value, dict):
            yield from nested_tensors(value.values())


def replayed(function: Callable[..., Any], args: tuple[Any, ...]) -> Callable[..., Any]:
    """The function that does the same to tensors which lie otherwise in memory."""
    if function is torch.Tensor.view and not isinstance(args[-1], torch.dtype):
        return torch.Tensor.reshape
    return torch.Tensor.reshape_as if function is torch.Tensor.view_as else function


def padded_convolution(
    mode: str, widths: list[int], x: torch.Tensor, *args: Any, **kwargs: Any
) -> torch.Tensor:
    """`torch.nn.Conv2d` with a padding that its function has no word for."""
    return F.conv2d(F.pad(x, widths, mode), *args, **kwargs)
