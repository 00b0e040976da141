"""The app's views as one HTML document that needs no server: in a notebook, or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.core.networks.network import Network
    from cnnviz.ui.standalone.view import View

__all__ = ["show"]


def show(
    model_or_network: nn.Module | Network, x: Any, classes: Sequence[str] | None = None
) -> View:
    """See a network at work on one input: in a notebook at once, in a script with ``.save(path)``.

    Parameters
    ----------
    model_or_network : torch.nn.Module or Network
        A module is run as it is: in evaluation mode, if it holds dropout or batch norm.
    x : torch.Tensor, numpy array, or what the model takes
        One picture (C, H, W) or a batch (N, C, H, W), of which the first is shown; for a network
        of one channel (H, W) will do. Numbers are taken as they are: nothing is normalised.
    classes : sequence of str, optional
        Names of the outputs, in order; by default the network's own, else their numbers.

    Returns
    -------
    View
        Shows itself in a notebook; ``.html`` is the document, ``.save(path)`` writes it.

    Raises
    ------
    ValueError
        If the model is in training mode and would answer differently there, if it has several
        outputs, or if `classes` names more or fewer outputs than there are.
    TypeError
        If `model_or_network` is neither.
    """
    # Packing needs the views, and these Streamlit: what only traces need not wait for it.
    from cnnviz.ui.standalone.view import view_of

    return view_of(model_or_network, x, classes)
