"""What a call of PyTorch is: its kind, its settings, its weights. One table, one entry a function.

A call is described only where the description is all that it computes; a setting that no spec
has a word for leaves it `LayerKind.OTHER`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from cnnviz.core.layer_kinds import (
    ActivationSpec,
    AttentionSpec,
    BatchNormSpec,
    LayerKind,
    LayerSpec,
    NormSpec,
    OperationSpec,
    SoftmaxSpec,
)
from cnnviz.core.windows.specs import (
    AdaptivePoolSpec,
    ConvSpec,
    Pair,
    PoolKind,
    PoolSpec,
    TransposedConvSpec,
)


@dataclass(frozen=True, eq=False)
class Description:
    """What a call is; the tensors are the call's own."""

    kind: LayerKind
    spec: LayerSpec | None = None
    weight: torch.Tensor | None = None
    bias: torch.Tensor | None = None


@dataclass(frozen=True, eq=False)
class CallFacts:
    """What a description is read from.

    Attributes
    ----------
    name : str
        The function's, without the underscores around it.
    given : mapping
        Its arguments by name; those the table has no name for are called by their position.
    operands : list of torch.Tensor
        The arguments that depend on the network's input, in order.
    keys : tuple of str
        The records these are; equal ones are one record.
    output : torch.Tensor
    """

    name: str
    given: Mapping[str, Any]
    operands: list[torch.Tensor]
    keys: tuple[str, ...]
    output: torch.Tensor

    @property
    def x(self) -> torch.Tensor:
        """The first operand."""
        return self.operands[0]

    def only_input(self, name: str = "input") -> bool:
        """Whether the argument of that name is the only one that depends on the input."""
        return len(self.operands) == 1 and self.given.get(name) is self.x and not self.is_twice

    @property
    def is_twice(self) -> bool:
        """Whether the first operand stands in two places of the call."""
        x = self.x
        return sum(value is x for value in self.given.values()) > 1


_Describer = Callable[[CallFacts], Description]
_OTHER = Description(LayerKind.OTHER)


def describe(
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    operands: list[torch.Tensor],
    keys: tuple[str, ...],
    output: torch.Tensor,
) -> Description:
    """What the call is; `LayerKind.OTHER` where the table has no word for it."""
    entry = _TABLE.get(name)
    if entry is None:
        return Description(LayerKind.OTHER, OperationSpec(name))
    names, describer = entry
    given: dict[str, Any] = dict(zip(names, args, strict=False))
    if len(args) > len(names):
        given |= {str(at): value for at, value in enumerate(args[len(names) :], len(names))}
    if kwargs:
        given.update(kwargs)
    found = describer(CallFacts(name, given, operands, keys, output))
    return Description(LayerKind.OTHER, OperationSpec(name)) if found is _OTHER else found


# Checking a spec takes as long as running a small layer; the same few recur in every trace.
_conv_spec = lru_cache(maxsize=512)(ConvSpec)
_pool_spec = lru_cache(maxsize=512)(PoolSpec)


def _pair(value: Any) -> Pair:
    values = tuple(value) if isinstance(value, tuple | list | torch.Size) else (value,)
    return (int(values[0]), int(values[-1]))


def _plain(call: CallFacts, *skip: str) -> tuple[tuple[str, Any], ...]:
    """The settings that are plain numbers or words."""
    kinds = (bool, int, float, str)
    return tuple(
        (key, value)
        for key, value in call.given.items()
        if isinstance(value, kinds) and key not in ("inplace", *skip)
    )


# --- windows ----------------------------------------------------------------------------------


def _conv(call: CallFacts) -> Description:
    given, weight = call.given, call.given["weight"]
    if len(call.operands) == 2:
        return _kernel_of_results(call)
    if not call.only_input() or call.x.ndim != 4 or call.name != "conv2d":
        return _linear(call)
    padding = given.get("padding", 0)
    spec = _conv_spec(
        (int(weight.shape[2]), int(weight.shape[3])),
        _pair(given.get("stride", 1)),
        0 if padding == "valid" else padding if padding == "same" else _pair(padding),
        _pair(given.get("dilation", 1)),
        groups=int(given.get("groups", 1)),
    )
    return Description(LayerKind.CONV, spec, weight, given.get("bias"))


