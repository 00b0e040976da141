"""The networks that ship, as values that every page can show."""

from __future__ import annotations

from pathlib import Path

from cnnviz.core.images import Preparation
from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.network import Head, Network, Origin
from cnnviz.core.networks.pretrained import PRETRAINED, load_pretrained

SHIPPED_NAMES = tuple(SHIPPED)


def shipped_network(name: str, directory: Path = PRETRAINED) -> Network:
    """A trained network that ships, with its class names and its preparation.

    Parameters
    ----------
    name : str
        One of `SHIPPED_NAMES`.
    directory : Path
        Folder of the manifest and the weights.

    Returns
    -------
    Network
        Its model is in evaluation mode and takes no gradients.

    Raises
    ------
    ValueError
        For an unknown name.
    WeightsError
        If the file is missing, truncated or altered, or does not fit the architecture.

    Examples
    --------
    >>> network = shipped_network("lenet5")
    >>> network.title, network.input_shape, network.is_digits
    ('LeNet-5', (1, 28, 28), True)
    """
    model = load_pretrained(name, directory).requires_grad_(False)
    row = SHIPPED[name]
    return Network(
        key=name,
        title=row.title,
        model=model,
        preparation=Preparation(row.input_shape),
        classes=row.classes,
        head=Head.LOGITS,
        origin=Origin.SHIPPED,
        source=row.paper,
        is_digits=row.is_digits,
    )
