"""A computation that reads hundreds of maps, as the strongest few and one sum of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.core.explore.map_parts import MapComputation
from cnnviz.core.trace import LayerKind
from cnnviz.figures.theme import number, size

# Here every map stands in a line of its own, with its kernel and its result.
_IN_LINES = (LayerKind.CONV, LayerKind.DENSE)


def without_most(unfolded: MapComputation, most: int) -> MapComputation:
    """Where the maps that are read stand side by side, the strongest `most` of them."""
    if unfolded.kind in _IN_LINES or len(unfolded.parts) <= most:
        return unfolded
    kept = sorted(_strongest([part.strength for part in unfolded.parts], most))
    return replace(unfolded, parts=tuple(unfolded.parts[index] for index in kept))


def shortened(
    header: dict[str, Any], body: bytes, unfolded: MapComputation, most: int
) -> tuple[dict[str, Any], bytes]:
    """A packed computation with lines for the strongest `most` maps; the same if it has no more.

    What a convolution's other maps add is one more picture, so that all still sum to the map; of a
    dense unit, its bars tell it.
    """
    rows = header["rows"]
    if len(rows) <= most:
        return header, body
    kept = sorted(_strongest(header["strengths"], most))
    others = len(rows) - most
    here = f"the strongest {most} are drawn, the other {others} stand as one sum"
    header = header | {
        "rows": [rows[index] for index in kept],
        "strengths": [header["strengths"][index] for index in kept],
        "group": f"{header['group']}; {here}",
    }
    if unfolded.kind is not LayerKind.CONV:
        return header, body
    rest = np.sum(
        [part.result for i, part in enumerate(unfolded.parts) if i not in set(kept)],
        axis=0,
        dtype=np.float64,
    ).astype(np.float32)
    picture = rows[0][-1] | {
        "part": None,
        "title": f"from the other {others} maps",
        "facts": [size(rest.shape), f"{number(float(rest.min()))} to {number(float(rest.max()))}"],
        "values": {"at": len(body), "length": rest.size, "type": "float32"},
    }
    return header | {"tail": [picture, *header["tail"]]}, body + rest.tobytes()


def _strongest(strengths: list[float], most: int) -> list[int]:
    order: list[int] = np.argsort(-np.array(strengths), kind="stable")[:most].tolist()
    return order
