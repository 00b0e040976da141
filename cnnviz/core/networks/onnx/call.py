"""One node of an ONNX file while it is converted: its inputs, its attributes, its opset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from cnnviz.core.networks.graph.settings import GraphError
from cnnviz.core.networks.onnx.values import BatchError, Flowing, Known, Value

if TYPE_CHECKING:
    from cnnviz.core.networks.onnx.builder import Builder


class Call:
    """What an entry of the operator table is given.

    Parameters
    ----------
    builder : Builder
    op_type : str
        As in the file.
    opset : int
        Version of ONNX's operators that the file was written for.
    inputs : sequence of (Value or None)
    outputs : sequence of str
        Names of its outputs in the file; empty ones are not computed.
    attributes : mapping
        Python values by name.
    wish : str or None
        What its layer should be called.
    """

    def __init__(
        self,
        builder: Builder,
        op_type: str,
        opset: int,
        inputs: Sequence[Value | None],
        outputs: Sequence[str],
        attributes: Mapping[str, Any],
        wish: str | None = None,
    ) -> None:
        self.builder = builder
        self.op_type = op_type
        self.opset = opset
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.wish = wish
        self.main: str | None = None
        self._is_reserved = False
        self._attributes = dict(attributes)

    def error(self, problem: str) -> GraphError:
        """What to raise when the node cannot be converted."""
        return GraphError(f"its operator {self.op_type} {problem}")

    # Attributes

    def attribute(self, name: str, default: Any = None) -> Any:
        """A value as written; of the default's type if there is one."""
        value = self._attributes.pop(name, default)
        if isinstance(default, float) and type(value) in (int, float):
            return float(value)
        if default is not None and type(value) is not type(default):
            raise self.error(f"has a wrong kind of value as {name}")
        return value

    def integers(self, name: str) -> list[int] | None:
        """A list of integers, or None."""
        value = self._attributes.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, list) or not all(type(v) is int for v in value):
            raise self.error(f"has a wrong kind of value as {name}")
        return value

    def ignore(self, *names: str) -> None:
        """Read attributes that change nothing here."""
        for name in names:
            self._attributes.pop(name, None)

    def finish(self) -> None:
        """Raise if an attribute was not read: it might have changed the answer."""
        if self._attributes:
            name = next(iter(self._attributes))
            raise self.error(f"has an attribute called {name[:40]!r}, which is not known")

    # Inputs

    def has(self, place: int) -> bool:
        """Whether this input is given."""
        return place < len(self.inputs) and self.inputs[place] is not None

    def value(self, place: int) -> Value:
        """An input."""
        found = self.inputs[place] if place < len(self.inputs) else None
        if found is None:
            raise self.error(f"lacks its input {place + 1}")
        return found

    def rank(self, place: int = 0) -> int:
        """How many dimensions an input has."""
        return self.value(place).a.ndim

    def flowing(self, place: int = 0) -> Flowing:
        """An input that is computed from the picture."""
        value = self.value(place)
        if not isinstance(value, Flowing):
            raise self.error(f"does not read the picture at its input {place + 1}")
        return value

    def pair(self, place: int) -> tuple[torch.Tensor, torch.Tensor]:
        """An input that no picture changes, for both batches."""
        value = self.value(place)
        if not isinstance(value, Known):
            raise self.error(
                f"has an input {place + 1} that depends on the picture, where only a fixed one "
                "can be followed"
            )
        return value.a, value.b

    def known(self, place: int) -> torch.Tensor:
        """An input that neither picture nor batch changes."""
        a, b = self.pair(place)
        if a is not b:
            raise BatchError(f"its operator {self.op_type} depends on the number of pictures")
        return a

    def known_list(self, place: int) -> list[int]:
        """The same, as a list of integers."""
        tensor = self.known(place)
        if tensor.is_floating_point() or tensor.ndim > 1 or tensor.numel() > 4096:
            raise self.error(f"needs a short list of integers as its input {place + 1}")
        return [int(v) for v in tensor.reshape(-1).tolist()]

    def known_number(self, place: int) -> float:
        """The same, as one number."""
        tensor = self.known(place)
        if tensor.numel() != 1:
            raise self.error(f"needs one number as its input {place + 1}")
        return float(tensor.reshape(()).item())

    def axis(self, value: int, rank: int | None = None) -> int:
        """An axis counted from the front."""
        rank = self.rank() if rank is None else rank
        if not -rank <= value < max(rank, 1):
            raise self.error(f"names dimension {value} of {rank}")
        return value % max(rank, 1)

    # Results

    def emit(
        self,
        op: str,
        inputs: Sequence[Value],
        attributes: Mapping[str, Any] | None = None,
        tensors: Mapping[str, torch.Tensor] | None = None,
        suffix: str | None = None,
    ) -> Value:
        """Add a node to the graph, or compute it at once where no picture goes in.

        Parameters
        ----------
        op : str
            A key of `OPERATIONS`.
        suffix : str, optional
            For what is done beside the main operation: the name is ``conv1_pad``.
        """
        return self.builder.emit(self, op, inputs, attributes or {}, tensors or {}, suffix)

    def layer_name(self, op: str, suffix: str | None) -> str:
        """A free name for a node that this call adds."""
        names = self.builder.names
        if suffix is not None and self.main is None:
            # What is done before the main operation is called after it, too.
            self.main = names.take(self.wish, _MAIN.get(self.op_type, self.op_type.lower()))
            self._is_reserved = True
        if suffix is not None:
            return names.take(f"{self.main}_{suffix}", op)
        if self.main is None or not self._is_reserved:
            self.main = names.take(self.wish if self.main is None else self.main, op)
        self._is_reserved = False
        return self.main


_MAIN = {
    "Conv": "convolution",
    "ConvTranspose": "transposed_convolution",
    "MaxPool": "max_pool",
    "AveragePool": "mean_pool",
    "Gemm": "dense",
}
