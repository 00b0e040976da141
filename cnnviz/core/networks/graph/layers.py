"""Operations that PyTorch has a module for, by the name they have in a definition file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from cnnviz.core.networks.graph.settings import Settings

# By number of spatial dimensions.
_CONVS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
_TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
_MAX_POOLS = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
_MEAN_POOLS = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
_ADAPTIVE_MEAN = {1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d}
_ADAPTIVE_MAX = {1: nn.AdaptiveMaxPool1d, 2: nn.AdaptiveMaxPool2d, 3: nn.AdaptiveMaxPool3d}
_BATCH_NORMS = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
_INSTANCE_NORMS = {1: nn.InstanceNorm1d, 2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}


def _filled(module: nn.Module, **tensors: torch.Tensor | None) -> nn.Module:
    """The module with these tensors as its parameters and buffers, none copied."""
    for name, tensor in tensors.items():
        if tensor is None:
            continue
        if name in module._buffers:
            module._buffers[name] = tensor
        else:
            setattr(module, name, nn.Parameter(tensor, requires_grad=tensor.is_floating_point()))
    return module


def _weight(settings: Settings, dimensions: tuple[int, ...]) -> torch.Tensor:
    weight = settings.tensor("weight", dimensions)
    if not weight.is_floating_point() or 0 in weight.shape:
        raise settings.error("needs a weight of floats that is not empty")
    return weight


def _convolution(settings: Settings) -> nn.Module:
    weight = _weight(settings, (3, 4, 5))
    spatial, groups = weight.ndim - 2, settings.integer("groups", 1, least=1, most=2**20)
    if weight.shape[0] % groups:
        raise settings.error(f"has {weight.shape[0]} kernels, which {groups} groups cannot share")
    module = _CONVS[spatial](
        weight.shape[1] * groups,
        weight.shape[0],
        tuple(weight.shape[2:]),  # type: ignore[arg-type]
        stride=settings.integers("stride", [1] * spatial, spatial, least=1),  # type: ignore[arg-type]
        padding=settings.integers("padding", [0] * spatial, spatial, least=0),  # type: ignore[arg-type]
        dilation=settings.integers("dilation", [1] * spatial, spatial, least=1),  # type: ignore[arg-type]
        groups=groups,
        bias=(bias := settings.maybe_vector("bias", weight.shape[0])) is not None,
        device="meta",
    )
    return _filled(module, weight=weight, bias=bias)


def _transposed_convolution(settings: Settings) -> nn.Module:
    weight = _weight(settings, (3, 4, 5))
    spatial, groups = weight.ndim - 2, settings.integer("groups", 1, least=1, most=2**20)
    if weight.shape[0] % groups:
        raise settings.error(f"has {weight.shape[0]} channels, which {groups} groups cannot share")
    out_channels = weight.shape[1] * groups
    module = _TRANSPOSED[spatial](
        weight.shape[0],
        out_channels,
        tuple(weight.shape[2:]),  # type: ignore[arg-type]
        stride=settings.integers("stride", [1] * spatial, spatial, least=1),  # type: ignore[arg-type]
        padding=settings.integers("padding", [0] * spatial, spatial, least=0),  # type: ignore[arg-type]
        output_padding=settings.integers(  # type: ignore[arg-type]
            "output_padding", [0] * spatial, spatial, least=0
        ),
        dilation=settings.integers("dilation", [1] * spatial, spatial, least=1),  # type: ignore[arg-type]
        groups=groups,
        bias=(bias := settings.maybe_vector("bias", out_channels)) is not None,
        device="meta",
    )
    return _filled(module, weight=weight, bias=bias)


def _dense(settings: Settings) -> nn.Module:
    weight = _weight(settings, (2,))
    outputs, inputs = weight.shape
    bias = settings.maybe_vector("bias", outputs)
    module = nn.Linear(inputs, outputs, bias=bias is not None, device="meta")
    return _filled(module, weight=weight, bias=bias)


def _max_pool(settings: Settings) -> nn.Module:
    spatial, window = _window(settings)
    dilation = settings.integers("dilation", [1] * spatial, spatial, least=1)
    module: nn.Module = _MAX_POOLS[spatial](**window, dilation=dilation)
    return module


def _mean_pool(settings: Settings) -> nn.Module:
    spatial, window = _window(settings)
    counted = settings.flag("count_include_pad", True)
    module: nn.Module = _MEAN_POOLS[spatial](**window, count_include_pad=counted)
    return module


def _window(settings: Settings) -> tuple[int, dict[str, Any]]:
    """How many dimensions a pooling window has, and what both kinds of pooling take."""
    kernel = settings.integers("kernel_size", least=1)
    spatial = len(kernel)
    if spatial not in _MAX_POOLS:
        raise settings.error(f"has {spatial} spatial dimensions; at most 3 are possible")
    return spatial, {
        "kernel_size": kernel,
        "stride": settings.integers("stride", kernel, spatial, least=1),
        "padding": settings.integers("padding", [0] * spatial, spatial, least=0),
        "ceil_mode": settings.flag("ceil_mode"),
    }


def _global_mean_pool(settings: Settings) -> nn.Module:
    return _ADAPTIVE_MEAN[settings.integer("dimensions", 2, 1, 3)](1)


def _global_max_pool(settings: Settings) -> nn.Module:
    return _ADAPTIVE_MAX[settings.integer("dimensions", 2, 1, 3)](1)


def _batch_norm(settings: Settings) -> nn.Module:
    mean = settings.tensor("running_mean", (1,))
    channels = len(mean)
    weight, bias = (settings.maybe_vector(name, channels) for name in ("weight", "bias"))
    if (weight is None) != (bias is None):
        raise settings.error("needs both a weight and a bias, or none")
    kind = _BATCH_NORMS[settings.integer("dimensions", 2, 1, 3)]
    module = kind(channels, settings.number("eps", 1e-5), affine=weight is not None, device="meta")
    variance = settings.vector("running_var", channels)
    _filled(module, weight=weight, bias=bias, running_mean=mean, running_var=variance)
    module.num_batches_tracked = torch.tensor(0, device=mean.device)
    return module


def _instance_norm(settings: Settings) -> nn.Module:
    weight = settings.tensor("weight", (1,))
    kind = _INSTANCE_NORMS[settings.integer("dimensions", 2, 1, 3)]
    module = kind(len(weight), settings.number("eps", 1e-5), affine=True, device="meta")
    return _filled(module, weight=weight, bias=settings.vector("bias", len(weight)))


def _group_norm(settings: Settings) -> nn.Module:
    weight = settings.tensor("weight", (1,))
    groups = settings.integer("groups", least=1)
    if len(weight) % groups:
        raise settings.error(f"has {len(weight)} channels, which {groups} groups cannot share")
    module = nn.GroupNorm(groups, len(weight), settings.number("eps", 1e-5), device="meta")
    return _filled(module, weight=weight, bias=settings.vector("bias", len(weight)))


def _layer_norm(settings: Settings) -> nn.Module:
    shape = settings.integers("shape", least=1)
    weight, bias = (settings.maybe_tensor(name, (len(shape),)) for name in ("weight", "bias"))
    if any(t is not None and tuple(t.shape) != shape for t in (weight, bias)):
        raise settings.error("has a weight or bias of another shape than its own")
    if weight is None and bias is not None:
        raise settings.error("has a bias without a weight")
    eps, has_bias = settings.number("eps", 1e-5), bias is not None
    module = nn.LayerNorm(list(shape), eps, weight is not None, has_bias, device="meta")
    return _filled(module, weight=weight, bias=bias)


def _local_response_norm(settings: Settings) -> nn.Module:
    return nn.LocalResponseNorm(
        settings.integer("size", least=1, most=4096),
        settings.number("alpha", 1e-4),
        settings.number("beta", 0.75),
        settings.number("k", 1.0),
    )


def _prelu(settings: Settings) -> nn.Module:
    weight = settings.tensor("weight", (1,))
    return _filled(nn.PReLU(len(weight), device="meta"), weight=weight)


def _upsample(settings: Settings) -> nn.Module:
    size = settings.integers("size", least=1)
    mode = settings.choice(
        "mode", ("nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic")
    )
    aligned = settings.flag("align_corners") if "linear" in mode or "cubic" in mode else None
    return nn.Upsample(size, mode=mode, align_corners=aligned)


LAYERS: dict[str, Callable[[Settings], nn.Module]] = {
    "convolution": _convolution,
    "transposed_convolution": _transposed_convolution,
    "dense": _dense,
    "max_pool": _max_pool,
    "mean_pool": _mean_pool,
    "global_mean_pool": _global_mean_pool,
    "global_max_pool": _global_max_pool,
    "batch_norm": _batch_norm,
    "instance_norm": _instance_norm,
    "group_norm": _group_norm,
    "layer_norm": _layer_norm,
    "local_response_norm": _local_response_norm,
    "relu": lambda s: nn.ReLU(),
    "relu6": lambda s: nn.ReLU6(),
    "leaky_relu": lambda s: nn.LeakyReLU(s.number("slope", 0.01)),
    "prelu": _prelu,
    "elu": lambda s: nn.ELU(s.number("alpha", 1.0)),
    "selu": lambda s: nn.SELU(),
    "celu": lambda s: nn.CELU(s.number("alpha", 1.0)),
    "sigmoid": lambda s: nn.Sigmoid(),
    "hard_sigmoid": lambda s: nn.Hardsigmoid(),
    "hard_swish": lambda s: nn.Hardswish(),
    "silu": lambda s: nn.SiLU(),
    "tanh": lambda s: nn.Tanh(),
    "softplus": lambda s: nn.Softplus(),
    "softsign": lambda s: nn.Softsign(),
    "gelu": lambda s: nn.GELU(s.choice("approximate", ("none", "tanh"), "none")),
    "mish": lambda s: nn.Mish(),
    "softmax": lambda s: nn.Softmax(s.integer("dim")),
    "log_softmax": lambda s: nn.LogSoftmax(s.integer("dim")),
    "dropout": lambda s: nn.Dropout(min(max(s.number("p", 0.5), 0.0), 1.0)),
    "flatten": lambda s: nn.Flatten(s.integer("start", 1, 0, 8)),
    "pixel_shuffle": lambda s: nn.PixelShuffle(s.integer("factor", least=1)),
    "pixel_unshuffle": lambda s: nn.PixelUnshuffle(s.integer("factor", least=1)),
    "upsample": _upsample,
}
