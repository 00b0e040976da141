"""New dense layers for a changed network: all that comes before them stays as it was trained."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import torch
from torch import nn

from cnnviz.core.surgery.change import EditedNetwork
from cnnviz.core.surgery.copies import blank_input, copied_network
from cnnviz.core.surgery.dense_part import DensePart
from cnnviz.core.surgery.layers import make_plain
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit


def with_fresh_dense(network: EditedNetwork, *, seed: int = 0) -> EditedNetwork:
    """A copy whose dense layers after flatten are new and fit; all other weights are the trained.

    The new weights are drawn as PyTorch draws them, in the layer's own precision; a
    parametrization of the old ones, such as weight norm, is not taken over.

    Parameters
    ----------
    network : EditedNetwork
        Left as it is.
    seed : int
        Decides the new weights.

    Raises
    ------
    ValueError
        If new dense layers would not help, or the network has none that could be made anew.
    """
    part, misfit = network.dense_part, network.misfit
    if misfit is not None and misfit.kind is not MisfitKind.DENSE:
        raise ValueError(
            f"network cannot be retrained: {misfit.layer} does not fit ({misfit.kind.value})"
        )
    if isinstance(part, str):
        raise ValueError(part)
    model = copied_network(network.model)
    _fit_sizes(model, network, part)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for path in part.layers:
            _renew(_dense(model, path))
    return replace(network, model=model, misfit=None, has_fresh_dense=True)


def _fit_sizes(model: nn.Module, network: EditedNetwork, part: DensePart) -> None:
    """Give each dense layer as many inputs as it gets; the network itself says how many."""
    x = blank_input(model, network.shape)
    waiting = set(part.layers)
    while True:
        _, misfit = trace_until_misfit(model, x, network.form)
        if misfit is None:
            return
        path = part.path(misfit.layer)
        if misfit.kind is not MisfitKind.DENSE or path not in waiting:
            raise ValueError(
                f"network cannot be retrained: {misfit.layer} does not fit ({misfit.kind.value}), "
                "whatever the dense layers"
            )
        waiting.remove(path)
        layer = _dense(model, path)
        layer.in_features = misfit.got[-1]
        make_plain(layer, weight=layer.weight.new_zeros(layer.out_features, misfit.got[-1]))


def _dense(model: nn.Module, path: str) -> nn.Linear:
    return cast(nn.Linear, model.get_submodule(path))


def _renew(layer: nn.Linear) -> None:
    """New weights, in place."""
    has_bias, like = layer.bias is not None, layer.weight
    fresh = nn.Linear(layer.in_features, layer.out_features, has_bias, like.device, like.dtype)
    make_plain(layer, **dict(fresh.named_parameters()))
