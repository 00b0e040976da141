"""What the planes of a network's input are called."""

from __future__ import annotations

from collections.abc import Collection

from cnnviz.core.trace import INPUT_NAME
from cnnviz.core.windows.examples import CHANNEL_NAMES


def input_plane(channel: int, read: Collection[int]) -> str:
    """The name of a plane, given which planes are read together.

    Examples
    --------
    >>> input_plane(0, {0}), input_plane(1, {0, 1, 2}), input_plane(4, {3, 4})
    ('input', 'input · green', 'input · plane 5')
    """
    if set(read) == {0}:
        return INPUT_NAME
    if max(read) < len(CHANNEL_NAMES):
        return f"{INPUT_NAME} · {CHANNEL_NAMES[channel]}"
    return f"{INPUT_NAME} · plane {channel + 1}"
