"""What a step of a network's computation is: its kind and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.windows.specs import AdaptivePoolSpec, ConvSpec, PoolSpec, TransposedConvSpec


class LayerKind(Enum):
    """What a layer does; the value is the field's term for it."""

    INPUT = "input"
    CONV = "convolution"
    TRANSPOSED_CONV = "transposed convolution"
    BATCH_NORM = "batch norm"
    NORM = "normalisation"
    ACTIVATION = "activation"
    POOL = "pooling"
    GLOBAL_POOL = "global average pooling"
    ADD = "residual sum"
    PRODUCT = "product"
    SCALE = "scale and shift"
    CONCAT = "concatenation"
    REARRANGE = "rearrangement"
    UPSAMPLE = "upsampling"
    FLATTEN = "flatten"
    DENSE = "dense"
    LINEAR = "weighted sum"
    MATMUL = "matrix product"
    MAXIMUM = "maximum"
    ATTENTION = "attention"
    SOFTMAX = "softmax"
    DROPOUT = "dropout"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class BatchNormSpec:
    """The numbers batch norm uses beside its weight and bias, one per channel (shape (C,)).

    ``output = (input - mean) / sqrt(variance + eps) * weight + bias``
    (https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html)
    """

    mean: torch.Tensor
    variance: torch.Tensor
    eps: float


@dataclass(frozen=True)
class NormSpec:
    """A normalisation by the input's own mean and variance.

    ``output = (input - mean) / sqrt(variance + eps) * weight + bias``, where mean and variance
    are taken over a group of cells (https://docs.pytorch.org/docs/stable/nn.html).

    Attributes
    ----------
    method : {"layer", "group", "instance", "batch", "rms", "response", "unit"}
        "rms" subtracts no mean; "unit" divides by the length of the row that lies along an axis
        (`torch.nn.functional.normalize`); "response" is AlexNet's local response normalisation,
        which divides by ``(k + alpha / size * sum of squares of the channels beside) ** beta``.
    groups : int
        Into how many groups "group" puts the channels.
    axes : int
        Over how many of the last axes "layer" and "rms" go.
    eps : float
    settings : tuple of (name, value)
        What else the function was given.
    """

    method: str
    groups: int = 1
    axes: int = 1
    eps: float = 0.0
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class ActivationSpec:
    """Which function an activation layer applies, by its PyTorch name in lower case.

    Attributes
    ----------
    function : str
    settings : tuple of (name, value)
        The numbers it was given, such as ``(("negative_slope", 0.2),)``.
    """

    function: str
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class OperationSpec:
    """Any other function, by its PyTorch name, with the plain settings it was given."""

    function: str
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, eq=False)
class AttentionSpec:
    """Attention: every token's query is compared with all keys, and the values are mixed.

    ``output = softmax(scale * query @ key.T + mask) @ value``: Vaswani et al.: "Attention Is All
    You Need", arXiv:1706.03762; https://docs.pytorch.org/docs/stable/nn.html.

    Attributes
    ----------
    reads : tuple of {"query", "key", "value"}
        What each operand of the call is.
    heads : int
    projected : bool
        Whether query, key, value and the answer are multiplied by weights of its own, as in
        `torch.nn.MultiheadAttention`.
    batch_first : bool
        Whether tokens are (batch, tokens, features), else (tokens, batch, features).
    allowed : bool tensor (..., queries, keys) or None
        Which keys a query may read; None for all of them.
    """

    reads: tuple[str, ...]
    heads: int
    projected: bool = False
    batch_first: bool = True
    allowed: torch.Tensor | None = None


@dataclass(frozen=True)
class SoftmaxSpec:
    """Along which axis of the output, batch included, softmax runs; `log`: its logarithm."""

    axis: int
    log: bool = False


@dataclass(frozen=True, eq=False)
class PlacesSpec:
    """Where each number of a mixed tensor comes from, worked out from its memory.

    Attributes
    ----------
    parent : int8 array, of the output's shape
        Which of the record's operands.
    place : int64 array, of the output's shape
        The number's place in that operand, row-major, batch included.
    """

    parent: NDArray[np.int8]
    place: NDArray[np.int64]


LayerSpec = (
    ConvSpec
    | TransposedConvSpec
    | PoolSpec
    | AdaptivePoolSpec
    | BatchNormSpec
    | NormSpec
    | ActivationSpec
    | AttentionSpec
    | SoftmaxSpec
    | OperationSpec
    | PlacesSpec
)
