"""Change stride, padding and pooling inside a network, on a copy, and say whether it still fits.

Trained weights are used as they are or not at all: never cropped, padded or averaged. Where a
changed setting leaves a layer with an input it cannot take, the `Misfit` says which and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.surgery.copies import blank_input, copied_network, trained_trace
from cnnviz.core.surgery.dense_part import DensePart
from cnnviz.core.surgery.dense_tail import checked_dense_part
from cnnviz.core.surgery.edits import NetworkEdit, WindowSpec, edited_specs
from cnnviz.core.surgery.form import Form, form_of
from cnnviz.core.surgery.layers import editable, set_layer
from cnnviz.core.surgery.misfit import Misfit, MisfitKind, trace_until_misfit


def editable_layers(model: nn.Module, shape: Shape) -> dict[str, WindowSpec]:
    """Every convolution and pooling layer of a working network, in order of computation.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode.
    shape : (channels, height, width)
        Of the network's input.

    Returns
    -------
    dict of str to ConvSpec or PoolSpec
        By the module's path. A module that is called several times stands here once. What is no
        module of PyTorch's own classes cannot be changed, and is left out.

    Raises
    ------
    ValueError
        If the network cannot take such an input, or is in training mode and would answer
        differently there.

    Examples
    --------
    >>> from cnnviz.core.networks.architectures import ARCHITECTURES
    >>> list(editable_layers(ARCHITECTURES["lenet5"].build().eval(), (1, 28, 28)))
    ['conv1', 'pool1', 'conv2', 'pool2']
    >>> editable_layers(ARCHITECTURES["mlp"].build().eval(), (1, 28, 28))
    {}
    """
    return editable(model, trained_trace(model, shape).records)


@dataclass(frozen=True, eq=False)
class EditedNetwork:
    """A changed copy of a network.

    Attributes
    ----------
    model : torch.nn.Module
        In evaluation mode. Where nothing is wrong it answers like any network.
    edit : NetworkEdit
    shape : (channels, height, width)
        Of the network's input.
    misfit : Misfit or None
        Why it cannot answer.
    form : Form
        Of the trained network, for `trace_until_misfit`.
    dense_part : DensePart, or str
        The layers after flatten, which can be made anew; or why there are none.
    has_fresh_dense : bool
        Whether the layers after flatten were made anew; all other weights are the trained ones.
    """

    model: nn.Module
    edit: NetworkEdit
    shape: Shape
    misfit: Misfit | None
    form: Form
    dense_part: DensePart | str
    has_fresh_dense: bool = False

    @property
    def retrainable(self) -> bool:
        """Whether new dense layers would make it work (they also may where it works)."""
        if isinstance(self.dense_part, str):
            return False
        misfit = self.misfit
        return misfit is None or (
            misfit.kind is MisfitKind.DENSE and self.dense_part.path(misfit.layer) is not None
        )


def edit_network(model: nn.Module, edit: NetworkEdit, shape: Shape) -> EditedNetwork:
    """A copy of `model` with the changes in it and every trained weight as it was.

    Precision, device, parametrizations and hooks of the layers stay as they are.

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
        As `editable_layers` and `edited_specs`; if the model cannot be copied; if maximum pooling
        whose places are used later should become average pooling.
    """
    result = trained_trace(model, shape)
    records = result.records
    specs = edited_specs(edit, editable(model, records))
    changed = copied_network(model)
    part_after_flatten = checked_dense_part(changed, result)
    for part in edit.layers:
        set_layer(changed.get_submodule(part.layer), specs[part.layer])
    form = form_of(records)
    _, misfit = trace_until_misfit(changed, blank_input(changed, shape), form)
    return EditedNetwork(changed, edit, shape, misfit, form, part_after_flatten)
