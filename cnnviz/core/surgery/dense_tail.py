"""A network's layers after flatten, run by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from cnnviz.core.surgery.dense_part import DensePart, dense_part
from cnnviz.core.surgery.form import value_and_answer
from cnnviz.core.trace import LayerRecord, Trace

# Layers that do something else while they are trained, or are fitted themselves: a recorded call
# holds copies of their numbers. All others are called as they were.
_MODAL = (_DropoutNd, _BatchNorm, nn.Linear)


@dataclass(frozen=True)
class _TailStep:
    name: str
    operands: tuple[str, ...]
    function: Callable[..., torch.Tensor]


class DenseTail(nn.Module):
    """Computes a network's answer from what its flatten layer gives.

    It holds the very layers of the network: fitting them fits the network. Each step is called as
    it was in a real run of the network, whether by a module or by a function. Dropout modules and
    batch norms are themselves, so that they follow `train` and `eval`; dropout that is only a
    function does nothing here.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode.
    part : DensePart
    result : Trace
        Of a blank input through the whole network.

    Raises
    ------
    ValueError
        If the network answers otherwise when it is run in two parts.
    """

    def __init__(self, model: nn.Module, part: DensePart, result: Trace) -> None:
        super().__init__()
        place = result.names.index(part.flat)
        modules = dict(model.named_modules())
        tail = result.records[place + 1 :]
        self._flat, self._answer = part.flat, result.records[-1].name
        self._steps = [_step(record, modules.get(record.path)) for record in tail]
        used = dict.fromkeys(modules[path] for path in part.layers)
        used |= dict.fromkeys(s.function for s in self._steps if isinstance(s.function, nn.Module))
        self.layers = nn.ModuleList(used).eval()
        # Another number of pictures, and none of them blank: nothing may be left of the first run.
        x = result.input.expand(2, *result.input.shape[1:])
        x = torch.rand(x.shape, generator=torch.Generator().manual_seed(0)).to(x.dtype)
        device = next(iter(model.parameters())).device
        try:
            with torch.no_grad():
                features, whole = value_and_answer(model, x.to(device), part.flat)
                same = torch.equal(self(features), whole)
        except Exception as error:  # PyTorch's, or the model's own: it takes one picture only
            raise ValueError(f"network cannot take two pictures at once: {error}") from error
        if not same:
            raise ValueError(f"network: what comes after {part.flat} cannot be run by itself")

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The answer (N, classes) to what flatten gives, (N, features)."""
        values = {self._flat: features}
        for step in self._steps:
            values[step.name] = step.function(*[values[name] for name in step.operands])
        return values[self._answer]


def checked_dense_part(model: nn.Module, result: Trace) -> DensePart | str:
    """The dense part of a traced network, if it can be fitted by itself; else why not."""
    part = dense_part(model, result)
    if isinstance(part, str):
        return part
    try:
        DenseTail(model, part, result)
    except ValueError as error:
        return str(error)
    return part


def _step(record: LayerRecord, module: nn.Module | None) -> _TailStep:
    if isinstance(module, _MODAL) and len(record.operands) == 1:
        return _TailStep(record.name, record.operands, module)
    if record.call is None:
        raise ValueError(f"network: {record.name} cannot be run by itself")
    return _TailStep(record.name, record.operands, record.call)