def _kernel_of_results(call: CallFacts) -> Description:
    """A convolution whose kernel depends on the input: a product of two results."""
    known = {id(operand) for operand in call.operands}
    if known != {id(call.given["input"]), id(call.given["weight"])}:
        return _OTHER
    return Description(LayerKind.MATMUL, OperationSpec(call.name, _plain(call)))


def _transposed_conv(call: CallFacts) -> Description:
    given, weight = call.given, call.given["weight"]
    if not call.only_input() or call.x.ndim != 4 or call.name != "conv_transpose2d":
        return _linear(call)
    spec = TransposedConvSpec(
        (int(weight.shape[2]), int(weight.shape[3])),
        _pair(given.get("stride", 1)),
        _pair(given.get("padding", 0)),
        _pair(given.get("output_padding", 0)),
        int(given.get("groups", 1)),
        _pair(given.get("dilation", 1)),
    )
    return Description(LayerKind.TRANSPOSED_CONV, spec, weight, given.get("bias"))


def _pool(call: CallFacts) -> Description:
    given = call.given
    if call.x.ndim != 4:
        return _OTHER if "max" in call.name else _linear(call)
    kernel, stride = _pair(given["kernel_size"]), given.get("stride")
    sizes = (kernel, _pair(stride) if stride not in (None, []) else kernel)
    padding, ceil = _pair(given.get("padding", 0)), bool(given.get("ceil_mode", False))
    if "max" in call.name:
        spec = _pool_spec("max", *sizes, padding, ceil, _pair(given.get("dilation", 1)))
    else:
        counts = bool(given.get("count_include_pad", True))
        spec = _pool_spec(
            "average", *sizes, padding, ceil, 1, counts, given.get("divisor_override")
        )
    return Description(LayerKind.POOL, spec)


