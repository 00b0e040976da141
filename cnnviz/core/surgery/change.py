"""Change stride, padding and pooling inside a network, on a copy, and say whether it still fits.

Trained weights are used as they are or not at all: never cropped, padded or averaged. Where a
changed setting leaves a layer with an input it cannot take, the `Misfit` says which and why.
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from cnnviz.core.surgery.edits import NetworkEdit, WindowSpec, edited_specs
from cnnviz.core.surgery.misfit import Misfit, MisfitKind, trace_until_misfit
from cnnviz.core.trace import LayerKind, LayerRecord, trace
from cnnviz.core.windows import ConvSpec, PoolSpec

Shape = tuple[int, int, int]
DIGIT_SHAPE: Shape = (1, 28, 28)


def editable_layers(model: nn.Module, shape: Shape = DIGIT_SHAPE) -> dict[str, WindowSpec]:
    """Every convolution and pooling layer of a working network, in order of computation.

    Examples
    --------
    >>> from cnnviz.core.networks.architectures import ARCHITECTURES
    >>> list(editable_layers(ARCHITECTURES["lenet5"].build().eval()))
    ['conv1', 'pool1', 'conv2', 'pool2']
    >>> editable_layers(ARCHITECTURES["mlp"].build().eval())
    {}
    """
    return _editable(model, trace(model, torch.zeros(1, *shape)).records)


def _editable(model: nn.Module, records: tuple[LayerRecord, ...]) -> dict[str, WindowSpec]:
    """Those of them that are modules of their own and called once: what can be exchanged."""
    calls = Counter(record.path for record in records)
    modules = dict(model.named_modules())
    return {
        record.name: record.spec
        for record in records
        if isinstance(record.spec, ConvSpec | PoolSpec)
        and isinstance(modules.get(record.name), nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d)
        and calls[record.path] == 1
    }


def dense_part(records: tuple[LayerRecord, ...]) -> tuple[str, ...] | str:
    """Names of the layers after flatten, which must stand in a row; else why there is none."""
    places = [place for place, r in enumerate(records) if r.kind is LayerKind.FLATTEN]
    if not places or records[places[-1]].path != records[places[-1]].name:
        return "network has no flatten layer, so it has no dense part to retrain"
    tail = records[places[-1] + 1 :]
    for before, record in zip(records[places[-1] :], tail, strict=False):
        if record.path != record.name or record.parents != (before.name,):
            return f"network: {record.name} after flatten is no layer in a row of layers"
    return tuple(record.name for record in tail)


@dataclass(frozen=True, eq=False)
class EditedNetwork:
    """A changed copy of a network.

    Attributes
    ----------
    model : torch.nn.Module
        In evaluation mode. Where nothing is wrong it answers like any network.
    edit : NetworkEdit
    misfit : Misfit or None
        Why it cannot answer.
    dense_part : tuple of str, or str
        Names of the layers after flatten, which can be made anew; or why there are none.
    has_fresh_dense : bool
        Whether the layers after flatten were made anew; all other weights are the trained ones.
    """

    model: nn.Module
    edit: NetworkEdit
    misfit: Misfit | None
    dense_part: tuple[str, ...] | str = ()
    has_fresh_dense: bool = False

    @property
    def retrainable(self) -> bool:
        """Whether new dense layers would make it work (they also may where it works)."""
        return self.misfit is None or self.misfit.kind is MisfitKind.DENSE


def edit_network(model: nn.Module, edit: NetworkEdit, shape: Shape = DIGIT_SHAPE) -> EditedNetwork:
    """A copy of `model` with the changes in it and every trained weight as it was.

    Parameters
    ----------
    model : torch.nn.Module
        A working network in evaluation mode; it is not touched.
    edit : NetworkEdit
    shape : (channels, height, width)
        Of the network's input.

    Returns
    -------
    EditedNetwork

    Raises
    ------
    ValueError
        As `edited_specs`.
    """
    records = trace(model, torch.zeros(1, *shape)).records
    specs = edited_specs(edit, _editable(model, records))
    changed = copy.deepcopy(model)
    for part in edit.layers:
        layer = changed.get_submodule(part.layer)
        changed.set_submodule(part.layer, _rebuilt(layer, specs[part.layer]), strict=True)
    changed.eval()
    _, misfit = trace_until_misfit(changed, torch.zeros(1, *shape))
    return EditedNetwork(changed, edit, misfit, dense_part(records))


def _rebuilt(layer: nn.Module, spec: WindowSpec) -> nn.Module:
    """A layer set as `spec` says, with the weights of `layer`."""
    if isinstance(spec, PoolSpec):
        kind = nn.MaxPool2d if spec.kind == "max" else nn.AvgPool2d
        return kind(spec.kernel, spec.steps, spec.padding, ceil_mode=spec.ceil_mode)
    assert isinstance(layer, nn.Conv2d)
    padding: Any = spec.padding
    made = nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        spec.kernel,
        spec.steps,
        padding,
        spec.dilations,
        bias=layer.bias is not None,
        groups=spec.groups,
        padding_mode=spec.padding_mode,
    )
    made.load_state_dict(layer.state_dict())
    return made
