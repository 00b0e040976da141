"""One geometry of sliding windows: specs, steps, places, tables, facts, repairs, examples."""

from cnnviz.core.windows.specs import (
    PADDING_MODES,
    POOL_KINDS,
    AdaptivePoolSpec,
    ConvSpec,
    IntOrPair,
    PaddingMode,
    Pair,
    PoolKind,
    PoolSpec,
    TransposedConvSpec,
)
from cnnviz.core.windows.steps import WindowStep, convolve_steps, pad_image, pool_steps

__all__ = [
    "PADDING_MODES",
    "POOL_KINDS",
    "AdaptivePoolSpec",
    "ConvSpec",
    "IntOrPair",
    "PaddingMode",
    "Pair",
    "PoolKind",
    "PoolSpec",
    "TransposedConvSpec",
    "WindowStep",
    "convolve_steps",
    "pad_image",
    "pool_steps",
]
