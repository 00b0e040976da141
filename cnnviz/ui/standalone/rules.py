"""What the pictures of a computation can tell: how they are arranged, and of which cells."""

from __future__ import annotations

from cnnviz.core.explore.map_parts import MapComputation
from cnnviz.core.trace import ActivationSpec, LayerKind
from cnnviz.core.windows import ConvSpec, PoolSpec

_BY_KIND = {
    LayerKind.INPUT: "input",
    LayerKind.BATCH_NORM: "scale",
    LayerKind.ADD: "sum",
    LayerKind.DROPOUT: "sum",
}


def cell_rule(unfolded: MapComputation) -> str:
    """The rule's name in ``cells.js``, "" where only the strongest cell's arithmetic is at hand.

    A rule needs every map that the cell reads, so the computation must be whole.
    """
    if unfolded.output.size == 1:
        return ""
    spec = unfolded.record.spec
    if unfolded.kind is LayerKind.CONV:
        plain = isinstance(spec, ConvSpec) and spec.padding_mode == "zeros"
        return "convolution" if plain else ""
    if isinstance(spec, PoolSpec):
        return _pooling(spec)
    if any(part.input.shape != unfolded.output.shape for part in unfolded.parts):
        return ""
    if isinstance(spec, ActivationSpec):
        return "relu" if spec.function == "relu" else ""
    return _BY_KIND.get(unfolded.kind, "")


def _pooling(spec: PoolSpec) -> str:
    if spec.kind == "max":
        return "largest"
    # What a window at the edge divides by may be another number.
    uniform = not any(side for pair in spec.pads for side in pair) and not spec.ceil_mode
    return "mean" if uniform else ""


def has_arrangement(unfolded: MapComputation) -> bool:
    """Whether the view has a picture of its own for this kind with these settings.

    Without one, the maps that were read stand beside the output.
    """
    parts, kind = unfolded.parts, unfolded.kind
    if kind is LayerKind.POOL:
        return isinstance(unfolded.record.spec, PoolSpec)
    if kind is LayerKind.DENSE:
        return all(part.kernel is not None for part in parts)
    if kind is LayerKind.BATCH_NORM:
        return unfolded.scale is not None
    if kind is LayerKind.FLATTEN:
        return len(parts) == 1 and unfolded.output.size == 1
    return True
