"""The stepping window: a kernel or pooling window moves over numbers, one output cell a step."""

from __future__ import annotations

import struct
from itertools import count

from cnnviz.ui.components.assets import DOM, MESSAGE, WORDS, browser_view
from cnnviz.ui.components.window_stepper.packing import Picture, pack_convolution, pack_pooling

__all__ = ["Picture", "pack_convolution", "pack_pooling", "window_stepper"]

# Streamlit sends a message that it has sent before as a mere reference, and believes a message
# to be sent that a newer one has overtaken in its queue: somebody who drags a slider to and fro
# gets "Cached ForwardMsg MISS" and loses the connection. No two messages here are the same.
_serial = count()
_view = browser_view("window_stepper", '<div class="stepper"></div>', scripts=(MESSAGE, DOM, WORDS))


def window_stepper(message: bytes, *, key: str) -> None:
    """Show the steps that `pack_convolution` or `pack_pooling` packed.

    Everything a person does in it stays in the browser.

    Parameters
    ----------
    message : bytes
    key : str
    """
    _view(key=key, data=message + struct.pack("<Q", next(_serial)))