def _adaptive_pool(call: CallFacts) -> Description:
    kind: PoolKind = "max" if "max" in call.name else "average"
    if call.x.ndim != 4:
        return _OTHER if kind == "max" else _linear(call)
    rows, columns = int(call.output.shape[2]), int(call.output.shape[3])
    height, width = int(call.x.shape[2]), int(call.x.shape[3])
    if (rows, columns) == (1, 1):
        return _global(kind, (height, width))
    if height % rows == 0 and width % columns == 0:
        return Description(LayerKind.POOL, _pool_spec(kind, (height // rows, width // columns)))
    return Description(LayerKind.POOL, AdaptivePoolSpec(kind, (rows, columns)))


def _global(kind: PoolKind, size: Pair) -> Description:
    if kind == "average":
        return Description(LayerKind.GLOBAL_POOL)
    return Description(LayerKind.POOL, _pool_spec("max", size))


def _over_maps(call: CallFacts) -> bool:
    """Whether a reduction goes over height and width of maps (N, C, H, W), and nothing else."""
    dims = call.given.get("dim", call.given.get("axis"))
    if call.x.ndim != 4 or not isinstance(dims, tuple | list) or call.output.ndim < 2:
        return False
    return sorted(d % 4 for d in dims) == [2, 3]


def _mean(call: CallFacts) -> Description:
    return Description(LayerKind.GLOBAL_POOL) if _over_maps(call) else _linear(call)


def _largest(call: CallFacts) -> Description:
    if call.name == "amax" and _over_maps(call):
        return _global("max", (int(call.x.shape[2]), int(call.x.shape[3])))
    return _maximum(call)


def _maximum(call: CallFacts) -> Description:
    """The larger of two results, or the largest along axes."""
    if len(call.operands) == 2 or isinstance(call.given.get("other"), torch.Tensor):
        return Description(LayerKind.MAXIMUM, OperationSpec(call.name))
    dims = call.given.get("dim", call.given.get("axis"))
    if isinstance(dims, torch.Tensor):  # by its place it is the other argument
        return Description(LayerKind.MAXIMUM, OperationSpec(call.name))
    if dims is None or dims == ():
        dims = range(call.x.ndim)
    axes = sorted(int(d) % call.x.ndim for d in ([dims] if isinstance(dims, int) else dims))
    return Description(LayerKind.MAXIMUM, OperationSpec(call.name, (("dim", tuple(axes)),)))


# --- weights ----------------------------------------------------------------------------------


def _dense(call: CallFacts) -> Description:
    if not call.only_input():
        return _matmul(call)
    return Description(LayerKind.DENSE, None, call.given["weight"], call.given.get("bias"))


def _batch_norm(call: CallFacts) -> Description:
    given = call.given
    if not call.only_input():
        return _OTHER
    mean, variance = given.get("running_mean"), given.get("running_var")
    eps = float(given.get("eps", 1e-5))
    weight, bias = given.get("weight"), given.get("bias")
    if given.get("training") or mean is None or variance is None:
        return Description(LayerKind.NORM, NormSpec("batch", eps=eps), weight, bias)
    return Description(LayerKind.BATCH_NORM, BatchNormSpec(mean, variance, eps), weight, bias)


def _layer_norm(call: CallFacts) -> Description:
    given = call.given
    if not call.only_input():
        return _OTHER
    method = "rms" if call.name == "rms_norm" else "layer"
    eps = given.get("eps", 1e-5 if method == "layer" else None)
    if eps is None:
        eps = torch.finfo(call.x.dtype).eps
    spec = NormSpec(method, axes=len(given["normalized_shape"]), eps=float(eps))
    return Description(LayerKind.NORM, spec, given.get("weight"), given.get("bias"))


def _group_norm(call: CallFacts) -> Description:
    given = call.given
    if not call.only_input():
        return _OTHER
    spec = NormSpec("group", int(given["num_groups"]), eps=float(given.get("eps", 1e-5)))
    return Description(LayerKind.NORM, spec, given.get("weight"), given.get("bias"))


def _instance_norm(call: CallFacts) -> Description:
    given = call.given
    if not call.only_input():
        return _OTHER
    weight, bias, eps = given.get("weight"), given.get("bias"), float(given.get("eps", 1e-5))
    if not given.get("use_input_stats", True):
        spec = BatchNormSpec(given["running_mean"], given["running_var"], eps)
        return Description(LayerKind.BATCH_NORM, spec, weight, bias)
    return Description(LayerKind.NORM, NormSpec("instance", eps=eps), weight, bias)


def _response_norm(call: CallFacts) -> Description:
    settings = _plain(call)
    return Description(LayerKind.NORM, NormSpec("response", settings=settings))


def _unit(call: CallFacts) -> Description:
    """`torch.nn.functional.normalize`: divided by its length along one axis."""
    given, axis = call.given, call.given.get("dim", 1)
    if not call.only_input() or not isinstance(axis, int):
        return _OTHER
    settings = (("p", float(given.get("p", 2.0))), ("dim", axis % call.x.ndim))
    eps = float(given.get("eps", 1e-12))
    return Description(LayerKind.NORM, NormSpec("unit", eps=eps, settings=settings))


# --- every number for itself ------------------------------------------------------------------


def _activation(call: CallFacts) -> Description:
    if len(call.operands) != 1 or any(
        isinstance(value, torch.Tensor) and value is not call.x for value in call.given.values()
    ):
        return _OTHER
    spec = ActivationSpec(call.name.replace("_", ""), _plain(call))
    return Description(LayerKind.ACTIVATION, spec)


def _prelu(call: CallFacts) -> Description:
    if not call.only_input():
        return _OTHER
    return Description(LayerKind.ACTIVATION, ActivationSpec("prelu"), call.given["weight"])


def _add(call: CallFacts) -> Description:
    plain = call.given.get("alpha", 1) == 1
    if len(call.operands) == 2:
        if plain and len(set(call.keys)) == 2 and call.name != "sub" and call.name != "rsub":
            return Description(LayerKind.ADD)
        return _linear(call, operands=2)
    return _scale(call)


def _scale(call: CallFacts) -> Description:
    return Description(LayerKind.SCALE, OperationSpec(call.name, _plain(call)))


def _product(call: CallFacts) -> Description:
    if len(call.operands) == 2:
        return Description(LayerKind.PRODUCT, OperationSpec(call.name))
    if call.is_twice:
        squared = call.name in ("mul", "multiply", "rmul")
        return Description(LayerKind.PRODUCT, OperationSpec(call.name)) if squared else _OTHER
    if call.name in ("div", "true_divide", "truediv"):
        if call.given.get("rounding_mode") is not None:
            return _OTHER
        # A number divided by what depends on the input is a curve.
        if call.given.get("input") is not call.x:
            return Description(LayerKind.ACTIVATION, ActivationSpec("reciprocal"))
    return _scale(call)


def _glu(call: CallFacts) -> Description:
    """One half of the maps times the sigmoid of the other."""
    axis = int(call.given.get("dim", -1)) % call.x.ndim
    return Description(LayerKind.PRODUCT, OperationSpec("glu", (("dim", axis),)))


def _dropout(call: CallFacts) -> Description:
    return Description(LayerKind.DROPOUT)


# --- whole tensors ----------------------------------------------------------------------------


def _softmax(call: CallFacts) -> Description:
    dim = call.given.get("dim")
    if dim is None:  # PyTorch's own choice, which it warns about
        dim = 0 if call.x.ndim in (0, 1, 3) else 1
    log = call.name == "log_softmax"
    return Description(LayerKind.SOFTMAX, SoftmaxSpec(int(dim) % call.x.ndim, log))


def _rearrange(call: CallFacts) -> Description:
    if call.name == "pad" and any(call.given.get("value") is o for o in call.operands):
        return _OTHER
    return Description(LayerKind.REARRANGE, OperationSpec(call.name, _plain(call)))


def _reshape(call: CallFacts) -> Description:
    x, y = call.x, call.output
    if y.ndim == 2 and x.ndim > 2 and y.shape[0] == x.shape[0]:
        return Description(LayerKind.FLATTEN)
    return _rearrange(call)


def _concat(call: CallFacts) -> Description:
    return Description(LayerKind.CONCAT, OperationSpec(call.name, _plain(call)))


def _upsample(call: CallFacts) -> Description:
    return Description(LayerKind.UPSAMPLE, OperationSpec(call.name, _plain(call)))


def _linear(call: CallFacts, operands: int = 1) -> Description:
    """A function that only multiplies by constants and adds, if so many arguments vary."""
    if len(call.operands) > operands or (call.is_twice and call.name not in _SUMS):
        return _OTHER
    return Description(LayerKind.LINEAR, OperationSpec(call.name, _plain(call)))


_SUMS = ("add", "radd", "sub", "rsub")


def _matmul(call: CallFacts) -> Description:
    if len(call.operands) == 1 and not call.is_twice:
        return _linear(call)
    is_bilinear = call.name != "linear" or call.given.get("bias") is None
    if is_bilinear and len(call.operands) == 2 - call.is_twice:
        return Description(LayerKind.MATMUL, OperationSpec(call.name, _plain(call)))
    return _OTHER


def _attention(call: CallFacts) -> Description:
    given = call.given
    tensors = {name: given[name] for name in _ATTENTION[:3]}
    roles = {id(tensor): name for name, tensor in tensors.items()}
    reads = tuple(roles.get(id(operand), "") for operand in call.operands)
    if len(roles) < 3 or "value" not in reads or "" in reads or given.get("dropout_p", 0.0):
        return _OTHER
    query, key, value = tensors.values()
    if query.ndim < 3 or not query.shape[:-2] == key.shape[:-2] == value.shape[:-2]:
        return _OTHER
    spec = AttentionSpec(
        reads, int(query.shape[-3]) if query.ndim > 3 else 1, allowed=_allowed(given, query, key)
    )
    return Description(LayerKind.ATTENTION, spec)


def _allowed(
    given: Mapping[str, Any], query: torch.Tensor, key: torch.Tensor
) -> torch.Tensor | None:
    """Which keys a query may read; None for all."""
    size, mask = (query.shape[-2], key.shape[-2]), given.get("attn_mask")
    if given.get("is_causal", False):
        return torch.ones(size, dtype=torch.bool).tril()
    if mask is None:
        return None
    allowed = mask if mask.dtype == torch.bool else mask > -torch.inf
    if bool(allowed.all()):
        return None
    lead = allowed.shape[:-2]
    return torch.as_tensor(allowed.expand(*lead, *size).clone())


_ATTENTION = ("query", "key", "value", "attn_mask", "dropout_p", "is_causal")
_CONV = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
_TRANSPOSED = (*_CONV[:5], "output_padding", "groups", "dilation")
_MAX = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
_AVERAGE = (*_MAX[:4], "ceil_mode", "count_include_pad", "divisor_override")
_TWO = ("input", "other")

_TABLE: dict[str, tuple[tuple[str, ...], _Describer]] = {
    "conv2d": (_CONV, _conv),
    **dict.fromkeys(("conv1d", "conv3d"), (_CONV, _conv)),
    **dict.fromkeys(
        ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"),
        (_TRANSPOSED, _transposed_conv),
    ),
    "max_pool2d": (_MAX, _pool),
    "max_pool2d_with_indices": (_MAX, _pool),
    "avg_pool2d": (_AVERAGE, _pool),
    "adaptive_avg_pool2d": (("input", "output_size"), _adaptive_pool),
    "adaptive_max_pool2d": (("input", "output_size"), _adaptive_pool),
    "adaptive_max_pool2d_with_indices": (("input", "output_size"), _adaptive_pool),
    "mean": (("input", "dim", "keepdim"), _mean),
    **dict.fromkeys(("amax", "amin"), (("input", "dim", "keepdim"), _largest)),
    **dict.fromkeys(("max", "min"), (("input", "dim", "keepdim"), _maximum)),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), (_TWO, _maximum)),
    "scaled_dot_product_attention": (_ATTENTION, _attention),
    "normalize": (("input", "p", "dim", "eps"), _unit),
    "glu": (("input", "dim"), _glu),
    "linear": (("input", "weight", "bias"), _dense),
    "batch_norm": (
        ("input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps"),
        _batch_norm,
    ),
    # The same in another namespace, with its arguments in another order.
    "torch_batch_norm": (
        ("input", "weight", "bias", "running_mean", "running_var", "training", "momentum", "eps"),
        _batch_norm,
    ),
    "torch_instance_norm": (
        ("input", "weight", "bias", "running_mean", "running_var", "use_input_stats"),
        _instance_norm,
    ),
    "layer_norm": (("input", "normalized_shape", "weight", "bias", "eps"), _layer_norm),
    "rms_norm": (("input", "normalized_shape", "weight", "eps"), _layer_norm),
    "group_norm": (("input", "num_groups", "weight", "bias", "eps"), _group_norm),
    "instance_norm": (
        ("input", "running_mean", "running_var", "weight", "bias", "use_input_stats"),
        _instance_norm,
    ),
    "local_response_norm": (("input", "size", "alpha", "beta", "k"), _response_norm),
    "prelu": (("input", "weight"), _prelu),
    "add": (_TWO, _add),
    "radd": (_TWO, _add),
    "sub": (_TWO, _add),
    "rsub": (_TWO, _add),
    "neg": (("input",), _scale),
    "mul": (_TWO, _product),
    "rmul": (_TWO, _product),
    "multiply": (_TWO, _product),
    "div": (_TWO, _product),
    "divide": (_TWO, _product),
    "true_divide": (_TWO, _product),
    "truediv": (_TWO, _product),
    "rtruediv": (("input", "number"), _activation),
    "rdiv": (("input", "number"), _activation),
    "softmax": (("input", "dim"), _softmax),
    "log_softmax": (("input", "dim"), _softmax),
    "interpolate": (("input", "size", "scale_factor", "mode", "align_corners"), _upsample),
    "upsample": (("input", "size", "scale_factor", "mode"), _upsample),
    "upsample_nearest2d": (("input", "size"), _upsample),
    "upsample_bilinear2d": (("input", "size"), _upsample),
    **dict.fromkeys(("matmul", "rmatmul", "mm", "bmm", "mv"), (_TWO, _matmul)),
    "einsum": (("equation", "tensors"), _matmul),
    **dict.fromkeys(("cat", "concat", "concatenate", "stack", "hstack"), (("tensors",), _concat)),
    **dict.fromkeys(("view", "reshape", "flatten", "squeeze"), (("input",), _reshape)),
    **{
        name: (("input", *settings), _activation)
        for name, settings in {
            **dict.fromkeys(("relu", "relu6", "selu", "silu", "mish", "gelu", "sigmoid"), ()),
            **dict.fromkeys(("hardswish", "hardsigmoid", "logsigmoid", "tanh", "softsign"), ()),
            **dict.fromkeys(("tanhshrink", "abs", "absolute", "exp", "log", "log2", "log1p"), ()),
            **dict.fromkeys(("expm1", "sqrt", "rsqrt", "square", "reciprocal", "erf"), ()),
            **dict.fromkeys(("sin", "cos", "atan", "sinh", "cosh", "asinh", "special_erf"), ()),
            "leaky_relu": ("negative_slope",),
            "elu": ("alpha",),
            "celu": ("alpha",),
            "hardtanh": ("min_val", "max_val"),
            "softplus": ("beta", "threshold"),
            "hardshrink": ("lambd",),
            "softshrink": ("lambd",),
            "threshold": ("threshold", "value"),
            "rrelu": ("lower", "upper"),
            **dict.fromkeys(("clamp", "clip"), ("min", "max")),
            "clamp_min": ("min",),
            "clamp_max": ("max",),
            "pow": ("exponent",),
        }.items()
    },
    **{
        f"{kind}dropout{axes}": (("input",), _dropout)
        for kind in ("", "alpha_", "feature_", "feature_alpha_")
        for axes in ("", "1d", "2d", "3d")
    },
    **dict.fromkeys(
        (
            *("getitem", "narrow", "select", "index_select", "take_along_dim", "gather", "take"),
            *("chunk", "split", "split_with_sizes", "tensor_split", "unbind", "unsafe_chunk"),
            *("hsplit", "vsplit", "dsplit", "unsafe_split", "select_copy", "slice"),
            *("permute", "transpose", "swapaxes", "swapdims", "t", "T", "mT", "H", "movedim"),
            *("moveaxis", "unsqueeze", "expand", "expand_as", "broadcast_to", "repeat", "tile"),
            *("repeat_interleave", "flip", "fliplr", "flipud", "roll", "rot90", "pad"),
            *("pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "native_channel_shuffle"),
            *("unfold", "view_as", "reshape_as", "unflatten", "setitem", "as_strided"),
            *("diagonal", "ravel", "masked_fill", "copy", "index_copy", "select_scatter"),
            *("slice_scatter", "fill", "zero", "constant_pad_nd", "where", "atleast_2d"),
            *("atleast_3d", "adjoint", "real"),
        ),
        (("input",), _rearrange),
    ),
    **dict.fromkeys(
        (
            *("sum", "cumsum"),
            *("avg_pool1d", "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool3d", "fold"),
            *("addmm", "addmv", "addbmm", "baddbmm", "grid_sample", "tensordot", "trace", "diff"),
            *("nansum", "affine_grid", "kron", "outer", "inner", "dot"),
        ),
        (("input", "weight"), _linear),
    ),
}
