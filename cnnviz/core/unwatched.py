"""What a layer computed that ran unwatched: to be computed again, on other tensors, step by step.

Each holds the layer's weights as they were, so that a model may be trained on meanwhile.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.keeping import kept_weight
from cnnviz.core.layer_kinds import AttentionSpec, LayerKind, OperationSpec

_WEIGHTS = (
    *("in_proj_weight", "in_proj_bias", "bias_k", "bias_v"),
    *("q_proj_weight", "k_proj_weight", "v_proj_weight"),
)


class UnwatchedAttention:
    """`torch.nn.MultiheadAttention` by its definition, with its weights of now.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
    """

    def __init__(self, module: nn.MultiheadAttention, mask: torch.Tensor | None) -> None:
        self._heads, self._size = module.num_heads, int(module.embed_dim)
        self._batch_first, self._mask = module.batch_first, kept_weight(mask)
        self._zero = bool(module.add_zero_attn)
        self._weights = {name: kept_weight(getattr(module, name)) for name in _WEIGHTS}
        self._out = kept_weight(module.out_proj.weight), kept_weight(module.out_proj.bias)

    def __call__(self, *read: torch.Tensor) -> torch.Tensor:
        """The answer to query, key and value, as they were given to the layer."""
        dtype = read[0].dtype
        turned = self._batch_first and read[0].ndim == 3
        query, key, value = (each.transpose(0, 1) if turned else each for each in read)
        own = {k: None if v is None else v.to(dtype) for k, v in self._weights.items()}
        out, bias = (None if each is None else each.to(dtype) for each in self._out)
        mask = self._mask
        if mask is not None and mask.is_floating_point():
            mask = mask.to(dtype)
        assert out is not None
        answer, _ = F.multi_head_attention_forward(
            *(query, key, value, self._size, self._heads),
            *(own["in_proj_weight"], own["in_proj_bias"], own["bias_k"], own["bias_v"]),
            *(self._zero, 0.0, out, bias),
            training=False,
            need_weights=False,
            attn_mask=mask,
            use_separate_proj_weight=own["in_proj_weight"] is None,
            q_proj_weight=own["q_proj_weight"],
            k_proj_weight=own["k_proj_weight"],
            v_proj_weight=own["v_proj_weight"],
        )
        return answer.transpose(0, 1) if turned else answer

    def multiply_adds(self, *shapes: torch.Size) -> int:
        """Of the four projections, the scores and the mixing, for query, key and value."""
        size = self._size
        query, key, value = (shape.numel() for shape in shapes)  # tokens times features
        axis = -2 if self._batch_first or len(shapes[0]) == 2 else 0
        pairs = query // size * shapes[1][axis]
        count: int = (2 * query + key + value + 2 * pairs) * size
        return count


class UnwatchedEncoder:
    """A transformer's encoder, or a layer of one, with its weights of now."""

    def __init__(self, module: nn.Module, settings: Mapping[str, Any]) -> None:
        self._settings = dict(settings)
        self._module = _copied(module, kept_weight)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """The answer to other tokens; a copy of its own computes it, whoever else asks too."""
        module = _copied(self._module, lambda each: each.to(x.dtype))
        answer = module(x, **self._settings)
        assert isinstance(answer, torch.Tensor)
        return answer

    def multiply_adds(self, shape: torch.Size) -> int:
        """Of all products with weights, and of the attention in every layer."""
        layers = [m for m in self._module.modules() if isinstance(m, nn.MultiheadAttention)]
        matrices = sum(p.numel() for p in self._module.parameters() if p.ndim == 2)
        tokens = shape.numel() // shape[-1]
        first = bool(layers) and (layers[0].batch_first or len(shape) == 2)
        length = shape[-2] if first else shape[0]
        return tokens * matrices + len(layers) * 2 * tokens * length * shape[-1]


def _copied(module: nn.Module, kept: Any) -> nn.Module:
    """The same module with other parameters and buffers."""
    memo: dict[int, Any] = {}
    for parameter in module.parameters():
        memo[id(parameter)] = nn.Parameter(kept(parameter.detach()), requires_grad=False)
    for buffer in module.buffers():
        memo[id(buffer)] = kept(buffer)
    return copy.deepcopy(module, memo)


Unwatched = UnwatchedAttention | UnwatchedEncoder


def unwatched(
    module: nn.Module, given: Mapping[str, Any]
) -> tuple[LayerKind, AttentionSpec | OperationSpec, Unwatched | None]:
    """What such a layer is, and how to compute it again.

    Parameters
    ----------
    module : torch.nn.Module
    given : mapping
        The arguments of its `forward`, by name.

    Returns
    -------
    kind : LayerKind
    spec : AttentionSpec or OperationSpec
    again : callable or None
        Takes the tensors that the layer read; None if the layer was called in a way that is not
        followed.
    """
    unknown = OperationSpec(type(module).__name__)
    if type(module) is not nn.MultiheadAttention:
        if isinstance(module, nn.MultiheadAttention):
            return LayerKind.OTHER, unknown, None
        settings = {k: v for k, v in given.items() if k not in ("self", "src") and v is not None}
        return LayerKind.OTHER, unknown, UnwatchedEncoder(module, settings)
    mask = given.get("attn_mask")
    plain = module.bias_k is None and not module.add_zero_attn
    if given.get("key_padding_mask") is not None or (mask is not None and mask.ndim != 2):
        return LayerKind.OTHER, unknown, None
    again = UnwatchedAttention(module, mask)
    if not plain:
        return LayerKind.OTHER, unknown, again
    allowed = None
    if mask is not None:
        allowed = ~mask if mask.dtype == torch.bool else mask > -torch.inf
    spec = AttentionSpec(
        ("query", "key", "value"),
        module.num_heads,
        projected=True,
        batch_first=module.batch_first,
        allowed=allowed,
    )
    return LayerKind.ATTENTION, spec, again
