"""A node of a graph as it is written down, and its settings, read with suspicion."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

# No size, count or axis of a real network comes near it; C++ code takes 64 bits for granted.
LARGEST_INTEGER = 2**31 - 1
LONGEST_LIST = 4096


class GraphError(ValueError):
    """A graph cannot be built; the message says which node and why, without a full stop."""


@dataclass(frozen=True, eq=False)
class GraphNode:
    """One operation.

    Attributes
    ----------
    name : str
        Unique in its graph.
    op : str
        A key of `OPERATIONS`.
    inputs : tuple of (str or None)
        Names of earlier nodes, or `INPUT_NAME`; None stands for a tensor of the node's own,
        called ``input_0``, ``input_1``, ... by its place.
    attributes : dict
        Its settings: numbers, truth values, strings, lists of numbers.
    """

    name: str
    op: str
    inputs: tuple[str | None, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Settings:
    """What was written for one node, handed out checked; `finish` finds what nobody asked for.

    Parameters
    ----------
    node : GraphNode
    tensors : mapping of str to torch.Tensor
        The node's own, by the name of the parameter.
    """

    def __init__(self, node: GraphNode, tensors: Mapping[str, torch.Tensor]) -> None:
        self.node = node
        self._attributes = dict(node.attributes)
        self._tensors = dict(tensors)

    def error(self, problem: str) -> GraphError:
        """What to raise when the node cannot be built."""
        return GraphError(f"the layer {self.node.name!r} ({self.node.op}) {problem}")

    def integer(
        self,
        name: str,
        default: int | None = None,
        least: int = -LARGEST_INTEGER,
        most: int = LARGEST_INTEGER,
    ) -> int:
        """An integer in [least, most]."""
        value = self._pop(name, default)
        if type(value) is not int or not least <= value <= most:
            raise self.error(f"needs an integer from {least} to {most} as its {name}")
        return value

    def integers(
        self,
        name: str,
        default: Sequence[int] | None = None,
        count: int | None = None,
        least: int = -LARGEST_INTEGER,
    ) -> tuple[int, ...]:
        """A list of integers of at least `least` each, `count` of them if it is given."""
        values = self._pop(name, default)
        whole = isinstance(values, list | tuple) and all(type(v) is int for v in values)
        if not whole or not all(least <= v <= LARGEST_INTEGER for v in values):
            raise self.error(f"needs integers of at least {least} as its {name}")
        if len(values) > LONGEST_LIST or (count is not None and len(values) != count):
            raise self.error(f"has {len(values)} numbers as its {name}, which do not fit")
        return tuple(values)

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number."""
        value = self._pop(name, default)
        if type(value) not in (int, float) or not math.isfinite(value):
            raise self.error(f"needs a finite number as its {name}")
        return float(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or False."""
        value = self._pop(name, default)
        if type(value) is not bool:
            raise self.error(f"needs true or false as its {name}")
        return value

    def choice(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        value = self._pop(name, default)
        if value not in choices:
            raise self.error(f"needs one of {', '.join(choices)} as its {name}")
        return str(value)

    def text(self, name: str, most: int = 200) -> str:
        """A short text."""
        value = self._pop(name, None)
        if not isinstance(value, str) or len(value) > most:
            raise self.error(f"needs a text of at most {most} letters as its {name}")
        return value

    def tensor(self, name: str, dimensions: Sequence[int] | None = None) -> torch.Tensor:
        """A tensor of the node's own; of one of these numbers of dimensions, if given."""
        found = self.maybe_tensor(name, dimensions)
        if found is None:
            raise self.error(f"has no tensor called {name}")
        return found

    def maybe_tensor(
        self, name: str, dimensions: Sequence[int] | None = None
    ) -> torch.Tensor | None:
        """The same, or None where there is none."""
        found = self._tensors.pop(name, None)
        if found is not None and dimensions is not None and found.ndim not in dimensions:
            raise self.error(f"has {found.ndim} dimensions in its {name}, which do not fit")
        return found

    def vector(self, name: str, length: int) -> torch.Tensor:
        """A tensor (length,) of floats."""
        found = self.tensor(name, (1,))
        if len(found) != length or not found.is_floating_point():
            raise self.error(f"needs {length} numbers as its {name}")
        return found

    def maybe_vector(self, name: str, length: int) -> torch.Tensor | None:
        """The same, or None where there is none."""
        return self.vector(name, length) if name in self._tensors else None

    def own_inputs(self) -> dict[int, torch.Tensor]:
        """The tensors that stand for inputs, by place."""
        places = [i for i, source in enumerate(self.node.inputs) if source is None]
        return {i: self.tensor(f"input_{i}") for i in places}

    def finish(self) -> None:
        """Raise if something was written that the operation does not know."""
        unread = [*self._attributes, *self._tensors]
        if unread:
            raise self.error(f"has something called {str(unread[0])[:40]!r}, which is not known")

    def _pop(self, name: str, default: Any) -> Any:
        value = self._attributes.pop(name, default)
        if value is None:
            raise self.error(f"has no {name}")
        return value
