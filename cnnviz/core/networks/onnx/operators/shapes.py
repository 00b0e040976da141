"""Operators that move numbers about, and those that compute shapes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch

from cnnviz.core.networks.graph.settings import LARGEST_INTEGER
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import BatchError, Flowing, Known, Value, known

Entry = Callable[[Call], Value | list[Value]]


def reshape(call: Call) -> Value:
    """Reshape; the batch is kept whatever its number."""
    call.ignore("consumed_inputs")
    keep_zeros = call.attribute("allowzero", 0) != 0
    x = call.value(0)
    if call.opset < 5:
        wanted = torch.tensor(call.integers("shape") or [])
        pair = (wanted, wanted)
    else:
        pair = call.pair(1)
    shapes = []
    for before, tensor in zip((x.a.shape, x.b.shape), pair, strict=True):
        target = [int(v) for v in tensor.reshape(-1).tolist()]
        shapes.append(_resolved(call, list(before), target, keep_zeros))
    return to_shapes(call, x, shapes[0], shapes[1])


def _resolved(call: Call, before: list[int], target: list[int], keep_zeros: bool) -> list[int]:
    """The shape that is meant by 0 and -1."""
    x = call.value(0)
    fixed = call.builder.fixed_batch
    counts_pictures = isinstance(x, Flowing) and x.a.ndim > 0 and x.is_batch(0)
    if fixed is not None and target[:1] == [fixed] and counts_pictures:
        # The file was written for one number of pictures, and names it here.
        target = [before[0], *target[1:]]
    if len(target) > 8 or any(v < -1 or v > LARGEST_INTEGER for v in target):
        raise call.error("names a shape that is none")
    if not keep_zeros:
        if any(v == 0 and i >= len(before) for i, v in enumerate(target)):
            raise call.error("keeps a dimension that is not there")
        target = [before[i] if v == 0 else v for i, v in enumerate(target)]
    cells, rest = math.prod(before), math.prod(v for v in target if v != -1)
    if target.count(-1) == 1 and rest > 0:
        target[target.index(-1)] = cells // rest
    if math.prod(target) != cells or -1 in target:
        raise call.error(f"makes {target} of {before}, which has another number of cells")
    return target


def to_shapes(call: Call, x: Value, a: list[int], b: list[int]) -> Value:
    """Reshape to `a` for the first of the two batches and to `b` for the second."""
    if isinstance(x, Known):
        return call.emit("reshape", [x], {"shape": a})
    if list(x.a.shape) == a and list(x.b.shape) == b:
        return x
    sizes = []
    for i, (size, other) in enumerate(zip(a, b, strict=True)):
        kept = i < x.a.ndim and (x.a.shape[i], x.b.shape[i]) == (size, other)
        sizes.append(size if size == other else 0 if kept else -1)
    if sizes.count(-1) > 1:
        raise BatchError("it folds the number of pictures into several dimensions")
    if len(a) == 2 and sizes[0] == 0 and x.a.ndim > 2:
        return call.emit("flatten", [x], {"start": 1})
    return call.emit("reshape", [x], {"shape": sizes})


def flatten(call: Call) -> Value:
    """Flatten."""
    axis, x = call.attribute("axis", 1), call.value(0)
    if not -call.rank() <= axis <= call.rank():
        raise call.error(f"names dimension {axis} of {call.rank()}")
    axis = axis + call.rank() if axis < 0 else axis
    shapes = [
        [math.prod(shape[:axis]), math.prod(shape[axis:])] for shape in (x.a.shape, x.b.shape)
    ]
    return to_shapes(call, x, shapes[0], shapes[1])


def squeeze(call: Call) -> Value:
    """Squeeze."""
    axes = call.integers("axes")
    if axes is None and call.has(1):
        axes = call.known_list(1)
    x = call.value(0)
    ones = [i for i, size in enumerate(x.a.shape) if size == 1]
    dims = sorted(call.axis(a) for a in axes) if axes is not None else ones
    return call.emit("squeeze", [x], {"dims": dims}) if dims else x


def unsqueeze(call: Call) -> Value:
    """Unsqueeze."""
    axes = call.integers("axes")
    axes = call.known_list(1) if axes is None else axes
    rank = call.rank() + len(axes)
    dims = sorted(call.axis(a, rank) for a in axes)
    if rank > 8 or len(set(dims)) < len(dims):
        raise call.error("names a dimension twice")
    return call.emit("unsqueeze", [call.value(0)], {"dims": dims})


def transpose(call: Call) -> Value:
    """Transpose; one that takes back the one before it is left out, and so is that."""
    x, rank = call.value(0), call.rank()
    order = call.integers("perm") or list(range(rank))[::-1]
    if sorted(order) != list(range(rank)):
        raise call.error("has an order that is none")
    node = call.builder.producer(x)
    if node is not None and node.op == "permute" and node.inputs[0] is not None:
        together = [node.attributes["dims"][i] for i in order]
        source = call.builder.flowing[node.inputs[0]]
        if together == sorted(together):
            return source
        return call.emit("permute", [source], {"dims": together})
    return x if order == sorted(order) else call.emit("permute", [x], {"dims": order})


def concat(call: Call) -> Value:
    """Concat."""
    call.ignore("consumed_inputs")
    values = [call.value(i) for i in range(len(call.inputs))]
    axis = call.axis(call.attribute("axis", 1))
    flows = [v for v in values if isinstance(v, Flowing)]
    if any(v.is_batch(axis) for v in flows):
        raise BatchError("it strings pictures together")
    return values[0] if len(values) == 1 else call.emit("concatenate", values, {"dim": axis})


def split(call: Call) -> list[Value]:
    """Split."""
    x, axis = call.value(0), call.axis(call.attribute("axis", 0))
    sizes, count = call.integers("split"), call.attribute("num_outputs", len(call.outputs))
    if sizes is None and call.has(1):
        sizes = call.known_list(1)
    width = x.a.shape[axis]
    if sizes is None:
        each = -(-width // max(count, 1))
        sizes = [max(min(each, width - i * each), 0) for i in range(count)]
    if sum(sizes) != width or min(sizes) < 0 or len(sizes) < len(call.outputs):
        raise call.error("does not cut what it reads into its outputs")
    if isinstance(x, Flowing) and x.is_batch(axis):
        raise BatchError("it takes pictures apart")
    begins = [sum(sizes[:i]) for i in range(len(call.outputs))]
    return [_sliced(call, x, [b], [b + sizes[i]], [1], [axis]) for i, b in enumerate(begins)]


def _sliced(
    call: Call, x: Value, starts: list[int], stops: list[int], steps: list[int], dims: list[int]
) -> Value:
    given = {"starts": starts, "stops": stops, "steps": steps, "dims": dims}
    return call.emit("slice", [x], given)


def slice_(call: Call) -> Value:
    """Slice."""
    x = call.value(0)
    if call.opset < 10:
        starts, stops = call.integers("starts"), call.integers("ends")
        axes, steps = call.integers("axes"), None
        if starts is None or stops is None:
            raise call.error("does not say from where to where")
        pairs = (stops, stops)
    else:
        starts, ends = call.known_list(1), call.pair(2)
        axes = call.known_list(3) if call.has(3) else None
        steps = call.known_list(4) if call.has(4) else None
        pairs = ([int(v) for v in ends[0].reshape(-1)], [int(v) for v in ends[1].reshape(-1)])
    axes = list(range(len(starts))) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    if len({len(starts), len(pairs[0]), len(axes), len(steps)}) > 1:
        raise call.error("does not say from where to where for each dimension")
    rows = []
    for i, axis in enumerate(axes):
        dim = call.axis(axis)
        start, step = _bounded(starts[i]), _bounded(steps[i])
        stop, other = _bounded(pairs[0][i]), _bounded(pairs[1][i])
        if step == 0:
            raise call.error("has a step of 0")
        if isinstance(x, Flowing) and (x.is_batch(dim) or stop != other):
            whole = step == 1 and start == 0 and stop >= x.a.shape[dim] and other >= x.b.shape[dim]
            if not whole:
                raise BatchError("it takes pictures apart")
            continue
        if (start, step) != (0, 1) or stop < x.a.shape[dim]:
            rows.append((start, stop, step, dim))
    return _sliced(call, x, *(list(c) for c in zip(*rows, strict=True))) if rows else x


def _bounded(value: int) -> int:
    return max(-LARGEST_INTEGER, min(value, LARGEST_INTEGER))


def gather(call: Call) -> Value:
    """Gather."""
    x, index = call.value(0), call.value(1)
    axis = call.axis(call.attribute("axis", 0))
    if isinstance(index, Known) and x.a.ndim == 1 and _takes_all_in_order(x, index):
        # PyTorch's exporter writes a view of strided memory so.
        return to_shapes(call, x, list(index.a.shape), list(index.b.shape))
    if isinstance(x, Flowing) and x.is_batch(axis):
        raise BatchError("it takes pictures apart")
    if isinstance(index, Known) and index.a.numel() and axis < x.a.ndim:
        size = x.a.shape[axis]
        if not -size <= int(index.a.min()) <= int(index.a.max()) < size:
            raise call.error("takes something that is not there")
    return call.emit("take", [x, index], {"dim": axis})


def _takes_all_in_order(x: Value, index: Known) -> bool:
    pairs = ((x.a, index.a), (x.b, index.b))
    return all(torch.equal(i.reshape(-1).long(), torch.arange(v.numel())) for v, i in pairs)


def pad(call: Call) -> Value:
    """Pad."""
    mode, x = call.attribute("mode", "constant"), call.value(0)
    value: float = 0.0
    if call.opset < 11:
        pads = call.integers("pads") or call.integers("paddings")
        value, axes = call.attribute("value", 0.0), None
    else:
        pads = call.known_list(1)
        value = call.known_number(2) if call.has(2) else 0.0
        axes = call.known_list(3) if call.has(3) else None
    modes = {"constant": "constant", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    axes = [call.axis(a) for a in axes] if axes is not None else list(range(call.rank()))
    if pads is None or len(pads) != 2 * len(axes) or mode not in modes:
        raise call.error("pads in a way that is not known")
    around = [[0, 0] for _ in range(call.rank())]
    for i, axis in enumerate(axes):
        around[axis] = [_bounded(pads[i]), _bounded(pads[i + len(axes)])]
    while around and around[0] == [0, 0]:
        around.pop(0)
    if not around:
        return x
    flat = [v for pair in reversed(around) for v in pair]
    given: dict[str, object] = {"padding": flat, "mode": modes[mode]}
    given |= {"lowest": True} if value == -math.inf else {"value": value}
    return call.emit("pad", [x], given)


def expand(call: Call) -> Value:
    """Expand."""
    x, (first, second) = call.value(0), call.pair(1)
    targets = [[int(v) for v in t.reshape(-1).tolist()] for t in (first, second)]
    if isinstance(x, Known):
        shape = list(np.broadcast_shapes(tuple(x.a.shape), tuple(targets[0])))
        call.builder.count_folded(math.prod(shape))
        return known(x.a.expand(shape).clone())
    sizes = []
    for i, (size, other) in enumerate(zip(*targets, strict=True)):
        dim = i - len(targets[0])
        inside = -dim <= x.a.ndim
        kept = inside and (x.a.shape[dim], x.b.shape[dim]) == (size, other)
        if size == other and size != 0:
            sizes.append(size)
        elif kept:
            sizes.append(0)
        else:
            raise BatchError("it repeats something for each picture")
    return call.emit("expand", [x], {"shape": sizes})


def tile(call: Call) -> Value:
    """Tile."""
    repeats, x = call.known_list(1), call.value(0)
    if isinstance(x, Flowing) and x.a.ndim and x.is_batch(0) and repeats[:1] != [1]:
        raise BatchError("it repeats pictures")
    return call.emit("tile", [x], {"dims": repeats}) if set(repeats) != {1} else x


def depth_to_space(call: Call) -> Value:
    """DepthToSpace."""
    block, mode = call.attribute("blocksize", 1), call.attribute("mode", "DCR")
    if mode == "CRD":
        return call.emit("pixel_shuffle", [call.value(0)], {"factor": block})
    return call.emit("depth_to_space", [call.value(0)], {"block": block})


def space_to_depth(call: Call) -> Value:
    """SpaceToDepth."""
    block = call.attribute("blocksize", 1)
    return call.emit("space_to_depth", [call.value(0)], {"block": block})


SHAPES: dict[str, Entry] = {
    "Reshape": reshape,
    "Flatten": flatten,
    "Squeeze": squeeze,
    "Unsqueeze": unsqueeze,
    "Transpose": transpose,
    "Concat": concat,
    "Split": split,
    "Slice": slice_,
    "Gather": gather,
    "Pad": pad,
    "Expand": expand,
    "Tile": tile,
    "DepthToSpace": depth_to_space,
    "SpaceToDepth": space_to_depth,
}
