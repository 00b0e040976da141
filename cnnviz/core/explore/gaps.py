"""Which kinds of layers a question has no answer for, and why."""

from __future__ import annotations

from cnnviz.core.layer_kinds import LayerKind

# The input was computed from nothing. What an unknown function reads, and what it does with it,
# nobody can say; its slopes can be taken all the same, so that shares go through it. What takes
# but a few operations for each value is not counted among the multiply-adds.
GAPS: dict[str, frozenset[LayerKind]] = {
    "accounts": frozenset({LayerKind.OTHER}),
    "pullbacks": frozenset({LayerKind.INPUT}),
    "fields": frozenset({LayerKind.INPUT, LayerKind.OTHER}),
    "unfoldings": frozenset({LayerKind.OTHER}),
    "multiply-adds": frozenset(
        {
            *(LayerKind.INPUT, LayerKind.BATCH_NORM, LayerKind.NORM, LayerKind.ACTIVATION),
            *(LayerKind.POOL, LayerKind.GLOBAL_POOL, LayerKind.MAXIMUM, LayerKind.SOFTMAX),
            *(LayerKind.ADD, LayerKind.PRODUCT, LayerKind.SCALE, LayerKind.DROPOUT),
            *(LayerKind.CONCAT, LayerKind.REARRANGE, LayerKind.FLATTEN, LayerKind.UPSAMPLE),
        }
    ),
}
