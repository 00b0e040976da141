"""What happens in a layer, in a beginner's words: captions that point at its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, PoolSpec


@dataclass(frozen=True)
class Captions:
    """A caption each for the pictures of a computation; empty where there is nothing to say.

    Attributes
    ----------
    whole : str
        Over all that is read, where that is more than one map or a row of numbers.
    read : str
        At the one map that is read.
    between : str
        At the kernel or the curve between what is read and the output.
    sum, output : str
        At the sum over all maps, and at the result.
    """

    whole: str = ""
    read: str = ""
    between: str = ""
    sum: str = ""
    output: str = ""


def captions(record: LayerRecord) -> Captions:
    """The captions for a layer's computation."""
    spec = record.spec
    if isinstance(spec, ConvSpec):
        return _convolution(record, spec)
    if isinstance(spec, PoolSpec | AdaptivePoolSpec) and record.kind is LayerKind.POOL:
        kept = "only the largest number goes on" if spec.kind == "max" else "the mean goes on"
        return Captions(
            read="A window slides over this map; nothing is trained here.",
            output=f"Of each window {kept}: fewer cells, the same picture.",
        )
    if isinstance(spec, ActivationSpec) and spec.function == "relu":
        return Captions(
            read="Every cell by itself: its neighbours do not matter.",
            between="Below 0 the curve is flat, above it a straight line.",
            output="What was negative is 0 now; the rest is as it was.",
        )
    return _CAPTIONS.get(record.kind, Captions())


def _convolution(record: LayerRecord, spec: ConvSpec) -> Captions:
    height, width = spec.kernel
    bias = "Plus one bias, the same in every cell" if record.bias is not None else "No bias here"
    return Captions(
        whole=f"Over each map slides a kernel of its own, {height} × {width} weights: "
        "number times weight, all added.",
        read="The kernel slides over this map, window by window.",
        between="The same weights at every place: they are what was learned.",
        sum="All those results on top of each other, cell by cell.",
        output=f"{bias}: this is the feature map.",
    )


_CAPTIONS = {
    LayerKind.INPUT: Captions(output="The picture as numbers: each cell is one pixel."),
    LayerKind.ACTIVATION: Captions(
        read="Every cell by itself: its neighbours do not matter.",
        between="Each number goes through this curve.",
        output="As many cells as before.",
    ),
    LayerKind.BATCH_NORM: Captions(
        read="A whole map at a time.",
        between="Minus the mean, divided by the spread, then stretched and shifted: a straight "
        "line.",
        output="The same picture, brought to a common range.",
    ),
    LayerKind.ADD: Captions(
        read="What the block has worked out, and what came in past it.",
        output="Added cell by cell: what came in is never lost.",
    ),
    LayerKind.FLATTEN: Captions(
        read="The cells of all maps, row by row, one after the other …",
        output="… this one in its place in one long row.",
    ),
    LayerKind.GLOBAL_POOL: Captions(
        read="All cells of the map are added and divided by how many there are.",
        output="One number says how strong the map is on the whole.",
    ),
    LayerKind.DENSE: Captions(
        whole="Every number that is read has a weight of its own; all products and one bias are "
        "added.",
        output="The sum: one number, from all numbers before it.",
    ),
    LayerKind.SOFTMAX: Captions(
        read="Scores of any size …", output="… become shares that sum to 1."
    ),
    LayerKind.DROPOUT: Captions(output="Unchanged: numbers are switched off in training only."),
    LayerKind.CONCAT: Captions(output="Nothing is computed: maps stand one after the other."),
}
