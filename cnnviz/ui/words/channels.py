"""What the planes of a network's input are called."""

from __future__ import annotations

from collections.abc import Collection

from cnnviz.core.trace import INPUT_NAME
from cnnviz.core.windows.examples import CHANNEL_NAMES
from cnnviz.ui.words.speech import say


def input_plane(channel: int, read: Collection[int]) -> str:
    """The name of a plane, given which planes are read together.

    Examples
    --------
    >>> input_plane(0, {0}), input_plane(1, {0, 1, 2}), input_plane(4, {3, 4})
    ('input', 'input · green', 'input · plane 5')
    """
    if set(read) == {0}:
        return INPUT_NAME
    return f"{INPUT_NAME} · {channel_name(channel, max(read) + 1)}"


def channel_name(channel: int, channels: int) -> str:
    """What one of several channels is called.

    Examples
    --------
    >>> channel_name(1, 3), channel_name(1, 5)
    ('green', 'plane 2')
    """
    if channels <= len(CHANNEL_NAMES):
        return say(f"plane-{CHANNEL_NAMES[channel]}")
    return say("plane-number", number=str(channel + 1))
