"""Normalisations by the input's own statistics, with these as they are for one input."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from cnnviz.core.layer_kinds import NormSpec
from cnnviz.core.trace import LayerRecord


def frozen_line(record: LayerRecord, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale and shift of every cell: ``output = scale * x + shift`` with the statistics kept.

    Parameters
    ----------
    record : LayerRecord
        Of kind `LayerKind.NORM`.
    x : float64 tensor
        What the layer read, batch included.

    Returns
    -------
    (torch.Tensor, torch.Tensor)
        Of the shape of `x`.
    """
    spec = record.spec
    assert isinstance(spec, NormSpec)
    if spec.method == "response":
        return response_scale(spec, x), torch.zeros_like(x)
    if spec.method == "unit":
        settings = dict(spec.settings)
        length = x.norm(settings["p"], settings["dim"], keepdim=True).clamp_min(spec.eps)
        return (1 / length).expand(x.shape), torch.zeros_like(x)
    grouped, axes = grouped_view(spec, x)
    mean = grouped.mean(dim=axes, keepdim=True)
    if spec.method == "rms":
        mean = torch.zeros_like(mean)
    deviation = ((grouped - mean).square().mean(dim=axes, keepdim=True) + spec.eps).sqrt()
    scale = (1 / deviation).expand(grouped.shape).reshape(x.shape)
    shift = (-mean / deviation).expand(grouped.shape).reshape(x.shape)
    weight, bias = (affine(spec, each, x) for each in (record.weight, record.bias))
    if weight is not None:
        scale, shift = scale * weight, shift * weight
    return scale, shift if bias is None else shift + bias


def grouped_view(spec: NormSpec, x: torch.Tensor) -> tuple[torch.Tensor, tuple[int, ...]]:
    """The input in a shape in which a group of cells lies along these axes."""
    if spec.method in ("layer", "rms"):
        return x, tuple(range(-spec.axes, 0))
    if spec.method == "batch":
        return x, tuple(axis for axis in range(x.ndim) if axis != 1)
    groups = x.shape[1] if spec.method == "instance" else spec.groups
    return x.reshape(x.shape[0], groups, -1), (2,)


def affine(spec: NormSpec, values: torch.Tensor | None, x: torch.Tensor) -> torch.Tensor | None:
    """Weight or bias in a shape that fits the input."""
    if values is None:
        return None
    values = values.double()
    if spec.method in ("layer", "rms"):
        return values.expand(x.shape)
    return values.reshape([-1 if axis == 1 else 1 for axis in range(x.ndim)]).expand(x.shape)


def response_scale(spec: NormSpec, x: torch.Tensor) -> torch.Tensor:
    """What local response normalisation multiplies each cell by.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """
    given = dict(spec.settings)
    size, k = int(given["size"]), float(given.get("k", 1.0))
    alpha, beta = float(given.get("alpha", 1e-4)), float(given.get("beta", 0.75))
    squares = x.square().flatten(2).transpose(1, 2)
    padded = F.pad(squares, (size // 2, (size - 1) // 2))
    sums = padded.unfold(-1, size, 1).sum(dim=-1).transpose(1, 2).reshape(x.shape)
    return (k + alpha / size * sums).pow(-beta)
