"""Turn single filters of a network up, down or off, on a copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from cnnviz.core.images import Shape
from cnnviz.core.recorder import nested_tensors
from cnnviz.core.surgery.copies import copied_network, trained_trace
from cnnviz.core.surgery.layers import computes_as, is_plain, make_plain
from cnnviz.core.trace import LayerKind, LayerRecord

HIGHEST_FACTOR = 10.0
_KINDS = (LayerKind.CONV, LayerKind.DENSE)


@dataclass(frozen=True)
class FilterScale:
    """One filter, and what its map is multiplied by.

    Attributes
    ----------
    layer : str
        A convolution or a dense layer, by its name in the trace.
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


def scalable_layers(model: nn.Module, shape: Shape) -> tuple[str, ...]:
    """Every convolution and dense layer whose filters can be scaled, in order of computation.

    Examples
    --------
    >>> from cnnviz.core.networks.architectures import ARCHITECTURES
    >>> scalable_layers(ARCHITECTURES["lenet5"].build().eval(), (1, 28, 28))
    ('conv1', 'conv2', 'dense1', 'dense2', 'output')
    """
    sites = _Sites(model, trained_trace(model, shape).records)
    return tuple(name for name in sites.layers if not isinstance(sites.of(name), str))


def scaled_network(model: nn.Module, scales: tuple[FilterScale, ...], shape: Shape) -> nn.Module:
    """A copy of `model` whose chosen filters give `factor` times their map.

    A filter's weights and its bias are multiplied by the factor. Where batch norm reads the
    convolution directly, its running mean and its bias for that channel are multiplied as well:
    the norm subtracts what it learned to expect, and would answer a filter that is switched off
    with a constant map. So changed, the map after the norm is `factor` times what it was, too::

        (f x - f mean) / sqrt(variance + eps) * weight + f bias  =  f * norm(x)

    Weights that are computed of others (weight norm and other parametrizations) are replaced by
    their values first.

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
        If there is no such filter, if the layer has none or shares its weights with another step
        of the network, or if one is named twice.
    """
    sites = _Sites(model, trained_trace(model, shape).records)
    changed = copied_network(model)
    seen: set[tuple[str, int]] = set()
    for scale in scales:
        site = _checked(scale, sites, seen)
        with torch.no_grad():
            if site.computed is not None:
                layer = changed.get_submodule(site.computed)
                if not is_plain(layer):
                    make_plain(layer)
            tensors = dict((*changed.named_parameters(), *changed.named_buffers()))
            for name in site.tensors:
                tensors[name][scale.channel] *= scale.factor
    return changed


def fitting_scales(
    model: nn.Module, scales: tuple[FilterScale, ...], shape: Shape
) -> tuple[FilterScale, ...]:
    """Those of `scales` that `scaled_network` can apply to this model, in their order.

    Parameters
    ----------
    model, scales, shape
        As `scaled_network` takes them.
    """
    sites = _Sites(model, trained_trace(model, shape).records)
    seen: set[tuple[str, int]] = set()

    def fits(scale: FilterScale) -> bool:
        try:
            _checked(scale, sites, seen)
        except ValueError:
            return False
        return True

    return tuple(filter(fits, scales))


@dataclass(frozen=True)
class _Site:
    """Names of the tensors to multiply, and the layer whose weights are computed, if they are."""

    tensors: tuple[str, ...]
    computed: str | None = None


class _Sites:
    """Where the filters of a traced network can be scaled."""

    def __init__(self, model: nn.Module, records: tuple[LayerRecord, ...]) -> None:
        self.records = records
        self.layers = {record.name: record for record in records if record.kind in _KINDS}
        self.modules = dict(model.named_modules())
        tensors = (*model.named_parameters(), *model.named_buffers())
        self.names = {id(tensor): name for name, tensor in tensors}
        self.calls = Counter(record.path for record in records)
        self.uses = Counter(id(tensor) for r in records for tensor in set(_constants(r)))

    def of(self, layer: str) -> _Site | str:
        """Which tensors to multiply for this layer, or why it cannot be scaled."""
        record = self.layers[layer]
        site = self._weights(record)
        if isinstance(site, str):
            return site
        tensors = list(site.tensors)
        for norm in self.records:
            # Norms that read this layer's output and nothing else.
            if norm.kind is LayerKind.BATCH_NORM and norm.parents == (layer,):
                module = self.modules.get(norm.path)
                if not isinstance(module, _BatchNorm) or self.calls[norm.path] > 1:
                    return f"{layer} cannot be scaled: {norm.name} after it is no norm of its own"
                given = (module.running_mean, module.bias)
                tensors += [self.names[id(t)] for t in given if t is not None]
        return _Site(tuple(tensors), site.computed)

    def _weights(self, record: LayerRecord) -> _Site | str:
        module = self.modules.get(record.path)
        own = [tensor for tensor in _weights(record) if tensor is not None]
        if own and all(id(tensor) in self.names for tensor in own):
            if any(self.uses[id(tensor)] > 1 for tensor in own):
                return f"{record.name} cannot be scaled: it shares its weights with another step"
            return _Site(tuple(self.names[id(tensor)] for tensor in own))
        # The call's weights are no tensors of the model: computed anew each time.
        if module is None or not computes_as(module, (nn.Conv2d, nn.Linear)):
            return f"{record.name} cannot be scaled: its weights are computed by other steps"
        if self.calls[record.path] > 1:
            return f"{record.name} cannot be scaled: it shares its weights with another step"
        names = [name for name in ("weight", "bias") if getattr(module, name) is not None]
        return _Site(tuple(f"{record.path}.{name}".lstrip(".") for name in names), record.path)


def _weights(record: LayerRecord) -> Iterator[torch.Tensor | None]:
    """The weight and the bias that a convolution or dense layer was called with."""
    assert record.call is not None
    for place, name in ((1, "weight"), (2, "bias")):
        given = record.call.args
        value = given[place] if len(given) > place else record.call.kwargs.get(name)
        yield value if isinstance(value, torch.Tensor) else None


def _constants(record: LayerRecord) -> list[torch.Tensor]:
    """The tensors that a step was called with beside those that it was computed from."""
    if record.call is None:
        return []
    return list(nested_tensors((*record.call.args, *record.call.kwargs.values())))


def _checked(scale: FilterScale, sites: _Sites, seen: set[tuple[str, int]]) -> _Site:
    """Where this filter is scaled; ValueError if it cannot be, or was `seen` before."""
    if scale.layer not in sites.layers:
        raise ValueError(
            f"{scale.layer!r} has no filters; there are filters in "
            f"{', '.join(sites.layers) or 'none'}"
        )
    weight = sites.layers[scale.layer].weight
    assert weight is not None
    if scale.channel >= len(weight):
        raise ValueError(
            f"channel must be in 0..{len(weight) - 1} of {scale.layer}, got {scale.channel}"
        )
    if (scale.layer, scale.channel) in seen:
        raise ValueError(f"filter {scale.channel} of {scale.layer} is scaled twice")
    seen.add((scale.layer, scale.channel))
    site = sites.of(scale.layer)
    if isinstance(site, str):
        raise ValueError(site)
    return site
