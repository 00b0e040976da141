"""Gradients of steps that PyTorch handed none for: pulled back through the steps that read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import torch

from cnnviz.core.layer_kinds import PlacesSpec
from cnnviz.core.trace import LayerRecord, Trace


def filled_in(
    trace: Trace, found: Mapping[str, torch.Tensor], seed: torch.Tensor
) -> dict[str, torch.Tensor]:
    """The gradient of every record, in order of computation.

    What is missing is the sum over the steps that read it; zeros where nobody that matters does.

    Parameters
    ----------
    trace : Trace
    found : mapping of str to torch.Tensor
        What is known, by the record's name.
    seed : torch.Tensor
        The gradient with respect to the answer.
    """
    readers: dict[str, list[LayerRecord]] = defaultdict(list)
    for record in trace.records:
        for name in record.parents:
            readers[name].append(record)
    gradients: dict[str, torch.Tensor] = {}
    for record in reversed(trace.records):
        known = found.get(record.name)
        if known is None and record is trace.records[-1]:
            known = seed.reshape(record.output.shape)
        if known is None:
            known = _summed(trace, record, readers[record.name], gradients)
        if known is not None:
            gradients[record.name] = known
    return {record.name: gradients[record.name] for record in trace if record.name in gradients}


def _summed(
    trace: Trace,
    record: LayerRecord,
    readers: list[LayerRecord],
    gradients: Mapping[str, torch.Tensor],
) -> torch.Tensor | None:
    total = torch.zeros_like(record.output)
    for reader in readers:
        arriving = gradients.get(reader.name)
        if arriving is None:
            return None
        if not arriving.any():
            continue
        part = _through(trace, reader, record, arriving)
        if part is None:
            return None
        total += part
    return total


def _through(
    trace: Trace, reader: LayerRecord, record: LayerRecord, arriving: torch.Tensor
) -> torch.Tensor | None:
    """What one step hands back to one that it reads; None if it cannot be computed again."""
    if isinstance(reader.spec, PlacesSpec):
        return _from_places(reader, record, arriving)
    if reader.call is None:
        return None
    with torch.inference_mode(False), torch.enable_grad():
        # Each operand is a tensor of its own, also where two are one record.
        tensors = [trace.record(name).output.clone() for name in reader.operands]
        own = [
            tensor.requires_grad_()
            for name, tensor in zip(reader.operands, tensors, strict=True)
            if name == record.name
        ]
        try:
            result = reader.call(*tensors)
            parts = torch.autograd.grad(result, own, arriving, allow_unused=True)
        except (RuntimeError, NotImplementedError):
            return None
    total = torch.zeros_like(record.output)
    for part in parts:
        if part is not None:
            total += part
    return total


def _from_places(reader: LayerRecord, record: LayerRecord, arriving: torch.Tensor) -> torch.Tensor:
    spec = reader.spec
    assert isinstance(spec, PlacesSpec)
    total = torch.zeros_like(record.output).reshape(-1)
    for index, name in enumerate(reader.operands):
        if name == record.name:
            here = torch.from_numpy(spec.parent == index)
            total.index_add_(0, torch.from_numpy(spec.place)[here], arriving[here])
    return total.reshape(record.output.shape)
