"""What a network's answers are called in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.core.networks.network import Network
from cnnviz.ui.words.speech import say


def class_title(name: str) -> str:
    """A class in a sentence: a digit is called one, any other class by its name.

    Examples
    --------
    >>> class_title("7"), class_title("stop")
    ('digit 7', 'stop')
    """
    return say("class-digit", name=name) if len(name) == 1 and name.isdigit() else name


def class_names(network: Network, count: int) -> Sequence[str]:
    """A name for each of so many answers; numbers, from 1, where nobody has said any."""
    return tuple(network.class_name(index) for index in range(count))
