"""Run a model once and return every intermediate output as a value.

A trace is a record of a real run of ``model(x)``: its answer is the model's by construction. The
model is never touched, so any number of threads may trace one shared model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any

import torch
from torch import nn

from cnnviz.core.calls import nested_tensors
from cnnviz.core.keeping import copied
from cnnviz.core.layer_kinds import (
    ActivationSpec,
    AttentionSpec,
    BatchNormSpec,
    LayerKind,
    LayerSpec,
    NormSpec,
    OperationSpec,
    SoftmaxSpec,
)
from cnnviz.core.recorder import INPUT_NAME
from cnnviz.core.records import LayerRecord, Recording

__all__ = [
    "INPUT_NAME",
    "ActivationSpec",
    "AttentionSpec",
    "BatchNormSpec",
    "Head",
    "LayerKind",
    "LayerRecord",
    "LayerSpec",
    "NormSpec",
    "OperationSpec",
    "SoftmaxSpec",
    "Trace",
    "trace",
]


class Head(Enum):
    """What the numbers of a network's answer are; the value is the field's term for it."""

    LOGITS = "logits"
    LOGIT = "one logit"
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log-softmax"
    SIGMOID = "sigmoid"
    MAPS = "maps"


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """Everything that happened in one forward pass.

    ``trace["conv1"]`` is a record, ``for record in trace`` goes through all of them.

    Attributes
    ----------
    input : torch.Tensor
        A copy of what went in, (N, C, H, W).
    records : tuple of LayerRecord
        In order of computation; the first is the input itself.
    logits : torch.Tensor (N, classes)
        Bit for bit what ``model(x)`` returns.
    probabilities : torch.Tensor (N, classes)
        Softmax of the logits, the sigmoid of a single one; where the model ends in a softmax or a
        sigmoid, what it put out.
    head : Head
        What `logits` are.
    """

    input: torch.Tensor
    records: tuple[LayerRecord, ...]
    logits: torch.Tensor
    probabilities: torch.Tensor
    head: Head = field(default_factory=lambda: Head.LOGITS)

    @classmethod
    def _of(cls, recording: Recording, last: int | None, logits: torch.Tensor) -> Trace:
        """A trace that works its records out when they are first asked for."""
        found: Trace = object.__new__(cls)
        found.__dict__.update(input=recording.input, logits=logits, _unread=(recording, last))
        return found

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if name not in ("records", "head", "probabilities") or "_unread" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if name == "records":
            recording, last = self._unread
            value: Any = recording.records(last)
        elif name == "head":
            value = _head(self.records, self.logits)
        else:
            value = _shares(self.logits, self.head)
        # Of threads that ask at the same time, all get what the first one found.
        return self.__dict__.setdefault(name, value)

    def record(self, name: str) -> LayerRecord:
        """The record called `name`; a KeyError that names them all if there is none."""
        for record in self.records:
            if record.name == name:
                return record
        raise KeyError(f"there is no layer {name!r}; there are {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all records, in order of computation."""
        return tuple(record.name for record in self.records)

    def __getitem__(self, name: str) -> LayerRecord:
        return self.record(name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[LayerRecord]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        shape = " x ".join(map(str, self.input.shape))
        return f"<Trace of {shape}: {len(self.records)} records, {self.head.value}>"

    def _repr_html_(self) -> str:
        """A table of the records, as notebooks show it."""
        heads = "".join(f"<th>{head}</th>" for head in ("name", "kind", "shape", "parameters"))
        rows = "".join(
            f"<tr><td>{escape(record.name)}</td><td>{record.kind.value}</td>"
            f"<td>{' × '.join(map(str, record.output.shape))}</td>"
            f"<td>{record.parameters:,}</td></tr>"
            for record in self.records
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def trace(model: nn.Module, x: Any, *, output: str | int | None = None) -> Trace:
    """Run `model` on `x` and return every intermediate output.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode if it holds dropout or batch norm. It is left as a plain call leaves it.
    x : torch.Tensor, tuple or dict of them
        What the model takes, batch first: one tensor, its arguments in order, or by name.
    output : str or int, optional
        Which of several outputs is the answer: a key of a dict, a place in a tuple.

    Returns
    -------
    Trace
        Tensors on the CPU. Weights of up to 1 MB are copies, larger ones the model's own.

    Raises
    ------
    ValueError
        If the model is in training mode and would answer differently there, or if it has several
        outputs and `output` names none of them.

    References
    ----------
    https://docs.pytorch.org/docs/stable/torch.overrides.html

    Examples
    --------
    >>> result = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten()),
    ...                torch.zeros(1, 1, 4, 4))
    >>> [record.kind.value for record in result]
    ['input', 'convolution', 'activation', 'flatten']
    """
    inputs, named = _arguments(x)
    recording = Recording(model)
    answer = recording.run(inputs, named)
    chosen = _chosen(answer, output)
    last, logits = recording.step_of(chosen), copied(chosen)
    # From here on nobody but the trace holds what was noted.
    del answer, chosen
    recording.settle()
    return Trace._of(recording, last, logits)


def _arguments(x: Any) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    if isinstance(x, Mapping):
        return (), x
    return (tuple(x), {}) if isinstance(x, tuple | list) else ((x,), {})


def _chosen(answer: Any, output: str | int | None) -> torch.Tensor:
    """The tensor that is the answer."""
    if isinstance(answer, torch.Tensor):
        if output not in (None, 0):
            raise ValueError(f"the model returns one tensor, so output {output!r} is none of it")
        return answer
    if isinstance(answer, Mapping):
        choices: dict[Any, Any] = dict(answer)
    elif isinstance(answer, tuple | list):
        choices = dict(enumerate(answer))
        fields = getattr(answer, "_fields", ())
        if output in fields:
            output = fields.index(output)
    else:
        raise ValueError(f"the model must return tensors, got {type(answer).__name__}")
    tensors = {key: value for key, value in choices.items() if isinstance(value, torch.Tensor)}
    if output is None and tensors and len(list(nested_tensors(answer))) == 1:
        return next(iter(tensors.values()))
    if output not in tensors:
        raise ValueError(
            f"the model must return one tensor, got {type(answer).__name__}: "
            f"choose one with output=, out of {', '.join(map(repr, tensors)) or 'none'}"
        )
    return tensors[output]


def _head(records: tuple[LayerRecord, ...], logits: torch.Tensor) -> Head:
    """What the last layer that computes says that the answer is."""
    by_name = {record.name: record for record in records}
    record = records[-1]
    passing = (LayerKind.FLATTEN, LayerKind.REARRANGE, LayerKind.DROPOUT)
    while record.kind in passing and len(record.parents) == 1:
        record = by_name[record.parents[0]]
    if isinstance(record.spec, SoftmaxSpec):
        return Head.LOG_SOFTMAX if record.spec.log else Head.SOFTMAX
    if isinstance(record.spec, ActivationSpec) and record.spec.function == "sigmoid":
        return Head.SIGMOID
    if logits.ndim == 2 and logits.shape[1] == 1:
        return Head.LOGIT
    return Head.MAPS if logits.ndim == 4 else Head.LOGITS


def _shares(logits: torch.Tensor, head: Head) -> torch.Tensor:
    if head in (Head.SOFTMAX, Head.SIGMOID):
        return logits.clone()
    if head is Head.LOG_SOFTMAX:
        return logits.exp()
    if head is Head.LOGIT:
        return logits.sigmoid()
    if not logits.is_floating_point() or logits.ndim == 0:
        return logits.clone()
    return torch.softmax(logits, dim=1 if head is Head.MAPS else -1)
