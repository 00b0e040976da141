"""Turn single filters of a network up, down or off, on a copy."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.surgery.change import DIGIT_SHAPE, Shape
from cnnviz.core.trace import LayerKind, LayerRecord, trace

HIGHEST_FACTOR = 10.0
_KINDS = (LayerKind.CONV, LayerKind.DENSE)


@dataclass(frozen=True)
class FilterScale:
    """One filter, and what its map is multiplied by.

    Attributes
    ----------
    layer : str
        A convolution or a dense layer.
    channel : int
        The filter, or the dense layer's unit, counted from 0.
    factor : float
        In 0..10; 0 switches the filter off, 1 leaves it as it is.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """

    layer: str
    channel: int
    factor: float

    def __post_init__(self) -> None:
        if self.channel < 0:
            raise ValueError(f"channel must be at least 0, got {self.channel}")
        # Not a number is in no range; infinity is above this one.
        if not 0 <= self.factor <= HIGHEST_FACTOR:
            raise ValueError(f"factor must be in 0..{HIGHEST_FACTOR:g}, got {self.factor}")


def scalable_layers(model: nn.Module, shape: Shape = DIGIT_SHAPE) -> tuple[str, ...]:
    """Every convolution and dense layer, in order of computation.

    Examples
    --------
    >>> from cnnviz.core.networks.architectures import ARCHITECTURES
    >>> scalable_layers(ARCHITECTURES["lenet5"].build().eval())
    ('conv1', 'conv2', 'dense1', 'dense2', 'output')
    """
    return tuple(_scalable(trace(model, torch.zeros(1, *shape)).records))


def scaled_network(
    model: nn.Module, scales: tuple[FilterScale, ...], shape: Shape = DIGIT_SHAPE
) -> nn.Module:
    """A copy of `model` whose chosen filters give `factor` times their map.

    A filter's weights and its bias are multiplied by the factor. Where batch norm reads the
    convolution directly, its running mean and its bias for that channel are multiplied as well:
    the norm subtracts what it learned to expect, and would answer a filter that is switched off
    with a constant map. So changed, the map after the norm is `factor` times what it was, too::

        (f x - f mean) / sqrt(variance + eps) * weight + f bias  =  f * norm(x)

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode; it is not touched.
    scales : tuple of FilterScale
        Each filter at most once.
    shape : (channels, height, width)
        Of the network's input.

    Returns
    -------
    torch.nn.Module
        In evaluation mode.

    Raises
    ------
    ValueError
        If there is no such filter, if the layer has none, or if one is named twice.
    """
    records = trace(model, torch.zeros(1, *shape)).records
    layers = _scalable(records)
    changed = copy.deepcopy(model).eval()
    seen: set[tuple[str, int]] = set()
    for scale in scales:
        _check(scale, layers, seen)
        with torch.no_grad():
            _multiply(changed.get_submodule(scale.layer), ("weight", "bias"), scale)
            for norm in _norms_after(scale.layer, records):
                _multiply(changed.get_submodule(norm), ("running_mean", "bias"), scale)
    return changed


def _scalable(records: tuple[LayerRecord, ...]) -> dict[str, LayerRecord]:
    return {record.name: record for record in records if record.kind in _KINDS}


def _check(scale: FilterScale, layers: dict[str, LayerRecord], seen: set[tuple[str, int]]) -> None:
    if scale.layer not in layers:
        raise ValueError(
            f"{scale.layer!r} has no filters; there are filters in {', '.join(layers) or 'none'}"
        )
    weight = layers[scale.layer].weight
    assert weight is not None
    if scale.channel >= len(weight):
        raise ValueError(
            f"channel must be in 0..{len(weight) - 1} of {scale.layer}, got {scale.channel}"
        )
    if (scale.layer, scale.channel) in seen:
        raise ValueError(f"filter {scale.channel} of {scale.layer} is scaled twice")
    seen.add((scale.layer, scale.channel))


def _norms_after(layer: str, records: tuple[LayerRecord, ...]) -> list[str]:
    """The batch norms that read this layer's output and nothing else."""
    return [r.name for r in records if r.kind is LayerKind.BATCH_NORM and r.parents == (layer,)]


def _multiply(module: nn.Module, names: tuple[str, ...], scale: FilterScale) -> None:
    """Multiply one channel of these tensors in place, as far as the module has them."""
    for name in names:
        values = getattr(module, name)
        if values is not None:
            values[scale.channel] *= scale.factor
