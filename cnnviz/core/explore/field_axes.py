"""What layers read that work along whole axes: softmax, normalisations, maxima, attention.

Each function gets the layer's record, the records it read, and what is seen of its output, and
gives what is seen of each of those. All masks have the batch dimension.
"""

from __future__ import annotations

import torch

from cnnviz.core.explore.normalisation import grouped_view
from cnnviz.core.layer_kinds import AttentionSpec, NormSpec, OperationSpec, SoftmaxSpec
from cnnviz.core.trace import LayerRecord

Masks = tuple[torch.Tensor, ...]
_Records = tuple[LayerRecord, ...]


def softmax_field(record: LayerRecord, sources: _Records, mask: torch.Tensor) -> Masks:
    """Each number reads all on its axis."""
    assert isinstance(record.spec, SoftmaxSpec)
    return (mask.any(dim=record.spec.axis, keepdim=True).expand(mask.shape),)


def norm_field(record: LayerRecord, sources: _Records, mask: torch.Tensor) -> Masks:
    """Mean and variance read the whole group."""
    spec = record.spec
    assert isinstance(spec, NormSpec)
    if spec.method == "response":
        return (_neighbours(spec, mask),)
    if spec.method == "unit":
        axis = int(dict(spec.settings)["dim"])
        return (mask.any(dim=axis, keepdim=True).expand(mask.shape),)
    if spec.method == "batch":
        kept = mask.transpose(0, 1).flatten(1).any(dim=1)
        return (kept.reshape([-1 if a == 1 else 1 for a in range(mask.ndim)]).expand(mask.shape),)
    grouped, axes = grouped_view(spec, mask)
    seen = grouped.flatten(-len(axes)).any(-1)
    lead = seen.reshape(*seen.shape, *(1 for _ in axes))
    return (lead.expand(grouped.shape).reshape(mask.shape),)


def _neighbours(spec: NormSpec, mask: torch.Tensor) -> torch.Tensor:
    """Local response normalisation reads the channels beside each."""
    size = int(dict(spec.settings)["size"])
    found = torch.zeros_like(mask)
    for shift in range(-(size // 2), (size - 1) // 2 + 1):
        first, last = max(0, shift), mask.shape[1] + min(0, shift)
        found[:, first:last] |= mask[:, first - shift : last - shift]
    return found


def maximum_field(record: LayerRecord, sources: _Records, mask: torch.Tensor) -> Masks:
    """Each number reads all it is chosen from, whichever wins."""
    spec, shape = record.spec, sources[0].output.shape
    assert isinstance(spec, OperationSpec)
    axes = dict(spec.settings).get("dim")
    if axes is None:  # the larger of two results, place by place
        return tuple(unspread(mask, source.output.shape) for source in sources)
    if mask.ndim < len(shape):
        for axis in axes:
            mask = mask.unsqueeze(axis)
    return (mask.expand(shape),)


def unspread(mask: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    """What is seen of an operand that was repeated to the shape of the mask."""
    sizes = (1,) * (mask.ndim - len(shape)) + tuple(shape)
    for axis, size in enumerate(sizes):
        if size < mask.shape[axis]:
            mask = mask.any(dim=axis, keepdim=True)
    return mask.reshape(shape)


def attention_field(record: LayerRecord, sources: _Records, mask: torch.Tensor) -> Masks:
    """A token reads its own query, and of the tokens that it may read all keys and values.

    Where a layer multiplies its values by weights of its own, all features of them.
    """
    spec = record.spec
    assert isinstance(spec, AttentionSpec)
    turned = spec.projected and not spec.batch_first and mask.ndim == 3
    if turned:
        mask = mask.transpose(0, 1)
    found = []
    for role, source in zip(spec.reads, sources, strict=True):
        shape = source.output.shape
        if turned:
            shape = torch.Size([shape[1], shape[0], shape[2]])
        seen = mask.any(-1, keepdim=True)
        if role != "query":
            features = mask if role == "value" and not spec.projected else seen
            seen = _read_tokens(spec, features, shape[-2])
        seen = seen.expand(shape)
        found.append(seen.transpose(0, 1) if turned else seen)
    return tuple(found)


def _read_tokens(spec: AttentionSpec, seen: torch.Tensor, keys: int) -> torch.Tensor:
    """What is read of the keys' tokens: of (..., queries, features) (..., keys, features)."""
    if spec.allowed is None:
        return seen.any(-2, keepdim=True).expand(*seen.shape[:-2], keys, seen.shape[-1])
    return (spec.allowed.float().transpose(-1, -2) @ seen.float()) > 0
