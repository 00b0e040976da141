"""What the app takes a stranger's network for."""

from __future__ import annotations

from dataclasses import replace

import torch

from cnnviz.core.networks.network import Network
from cnnviz.core.trace import trace

_DIGITS = tuple("0123456789")


def named(network: Network) -> Network:
    """The network with a name for each answer; one that answers ten times to grey reads digits.

    Raises
    ------
    ValueError
        In one sentence, if the network cannot be traced.
    """
    try:
        result = trace(network.model, torch.zeros(1, *network.input_shape))
    except (RuntimeError, TypeError, IndexError) as error:
        first = str(error).strip().splitlines()[0][:200] if str(error).strip() else "no reason"
        raise ValueError(f"The network does not run on such an input: {first}.") from error
    count = int(result.probabilities.shape[1]) if result.probabilities.ndim > 1 else 1
    is_grey = network.input_shape[0] == 1
    classes = network.classes
    is_digits = is_grey and count == len(_DIGITS) and classes in ((), _DIGITS)
    if is_digits:
        classes = _DIGITS
    if len(classes) != count:
        classes = (*classes[:count], *(f"class {i + 1}" for i in range(len(classes), count)))
    network.model.requires_grad_(False)
    return replace(network, classes=classes, is_digits=is_digits, head=result.head)
