"""The arithmetic of one number, packed into one message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.arithmetic import CellArithmetic, Part
from cnnviz.core.trace import INPUT_NAME, LayerKind
from cnnviz.figures.theme import ColourScale, input_scale, palette, scale_for
from cnnviz.ui.components.computation.scene import shown_decimals
from cnnviz.ui.components.shared.packing import Message
from cnnviz.ui.words.channels import input_plane
from cnnviz.ui.words.speech import patterns, say

# A window of more cells is written as a list of its strongest products.
MOST_CELLS = 49
# What the view says, and what it puts into that.
_SAYS: dict[str, tuple[str, ...]] = {
    "number-unit": ("number",),
    "number-place": ("name", "row", "column"),
    "number-factor": ("weight", "product"),
    "number-other-maps": ("count",),
    "number-other-maps-one": ("count",),
    "number-grids": (),
    "number-grids-strongest": (),
    "number-window": ("name",),
    "number-sum": (),
    "number-sum-of": ("name",),
    "number-padding": (),
    "number-each": ("count",),
    "number-tie": ("count",),
    "number-largest": (),
    "number-other-products": ("count",),
    "number-other-products-one": ("count",),
    "number-all": ("count",),
    "number-list": (),
    "number-products": (),
    "number-of-products": ("count",),
    "number-of-products-one": ("count",),
    "number-others": ("count",),
    "number-bias": (),
    "number-pixel": (),
    "number-is": ("name",),
    "number-unchanged": (),
    "number-below": (),
}

Form = Literal["grids", "list", "window", "line"]


def pack_arithmetic(
    sums: CellArithmetic, *, title: str, units: bool = False, function: str = ""
) -> bytes:
    """One number's arithmetic as one message for the browser; arguments of `arithmetic`.

    Returns
    -------
    bytes
        Length of the header (4 bytes, little-endian), the header (JSON), the arrays it names:
        inputs, weights and terms (float64) and cells (int32), each for all parts together, then
        the two palettes (uint8).
    """
    parts = sums.parts
    message = Message()
    stacked = _stacked(parts)
    order = np.argsort([-abs(part.sum) for part in parts], kind="stable")
    header = {
        "kind": sums.kind.name.lower(),
        "words": patterns(_SAYS),
        "form": form_of(sums),
        "title": title,
        "units": units,
        "function": function,
        "value": sums.value,
        "bias": sums.bias,
        "decimals": _decimals(sums),
        "weightDecimals": _weight_decimals(sums),
        "shape": list(parts[0].terms.shape) if parts else [0, 0],
        "order": order.tolist(),
        "parts": [_part(sums, part, units) for part in parts],
        "scales": _scales(parts),
        **{name: message.add(array) for name, array in stacked.items()},
        "palettes": [message.add(np.frombuffer(palette(d), np.uint8)) for d in (False, True)],
    }
    return message.packed(header)


def _stacked(parts: Sequence[Part]) -> dict[str, NDArray[Any]]:
    """All parts' numbers, one part after the other; what is not multiplied has no weights."""
    if not parts:
        return {}
    arrays: dict[str, NDArray[Any]] = {
        "inputs": np.stack([part.inputs for part in parts]),
        "terms": np.stack([part.terms for part in parts]),
        "cells": np.stack([part.cells for part in parts]),
    }
    if all(part.weights is not None for part in parts):
        arrays["weights"] = np.stack([p.weights for p in parts if p.weights is not None])
    return arrays


def form_of(sums: CellArithmetic) -> Form:
    """How the number is written.

    "grids" is a window, its weights and its products for each map; "list" is a line for each
    product, the strongest first; "window" is one window alone; "line" a line with one or two
    numbers in it.
    """
    if sums.kind in (LayerKind.POOL, LayerKind.GLOBAL_POOL):
        return "window"
    if sums.kind not in (LayerKind.CONV, LayerKind.DENSE) or not sums.parts:
        return "line"
    rows, columns = sums.parts[0].terms.shape
    single = len(sums.parts) > 1 and rows * columns == 1
    row = sums.kind is LayerKind.DENSE and rows == 1
    return "list" if rows * columns > MOST_CELLS or single or row else "grids"


def _decimals(sums: CellArithmetic) -> int:
    """Decimals for every number but the weights, the same everywhere so that columns add up."""
    numbers: list[NDArray[Any]] = [np.array([sums.value, sums.bias])]
    for part in sums.parts:
        numbers += [part.inputs, part.terms, np.array([part.sum])]
    return shown_decimals(*numbers)


def _weight_decimals(sums: CellArithmetic) -> int:
    weights = [part.weights for part in sums.parts if part.weights is not None]
    return shown_decimals(*weights) if weights else 0


def _part(sums: CellArithmetic, part: Part, units: bool) -> dict[str, Any]:
    """How a part is called and how its cells are: by row and column, or by number."""
    rows, columns = part.terms.shape
    flat = sums.kind is LayerKind.DENSE and rows == 1 and columns > 1
    reads_units = flat or (units and sums.kind is not LayerKind.DENSE and part.source != INPUT_NAME)
    name = part.origin
    if part.origin == INPUT_NAME:
        name = input_plane(part.channel, {p.channel for p in sums.parts if p.origin == INPUT_NAME})
    elif not flat:
        reads_units = reads_units and sums.kind is not LayerKind.FLATTEN
        kind = "unit" if reads_units else "map"
        name += f" · {say(f'number-{kind}', number=str(part.channel + 1))}"
    return {
        "name": name,
        "layer": part.source,
        "sum": part.sum,
        # Cells of a flattened map are called by their place in that map.
        "places": "number" if flat else "none" if reads_units else "map",
        "flattened": part.origin != part.source,
    }


def _scales(parts: Sequence[Part]) -> dict[str, dict[str, Any]]:
    """Colours of inputs, weights and products, as in the picture of the whole computation."""
    scales = {}
    for name in ("inputs", "weights", "terms"):
        arrays = [getattr(part, name) for part in parts]
        if not arrays or any(array is None for array in arrays):
            continue
        values = np.concatenate([array.ravel() for array in arrays])
        scale = scale_for(values[np.isfinite(values)].astype(np.float32))
        if name == "inputs" and all(part.origin == INPUT_NAME for part in parts):
            scale = input_scale(values.astype(np.float32))
        if name != "inputs":
            scale = ColourScale(True, -scale.high, scale.high)
        scales[name] = {"diverging": scale.diverging, "low": scale.low, "high": scale.high}
    return scales
