"""What `show` returns: a document that shows itself in a notebook and can be saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from torch import nn

from cnnviz.core.networks.network import Network
from cnnviz.core.trace import trace
from cnnviz.ui.standalone.document import document_of
from cnnviz.ui.standalone.inputs import class_names, input_of, network_of
from cnnviz.ui.standalone.layers import Limits, Source

# What a notebook's frame starts with; the document then gives it its own height.
_FRAME_HEIGHT = 1400


@dataclass(frozen=True, repr=False)
class View:
    """A network at work on one input, as one HTML document.

    Attributes
    ----------
    title : str
        Of the network.
    html : str
        The document: scripts, styles and numbers are all in it.
    """

    title: str
    html: str

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the document to a file that any browser opens; its path."""
        target = Path(path)
        target.write_text(self.html, "utf-8")
        return target

    def _repr_html_(self) -> str:
        """A frame with the document in it, so that the notebook's styles and its own keep apart."""
        return (
            f'<iframe title="{escape(self.title, quote=True)}" '
            f'srcdoc="{escape(self.html, quote=True)}" '
            f'style="width:100%;height:{_FRAME_HEIGHT}px;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<View of {self.title}: {len(self.html) / 1e6:.1f} MB of HTML>"


def view_of(
    model_or_network: nn.Module | Network,
    x: Any,
    classes: Sequence[str] | None = None,
    limits: Limits | None = None,
) -> View:
    """The document; arguments of `cnnviz.show`, and how much it may hold."""
    model, title, known = network_of(model_or_network)
    shape = model_or_network.input_shape if isinstance(model_or_network, Network) else None
    result = trace(model, input_of(model, x, shape))
    is_row = result.logits.ndim == 2
    names = class_names(classes, known, result.logits.shape[1]) if is_row else ()
    return View(title, document_of(Source(result, names, limits or Limits()), title))
