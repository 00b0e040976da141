"""A computation that reads hundreds of maps, as the strongest few and one sum of the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnviz.core.explore.map_parts import MapComputation, Singles
from cnnviz.core.trace import LayerKind
from cnnviz.figures.theme import number, size
from cnnviz.ui.words.speech import say


@dataclass(frozen=True, eq=False)
class Shortened:
    """A computation of at most so many parts, and what was left out of it.

    Attributes
    ----------
    unfolded : MapComputation
        With the strongest parts only; its sum and its output are those of all.
    total : int
        How many parts there were.
    rest : array (oh, ow) or None
        The results of all other parts together, where parts are summed.
    """

    unfolded: MapComputation
    total: int
    rest: Singles | None

    @property
    def others(self) -> int:
        """How many parts were left out."""
        return self.total - len(self.unfolded.parts)


def shortened(unfolded: MapComputation, most: int) -> Shortened:
    """The strongest `most` parts of a computation; all of them if there are no more.

    A dense unit keeps all: its bars name the strongest, and sum the others.
    """
    parts = unfolded.parts
    if len(parts) <= most or unfolded.kind is LayerKind.DENSE:
        return Shortened(unfolded, len(parts), None)
    kept = strongest([part.strength for part in parts], most)
    rest: Singles | None = None
    if unfolded.kind is LayerKind.CONV:
        others = [part.result for index, part in enumerate(parts) if index not in set(kept)]
        rest = np.asarray(np.sum(others, axis=0, dtype=np.float64), np.float32)
    return Shortened(
        replace(unfolded, parts=tuple(parts[index] for index in kept)), len(parts), rest
    )


def strongest(strengths: list[float], most: int) -> list[int]:
    """Places of the largest strengths, in order of the places."""
    order: list[int] = np.argsort(-np.array(strengths), kind="stable")[:most].tolist()
    return sorted(order)


def with_rest(
    header: dict[str, Any], body: bytes, short: Shortened
) -> tuple[dict[str, Any], bytes]:
    """A packed convolution that says what was left out of it, with one picture for all of that."""
    rest = short.rest
    if rest is None:
        return header, body
    result = next(item for item in header["rows"][0] if item.get("role") == "result")
    low, high = float(rest.min()), float(rest.max())
    picture = result | {
        "part": None,
        "title": say("report-others", count=short.others),
        "facts": [size(rest.shape), say("sum-span", low=number(low), high=number(high))],
        "values": {"at": len(body), "length": rest.size, "type": "float32"},
    }
    title = {"title": say("report-sum", count=short.total)}
    whole = [item | title if item.get("role") == "sum" else item for item in header["tail"]]
    counts = {"count": short.total, "others": short.others}
    header = header | {
        "tail": [picture, *whole],
        "group": say("report-strongest", words=header["group"], **counts),
        "scales": header["scales"] | {"result": _widened(header["scales"]["result"], low, high)},
    }
    return header, body + rest.tobytes()


def with_few_rows(header: dict[str, Any], most: int) -> dict[str, Any]:
    """A packed dense unit with lines for its strongest `most` maps; its bars tell the rest."""
    rows = header["rows"]
    if len(rows) <= most:
        return header
    kept = strongest(header["strengths"], most)
    return header | {
        "rows": [rows[index] for index in kept],
        "strengths": [header["strengths"][index] for index in kept],
        "group": say("report-drawn", words=header["group"], most=most),
    }


def _widened(scale: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    """A scale that holds these numbers too."""
    limit = max(abs(low), abs(high), scale["high"])
    diverging = scale["diverging"] or low < 0
    ends = [-limit if diverging else 0.0, limit]
    return scale | {
        "diverging": diverging,
        "low": ends[0],
        "high": ends[1],
        "limits": [number(ends[0]), number(ends[1])],
    }
