"""What is known of a value in an ONNX file while it is converted."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cnnviz.core.networks.graph.settings import GraphError

# Everything is worked out for two batches at once: what differs between them depends on how many
# pictures come in, what does not is the same for any number. No real layer has both as a width.
BATCHES = (2, 3)


class BatchError(GraphError):
    """A file computes something that only one number of pictures fits."""


@dataclass(frozen=True, eq=False)
class Known:
    """A value that no picture changes; two of them where the batch does."""

    a: torch.Tensor
    b: torch.Tensor

    @property
    def depends_on_batch(self) -> bool:
        """Whether it is another for another number of pictures."""
        return self.a is not self.b


@dataclass(frozen=True, eq=False)
class Flowing:
    """A value computed from the picture: the graph's node, and two tensors without data."""

    name: str
    a: torch.Tensor
    b: torch.Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape for the first of the two batches."""
        return tuple(self.a.shape)

    @property
    def depends_on_batch(self) -> bool:
        """Whether its shape is another for another number of pictures."""
        return self.a.shape != self.b.shape

    def is_batch(self, dim: int) -> bool:
        """Whether this dimension is another for another number of pictures."""
        return self.a.shape[dim] != self.b.shape[dim]


Value = Known | Flowing


def known(a: torch.Tensor, b: torch.Tensor | None = None) -> Known:
    """A value that no picture changes; equal ones are told to be one."""
    if b is None or (a.dtype == b.dtype and a.shape == b.shape and torch.equal(a, b)):
        return Known(a, a)
    return Known(a, b)
