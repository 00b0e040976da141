"""Run a model once and return every intermediate output as a value.

The model is never touched. It is turned into a graph once (`torch.fx`) and every call walks that
graph with an interpreter of its own, so any number of threads may trace one shared model.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.graphs import graph_of
from cnnviz.core.layer_kinds import ActivationSpec, BatchNormSpec, LayerKind, LayerSpec
from cnnviz.core.recorder import INPUT_NAME, LayerRecord, Recorder, copied

__all__ = [
    "INPUT_NAME",
    "ActivationSpec",
    "BatchNormSpec",
    "LayerKind",
    "LayerRecord",
    "LayerSpec",
    "Trace",
    "trace",
]


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
    recorder = Recorder(graph_of(model))
    with torch.no_grad():
        answer = recorder.run(x)
        if not isinstance(answer, torch.Tensor):
            raise ValueError(f"the model must return one tensor, got {type(answer).__name__}")
        # A copy: a model that ends in a view would hand out somebody else's memory.
        logits = copied(answer)
        probabilities = torch.softmax(logits, dim=-1)
    records = tuple(recorder.records)
    return Trace(records[0].output, records, logits, probabilities)
