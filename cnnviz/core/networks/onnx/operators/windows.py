"""Operators with a sliding window: convolutions and pooling."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import Value, known

Pads = tuple[list[int], list[int]]


def conv(call: Call) -> Value:
    """Conv."""
    weight = _kernels(call)
    kernel, spatial = list(weight.shape[2:]), weight.ndim - 2
    strides, dilations = _sizes(call, "strides", spatial), _sizes(call, "dilations", spatial)
    begin, end = _pads(call, kernel, strides, dilations)
    x = call.value(0)
    if begin != end:
        x = _padded(call, x, (begin, end))
        begin = [0] * spatial
    tensors = {"weight": weight} | ({"bias": call.known(2)} if call.has(2) else {})
    attributes = {
        "stride": strides,
        "padding": begin,
        "dilation": dilations,
        "groups": call.attribute("group", 1),
    }
    return call.emit("convolution", [x], attributes, tensors)


def conv_transpose(call: Call) -> Value:
    """ConvTranspose."""
    weight = _kernels(call)
    kernel, spatial = list(weight.shape[2:]), weight.ndim - 2
    strides, dilations = _sizes(call, "strides", spatial), _sizes(call, "dilations", spatial)
    extra = _sizes(call, "output_padding", spatial, 0)
    begin, end = _transposed_pads(call, kernel, strides, dilations, extra)
    # What is cut off at the end may be more than at the beginning, or less; PyTorch's padding
    # cuts both alike, and its output padding adds at the end.
    more = [extra[i] + begin[i] - end[i] for i in range(spatial)]
    plain = min(begin) >= 0 and all(
        0 <= more[i] < max(strides[i], dilations[i]) for i in range(spatial)
    )
    attributes = {
        "stride": strides,
        "padding": begin if plain else [0] * spatial,
        "output_padding": more if plain else extra,
        "dilation": dilations,
        "groups": call.attribute("group", 1),
    }
    tensors = {"weight": weight} | ({"bias": call.known(2)} if call.has(2) else {})
    if plain:
        return call.emit("transposed_convolution", [call.value(0)], attributes, tensors)
    whole = call.emit("transposed_convolution", [call.value(0)], attributes, tensors)
    return _padded(call, whole, ([-v for v in begin], [-v for v in end]), suffix="crop")


def max_pool(call: Call) -> Value:
    """MaxPool."""
    kernel, strides, dilations = _window(call)
    call.ignore("storage_order")
    ceil = call.attribute("ceil_mode", 0) != 0
    begin, end = _pads(call, kernel, strides, dilations, ceil)
    x = call.value(0)
    widest = [((k - 1) * d + 1) // 2 for k, d in zip(kernel, dilations, strict=True)]
    if begin != end or any(p > w for p, w in zip(begin, widest, strict=True)):
        x = _padded(call, x, (begin, end), lowest=True)
        begin = [0] * len(kernel)
    attributes = {
        "kernel_size": kernel,
        "stride": strides,
        "padding": begin,
        "dilation": dilations,
        "ceil_mode": ceil,
    }
    return call.emit("max_pool", [x], attributes)


def average_pool(call: Call) -> Value:
    """AveragePool; where PyTorch has no such window, the mean of a padded input, made up for."""
    kernel, strides, dilations = _window(call)
    if set(dilations) != {1}:
        raise call.error("has a dilation, which is not known for it")
    ceil, include = call.attribute("ceil_mode", 0) != 0, call.attribute("count_include_pad", 0) != 0
    begin, end = _pads(call, kernel, strides, dilations, ceil)
    if begin == end and all(p <= k // 2 for p, k in zip(begin, kernel, strict=True)):
        attributes = {
            "kernel_size": kernel,
            "stride": strides,
            "padding": begin,
            "ceil_mode": ceil,
            "count_include_pad": include or not any(begin),
        }
        return call.emit("mean_pool", [call.value(0)], attributes)
    sizes = call.value(0).a.shape[2:]
    after = list(end)
    if ceil:
        # The last window may reach beyond the padding; those cells are never counted.
        for i, size in enumerate(sizes):
            rest = (size + begin[i] + end[i] - kernel[i]) % strides[i]
            after[i] += (strides[i] - rest) % strides[i]
    padded = _padded(call, call.value(0), (begin, after))
    plain = {"kernel_size": kernel, "stride": strides}
    counted = torch.ones(1, 1, *sizes)
    if include:
        counted = torch.nn.functional.pad(counted, _torch_order((begin, end)), value=1.0)
        after, begin = [a - e for a, e in zip(after, end, strict=True)], [0] * len(kernel)
    counted = torch.nn.functional.pad(counted, _torch_order((begin, after)))
    pooling = {1: torch.nn.AvgPool1d, 2: torch.nn.AvgPool2d, 3: torch.nn.AvgPool3d}[len(kernel)]
    share = pooling(tuple(kernel), tuple(strides))(counted)
    mean = call.emit("mean_pool", [padded], plain)
    if bool((share == 1).all()):
        return mean
    # A window that is all padding has nothing to divide by.
    factor = torch.where(share > 0, 1 / share, torch.zeros_like(share)).to(mean.a.dtype)
    return call.emit("multiply", [mean, known(factor)], suffix="scale")


def global_average_pool(call: Call) -> Value:
    """GlobalAveragePool."""
    return call.emit("global_mean_pool", [call.value(0)], {"dimensions": _spatial(call)})


def global_max_pool(call: Call) -> Value:
    """GlobalMaxPool."""
    return call.emit("global_max_pool", [call.value(0)], {"dimensions": _spatial(call)})


def _spatial(call: Call) -> int:
    if not 3 <= call.rank() <= 5:
        raise call.error(f"reads something with {call.rank()} dimensions")
    return call.rank() - 2


def _window(call: Call) -> tuple[list[int], list[int], list[int]]:
    kernel = call.integers("kernel_shape")
    if kernel is None or len(kernel) != call.rank() - 2 or min(kernel) < 1:
        raise call.error("has no window of as many dimensions as it reads")
    spatial = _spatial(call)
    return kernel, _sizes(call, "strides", spatial), _sizes(call, "dilations", spatial)


def _kernels(call: Call) -> torch.Tensor:
    """The trained kernels, which the settings must not contradict."""
    weight = call.known(1)
    if not weight.is_floating_point() or not 3 <= weight.ndim <= 5 or call.rank() != weight.ndim:
        raise call.error("has kernels of a shape or kind that is not known")
    kernel = list(weight.shape[2:])
    if (call.integers("kernel_shape") or kernel) != kernel:
        raise call.error("names another kernel size than its kernels have")
    return weight


def _sizes(call: Call, name: str, count: int, default: int = 1) -> list[int]:
    values = call.integers(name) or [default] * count
    if len(values) != count or min(values) < default or max(values) > 2**20:
        raise call.error(f"has {name} that do not fit")
    return values


def _pads(
    call: Call,
    kernel: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    ceil: bool = False,
) -> Pads:
    """Before and after, for each spatial dimension."""
    spatial = len(kernel)
    given = call.integers("pads")
    auto = call.attribute("auto_pad", "NOTSET")
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        begin, end = [], []
        for i, size in enumerate(call.value(0).a.shape[2:]):
            reach = (kernel[i] - 1) * dilations[i] + 1
            total = max((-(-size // strides[i]) - 1) * strides[i] + reach - size, 0)
            small, large = total // 2, total - total // 2
            begin.append(small if auto == "SAME_UPPER" else large)
            end.append(large if auto == "SAME_UPPER" else small)
        return begin, end
    if auto == "VALID":
        return [0] * spatial, [0] * spatial
    if auto != "NOTSET":
        raise call.error(f"pads in a way called {auto[:20]!r}, which is not known")
    given = given or [0] * (2 * spatial)
    if len(given) != 2 * spatial or min(given) < 0 or max(given) > 2**20:
        raise call.error("has pads that do not fit")
    return given[:spatial], given[spatial:]


def _transposed_pads(
    call: Call,
    kernel: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    extra: Sequence[int],
) -> Pads:
    spatial, sizes = len(kernel), call.value(0).a.shape[2:]
    auto, shape = call.attribute("auto_pad", "NOTSET"), call.integers("output_shape")
    if auto in ("SAME_UPPER", "SAME_LOWER") and shape is None:
        shape = [size * stride for size, stride in zip(sizes, strides, strict=True)]
    if shape is None:
        return _pads_as_given(call, spatial, auto)
    call.ignore("pads")
    if len(shape) not in (spatial, spatial + 2):
        raise call.error("has an output_shape that does not fit")
    begin, end = [], []
    for i, wanted in enumerate(shape[-spatial:]):
        reach = (kernel[i] - 1) * dilations[i] + 1
        total = strides[i] * (sizes[i] - 1) + extra[i] + reach - wanted
        small, large = total // 2, total - total // 2
        begin.append(small if auto == "SAME_UPPER" else large)
        end.append(large if auto == "SAME_UPPER" else small)
    return begin, end


def _pads_as_given(call: Call, spatial: int, auto: str) -> Pads:
    given = call.integers("pads") or [0] * (2 * spatial)
    if auto == "VALID":
        given = [0] * (2 * spatial)
    elif auto != "NOTSET":
        raise call.error(f"pads in a way called {auto[:20]!r}, which is not known")
    if len(given) != 2 * spatial or min(given) < 0 or max(given) > 2**20:
        raise call.error("has pads that do not fit")
    return given[:spatial], given[spatial:]


def _torch_order(pads: Pads) -> list[int]:
    """As `torch.nn.functional.pad` wants it: the last dimension first."""
    pairs = list(zip(*pads, strict=True))[::-1]
    return [v for pair in pairs for v in pair]


def _padded(call: Call, x: Value, pads: Pads, lowest: bool = False, suffix: str = "pad") -> Value:
    if not any(pads[0]) and not any(pads[1]):
        return x
    attributes = {"padding": _torch_order(pads)} | ({"lowest": True} if lowest else {})
    return call.emit("pad", [x], attributes, suffix=suffix)


WINDOWS = {
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": global_average_pool,
    "GlobalMaxPool": global_max_pool,
}
